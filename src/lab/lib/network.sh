# The machine's side of the networks, and the cables to the hosts.

bridge_up() {   # BRIDGE NETWORK
  ip link add "$1" type bridge stp_state 0 forward_delay 0 mcast_snooping 0 &&
  # A bridge otherwise takes the lowest MAC of its ports: the office would change its MAC with every power cut.
  ip link set "$1" address "$(mac "$2" 254)" &&
  { sysctl -q -w "net.ipv6.conf.$1.disable_ipv6=1" 2>/dev/null || true; } &&
  ip addr add "10.$2.0.$LAB_OFFICE/24" dev "$1" &&
  ip link set "$1" up
}

networks_up() { bridge_up evr-mgmt 77 && bridge_up evr-guest 78 && bridge_up evr-bmc 79; }

networks_down() {
  local bridge
  for bridge in "${LAB_BRIDGES[@]}"; do
    ip link show "$bridge" >/dev/null 2>&1 && ip link del "$bridge"
  done
  return 0
}

networks_are_up() {
  local bridge
  for bridge in "${LAB_BRIDGES[@]}"; do ip link show "$bridge" >/dev/null 2>&1 || return 1; done
}

# cable HOST KIND NETWORK: a veth pair from the bridge evr-KIND into the host, where it is called KIND
cable() {
  local host=$1 kind=$2 network=$3 n
  n=$(number "$host")
  ip link add "evr-$host-$kind" address "$(mac "$network" $((0x80 + n)))" type veth \
    peer name "$kind" address "$(mac "$network" "$n")" netns "$(netns "$host")" &&
  ip link set "evr-$host-$kind" up
}

plug()   { ip link set "evr-$1-$2" master "evr-$2"; }      # HOST mgmt|guest
unplug() { ip link set "evr-$1-$2" nomaster; }

cables_out() {
  local kind
  for kind in mgmt guest; do
    ip link show "evr-$1-$kind" >/dev/null 2>&1 && ip link del "evr-$1-$kind"
  done
  return 0
}

# Inside the host: its addresses, and a bridge of its own for the guests' network cards.
host_network() {
  local host=$1 ns n
  ns=$(netns "$host") n=$(number "$host")
  cable "$host" mgmt 77 && cable "$host" guest 78 &&
  ip -n "$ns" -batch - <<END && plug "$host" guest || return 1
link set lo up
addr add $(mgmt "$host")/24 dev mgmt
link set mgmt up
link add br-guests type bridge stp_state 0 forward_delay 0 mcast_snooping 0
link set br-guests address $(mac 78 $((0x40 + n)))
addr add $(guests "$host")/24 dev br-guests
link set guest master br-guests
link set guest up
link set br-guests up
END
  # A partition outlives a power cycle: it is the switch's state, not the host's.
  [ "$(asked "$host" link)" = cut ] || plug "$host" mgmt
}
