# The lab as a whole: can it run here, is it well, up, down.

# Says in one sentence why the lab can't run on this machine, or nothing.
why_not() {
  [ "$(uname -s)" = Linux ] || { say "The lab needs Linux."; return; }
  [ "$(id -u)" = 0 ] || { say "The lab needs root: it makes network namespaces, bridges and mounts."; return; }
  unshare --net --mount --pid --fork --uts --ipc --mount-proc true 2>/dev/null ||
    { say "The lab can't run here: this machine doesn't let us create namespaces."; return; }
  unshare --net sh -c 'ip link add name try-br type bridge && ip link add name try-v type veth peer name try-w' >/dev/null 2>&1 ||
    { say "The lab can't run here: this machine's kernel has no bridges or veth pairs."; return; }
  case $LAB_DIR in /run/* | /var/lib/libvirt/* | /proc/* | /sys/*) say "EVERUP_LAB_DIR can't be in ${LAB_DIR%/*}: a host has its own such folder." ;; esac
}

lab_exists() { [ -e "$LAB_RUN/dir" ]; }
lab_dir_in_use() { cat "$LAB_RUN/dir" 2>/dev/null; }

# Something of a lab is there, be it dead or half up.
lab_remains() {
  local host bridge
  [ ! -e "$LAB_RUN" ] || return 0
  for host in "${LAB_HOSTS[@]}"; do [ ! -e "/run/netns/$(netns "$host")" ] || return 0; done
  for bridge in "${LAB_BRIDGES[@]}"; do ! ip link show "$bridge" >/dev/null 2>&1 || return 0; done
  return 1
}

# A lab is well when it was brought up to the end, and everything is as it was asked for since.
lab_is_well() {
  local host
  [ -e "$LAB_RUN/up" ] && networks_are_up || return 1
  for host in "${LAB_HOSTS[@]}"; do
    if [ "$(asked "$host" power)" = on ]; then host_is_on "$host" || return 1; fi
    if [ "$(asked "$host" bmc)" != off ]; then bmc_pid "$host" >/dev/null || return 1; fi
  done
}

lab_up() {
  mkdir -p "$LAB_SHARED" "$LAB_RUN" && chmod 700 "$LAB_RUN" || return 1
  printf '%s\n' "$LAB_DIR" >"$LAB_RUN/dir"
  "$LAB_SRC/guest/build.sh" "$LAB_SHARED" &
  local guest=$!
  networks_up && each host_disk && each host_on && each bmc_on || { wait "$guest"; return 1; }
  each host_ready || { wait "$guest"; return 1; }
  know_qemu
  wait "$guest" || return 1
  # The image files came while the hosts' libvirt was looking elsewhere.
  each refresh_shared
  touch "$LAB_RUN/up"
}

# libvirt asks QEMU once what it can do, which takes seconds: so the first host does, and the others read its notes.
know_qemu() {
  local notes=var-cache/qemu/capabilities first=${LAB_HOSTS[0]} host
  compgen -G "$LAB_DIR/$first/$notes/*.xml" >/dev/null ||
    virsh -q -c "qemu+tcp://$(mgmt "$first")/system" domcapabilities --virttype qemu >/dev/null || return 0
  for host in "${LAB_HOSTS[@]:1}"; do
    mkdir -p "$LAB_DIR/$host/$notes" && cp -pn "$LAB_DIR/$first/$notes/"*.xml "$LAB_DIR/$host/$notes/"
  done 2>/dev/null
}

host_on()        { locked "$1" host_power_on "$1"; }
bmc_on()         { locked "$1" bmc_set "$1" on; }
host_ready()     { until_true 60 libvirt_answers "$1" || { warn "$1: libvirt doesn't answer; see $(host_dir "$1")/log/boot.log"; return 1; }; }
refresh_shared() { virsh -q -c "qemu+tcp://$(mgmt "$1")/system" pool-refresh shared >/dev/null; }

# Takes down whatever there is of a lab, of whatever folder. Only what is the lab's own: processes in its network
# namespaces, and boards by their pid files.
lab_down() {
  local failed=0
  rm -f "$LAB_RUN/up"
  rm -f "$LAB_RUN/dir"                     # an action that waits for its turn gives up
  each host_down || failed=1
  networks_down
  [ $failed = 0 ] && rm -rf "$LAB_RUN"
  return $failed
}
host_down() {
  local host=$1
  if [ -d "$LAB_RUN" ]; then
    exec 8>"$LAB_RUN/$host.lock" && flock -w 20 8
  fi
  bmc_stop "$host"
  host_remains "$host"
}

lab_status() {
  local host power libvirt link board
  if ! lab_exists; then say "The lab is down."; return 1; fi
  lab_is_well || say "The lab is damaged (a crash, or half up): \`bin/lab up\` mends it."
  say "Folder: $(lab_dir_in_use)"
  printf '%-5s %-6s %-12s %-36s %-10s %s\n' host power libvirt uri link 'BMC (IPMI, port 623)'
  for host in "${LAB_HOSTS[@]}"; do
    power=off libvirt=- link=ok
    if host_is_on "$host"; then
      power=on
      libvirt=$(libvirt_state "$host")
    fi
    [ "$(asked "$host" link)" = cut ] && link=cut
    board=$(asked "$host" bmc)
    printf '%-5s %-6s %-12s %-36s %-10s %s\n' "$host" "$power" "$libvirt" "qemu+tcp://$(mgmt "$host")/system" "$link" "$(bmc "$host") $board"
  done
}

libvirt_state() {
  local pid
  pid=$(host_named "$1" libvirtd | head -n 1)
  if [ -z "$pid" ]; then say starting
  elif grep -q '^State:.T' "/proc/$pid/status"; then say hung
  elif [ "$(asked "$1" link)" = cut ]; then say 'cut off'
  elif libvirt_answers "$1"; then say answers
  else say silent; fi
}
