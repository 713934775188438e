# A host: namespaces on this machine's kernel, with a true init as pid 1. Power is the life of that pid 1.

# Process ids on this machine of everything that runs in the host.
host_pids() { ip netns pids "$(netns "$1")" 2>/dev/null; }

host_pid1() {
  local pid
  for pid in $(host_pids "$1"); do
    # "NSpid: 4711 1": pid 1 of a namespace below ours
    awk '/^NSpid:/ && NF > 2 && $NF == 1 { found = 1 } END { exit !found }' "/proc/$pid/status" 2>/dev/null &&
      { printf '%s\n' "$pid"; return 0; }
  done
  return 1
}

host_is_on()  { host_pid1 "$1" >/dev/null; }
host_is_off() { ! host_is_on "$1"; }

# host_named HOST COMMAND: ids of the host's processes that run COMMAND
host_named() {
  local pid
  for pid in $(host_pids "$1"); do
    [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = "$2" ] && printf '%s\n' "$pid"
  done
  return 0
}

# enter HOST COMMAND...: run it inside the host, in the same working directory
enter() {
  local host=$1 pid; shift
  pid=$(host_pid1 "$host") || { warn "$host is off."; return 1; }
  nsenter --target "$pid" --mount --uts --ipc --net --pid --wd="$PWD" "$@"
}

host_power_on() {
  local host=$1 ns
  set_asked "$host" power on
  host_is_on "$host" && return 0
  host_remains "$host"
  ns=$(netns "$host")
  ip netns add "$ns" && host_network "$host" || { host_remains "$host"; return 1; }
  detached "$(host_dir "$host")/log/boot.log" \
    ip netns exec "$ns" unshare --mount --uts --ipc --pid --fork --mount-proc --kill-child \
    tini -s -- bash "$LAB_SRC/host/boot.sh" "$host" "$(host_dir "$host")"
  until_true 5 host_is_on "$host"
}

# As when the plug is pulled: cables first, for a dead host sends no FIN or RST; then everything at once.
host_power_off() {
  set_asked "$1" power off
  host_remains "$1"
}

host_remains() {
  local host=$1 ns pid tries=100
  ns=$(netns "$host")
  cables_out "$host"
  pid=$(host_pid1 "$host") && kill -9 "$pid" 2>/dev/null
  while pid=$(host_pids "$host") && [ -n "$pid" ]; do
    # shellcheck disable=SC2086
    kill -9 $pid 2>/dev/null
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || { warn "$host: these processes won't die: $(printf '%s ' $pid)"; return 1; }
    sleep 0.05
  done
  [ ! -e "/run/netns/$ns" ] || ip netns del "$ns"
}

libvirt_answers() { timeout 3 virsh -q -c "qemu+tcp://$(mgmt "$1")/system" pool-info shared >/dev/null 2>&1; }
