# shellcheck shell=bash
# Sourced by bin/run. The folder that everything is kept in: which it is, whose it is, who uses it now.

MARK=.everup-data
# What --fresh deletes; app and postgres come from the build, and are no data.
DATA_PARTS=(database database.new database.new.password lab log portal secrets worlds)

# random_word LENGTH: without letters and digits that are easily taken for others
random_word() { LC_ALL=C tr -dc 'abcdefghjkmnpqrstuvwxyz23456789' </dev/urandom | head -c "$1"; }

fail_with_log() {   # WHAT LOG
  printf '%s. The last lines of %s:\n' "$1" "$2" >&2
  tail -n 15 "$2" >&2
  exit 1
}

# A folder is ours when it has our mark, when there is nothing in it, or only what bin/lab or bin/test put there.
claim_data() {
  local entry
  mkdir -p "$DATA" 2>/dev/null && [ -w "$DATA" ] || fail "The folder $DATA can't be made or written. Choose another with --data."
  DATA=$(readlink -f "$DATA") DATABASE_DIR=$DATA/database
  if [ ! -e "$DATA/$MARK" ]; then
    for entry in "$DATA"/* "$DATA"/.[!.]*; do
      case ${entry##*/} in lab | test | bench | bench-simulate | simulate-* | secret.key | '*' | '.[!.]*') ;;
        *) fail "$DATA holds other things than Everup's data (${entry##*/}). Choose another folder with --data." ;;
      esac
    done
    printf 'Everup keeps its data in this folder: see bin/run.\n' >"$DATA/$MARK"
  fi
  mkdir -p "$DATA/log" "$DATA/portal" "$DATA/run" "$DATA/worlds"
  mkdir -p "$DATA/secrets"
  chmod 700 "$DATA/secrets" "$DATA/run" "$DATA/portal"
}

# One bin/run per folder; the kernel forgets the lock with its holder, however that ends.
lock_data() {
  exec 8>>"$DATA/run/lock"
  flock -n 8 && return 0
  local pid url
  read -r pid url <"$DATA/run/lock"
  fail "Everup already runs with the data in $DATA: $url (process $pid). Stop it with Ctrl-C there or with 'kill $pid', or choose another folder with --data and another --port."
}
sign_lock() { printf '%s http://localhost:%s\n' $$ "$PORT" >"$DATA/run/lock"; }

# What a bin/run that was killed left running. The portal first: it must not see its hosts and its database go.
stop_orphans() {
  local name found=
  for name in portal database; do child "$name" >/dev/null && found+=" $name"; done
  [ -e "$DATA/run/lab" ] && found+=' lab'
  [ -z "$found" ] || say "An earlier run was not stopped properly; stopping what it left behind:$found."
  stop_child portal TERM 30
  stop_database
}

empty_data() {
  local part
  if [ -d "$DATA/lab" ] && [ "$(cat /run/everup-lab/dir 2>/dev/null)" = "$DATA/lab" ]; then
    EVERUP_LAB_DIR=$DATA/lab "$ROOT/bin/lab" down 8>&- || fail "The lab in $DATA/lab could not be stopped, so nothing was deleted."
  fi
  for part in "${DATA_PARTS[@]}"; do rm -rf "${DATA:?}/$part"; done
  find "$DATA/run" -mindepth 1 ! -name lock -delete
  say "Deleted what was kept in $DATA."
  claim_data
}

# From the kernel's own lists, so that no tool is needed: is somebody listening on it?
port_is_busy() { grep -qE "^ *[0-9]+: [0-9A-F]+:$(printf %04X "$1") [0-9A-F]+:0000 0A " /proc/net/tcp /proc/net/tcp6 2>/dev/null; }
free_port() {
  local port
  while port=$((20000 + (RANDOM << 15 | RANDOM) % 12000)); port_is_busy "$port"; do :; done
  printf '%s' "$port"
}
