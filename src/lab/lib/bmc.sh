# Out-of-band power: one IPMI board per host, simulated by ipmi_sim at an address that no other cut touches.

bmc_pid() {
  local pid
  pid=$(cat "$LAB_RUN/$1.bmc.pid" 2>/dev/null) || return 1
  # The number may belong to somebody else by now.
  tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -q "ipmi_sim.*$LAB_RUN/$1\.lan\.conf" || return 1
  printf '%s\n' "$pid"
}

bmc_config() {   # HOST PASSWORD
  local host=$1 n
  n=$(number "$host")
  cat >"$LAB_RUN/$host.lan.conf" <<END
name "$host"
set_working_mc 0x20
startlan 1
  addr $(bmc "$host") 623
  priv_limit admin
  allowed_auths_callback none md2 md5 straight
  allowed_auths_user none md2 md5 straight
  allowed_auths_operator none md2 md5 straight
  allowed_auths_admin none md2 md5 straight
  guid e0e0f00d00004000800000000000030$n
endlan
chassis_control "$LAB_RUN/chassis $host"
user 2 true "admin" "$2" admin 10 none md2 md5 straight
END
  cat >"$LAB_RUN/$host.emu.conf" <<END
mc_setbmc 0x20
mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02 persist_sdr
sel_enable 0x20 1000 0x0a
mc_enable 0x20
END
  chmod 600 "$LAB_RUN/$host.lan.conf"
}

bmc_stop() {
  local pid
  pid=$(bmc_pid "$1") && { kill -9 "$pid"; until_true 3 bmc_gone "$1"; }
  rm -f "$LAB_RUN/$1.bmc.pid"
  # A board without power answers nothing at all, not "port unreachable".
  ip addr del "$(bmc "$1")/24" dev evr-bmc 2>/dev/null
  return 0
}
bmc_gone() { ! bmc_pid "$1" >/dev/null; }

bmc_start() {   # HOST [PASSWORD]
  local host=$1 pid
  bmc_stop "$host"
  bmc_config "$host" "${2:-$LAB_BMC_PASSWORD}"
  mkdir -p "$LAB_RUN/$host.ipmi"
  printf '#!/bin/sh\nEVERUP_LAB_DIR="$(cat %s/dir)" exec "%s/bmc/chassis" "$@"\n' "$LAB_RUN" "$LAB_SRC" >"$LAB_RUN/chassis"
  chmod +x "$LAB_RUN/chassis"
  ip addr add "$(bmc "$host")/24" dev evr-bmc || return 1
  detached "$(host_dir "$host")/log/bmc.log" \
    sh -c 'echo $$ >"$1"; shift; exec "$@"' sh "$LAB_RUN/$host.bmc.pid" \
    ipmi_sim -c "$LAB_RUN/$host.lan.conf" -f "$LAB_RUN/$host.emu.conf" -s "$LAB_RUN/$host.ipmi" -n
  until_true 5 bmc_listens "$host"
}
bmc_listens() { ss -Hlun "src $(bmc "$1"):623" | grep -q .; }

# bmc_set HOST on|off|refuse
bmc_set() {
  case $2 in
    on)     bmc_start "$1" ;;
    off)    bmc_stop "$1" ;;
    refuse) bmc_start "$1" "$(head -c 8 /dev/urandom | od -An -tx1 | tr -d ' \n' | head -c 14)" ;;
  esac && set_asked "$1" bmc "$2"
}
