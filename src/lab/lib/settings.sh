# Sourced by every part of the lab: what it is made of, and where it keeps things.
# All addresses are fixed, so there is one lab per machine.

LAB_SRC=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
LAB_REPO=$(cd "$LAB_SRC/../.." && pwd)

# Kept between runs: the hosts' own disks (defined VMs, pools) and the shared datastore.
LAB_DIR=${EVERUP_LAB_DIR:-$LAB_REPO/.data/lab}
LAB_SHARED=$LAB_DIR/shared

# Gone when the lab is down: what runs now, and what was asked for (power, BMC, links).
LAB_RUN=/run/everup-lab
LAB_LOCK=/run/lock/everup-lab

LAB_HOSTS=(h1 h2 h3)
LAB_OFFICE=254                                   # last byte of this machine's own addresses
LAB_BMC_PASSWORD=${EVERUP_LAB_BMC_PASSWORD:-secret}

# Bridges in the machine's own network namespace; each host has a port in the first two.
LAB_BRIDGES=(evr-mgmt evr-guest evr-bmc)
SHARED_POOL_UUID=e0e0f00d-0000-4000-8000-00000000005a
GUESTS_NET_UUID=e0e0f00d-0000-4000-8000-0000000000b6

number()     { printf '%s' "${1#h}"; }
mgmt()       { printf '10.77.0.%s' "$(number "$1")"; }
guests()     { printf '10.78.0.%s' "$(number "$1")"; }
bmc()        { printf '10.79.0.%s' "$(number "$1")"; }
netns()      { printf 'everup-%s' "$1"; }
host_dir()   { printf '%s/%s' "$LAB_DIR" "$1"; }
host_uuid()  { printf 'e0e0f00d-0000-4000-8000-00000000010%s' "$(number "$1")"; }
local_pool_uuid() { printf 'e0e0f00d-0000-4000-8000-00000000020%s' "$(number "$1")"; }
mac()        { printf '52:54:00:%s:00:%02x' "$1" "$2"; }   # NETWORK(77|78|79) NUMBER

say()  { printf '%s\n' "$*"; }
warn() { printf '%s\n' "$*" >&2; }

# each FUNCTION: run it for all hosts at once; fails when one of them does
each() {
  local host job jobs=() failed=0
  for host in "${LAB_HOSTS[@]}"; do "$@" "$host" & jobs+=($!); done
  for job in "${jobs[@]}"; do wait "$job" || failed=1; done
  return $failed
}

# detached LOG COMMAND...: start it free of our session and of every descriptor we hold. A host started by the
# BMC's program would otherwise keep the BMC's UDP socket, and anything would keep our locks.
detached() {
  local log=$1; shift
  (
    local fd
    for fd in "/proc/$BASHPID/fd"/*; do
      fd=${fd##*/}
      if [ "$fd" -gt 2 ]; then eval "exec $fd>&-"; fi
    done
    exec setsid "$@"
  ) </dev/null >>"$log" 2>&1 &
}

# until_true SECONDS COMMAND...: try it ten times a second
until_true() {
  local tries=$(($1 * 10)); shift
  while ! "$@"; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || return 1
    sleep 0.1
  done
}

# What was asked for, a word per host and kind: asked h1 power -> on|off
asked()     { cat "$LAB_RUN/$1.$2" 2>/dev/null || printf 'none\n'; }
set_asked() { printf '%s\n' "$3" >"$LAB_RUN/$1.$2"; }

# locked HOST COMMAND...: power actions of one host come one after the other, from whatever side
locked() {
  local host=$1; shift
  (
    exec 8>"$LAB_RUN/$host.lock" && flock 8
    # The lab may have gone down while we waited.
    [ -e "$LAB_RUN/dir" ] || exit 1
    "$@"
  )
}
