# shellcheck shell=bash
# Sourced by the commands in bin/. Makes sure that this machine has the Debian packages a command needs:
# installs what is missing when run as root, else prints the exact command and stops.
#
#   need build            JDK, Maven, Node: to build the portal
#   need lab              libvirt, QEMU, IPMI and the guest's parts: to run the real hosts of the lab
#   need directory        OpenLDAP's server, for the module tests
#   need browser          Chromium and its driver: for the journeys of bin/test
#   need pictures         what makes pictures small: for bin/screenshots
#
# A group is satisfied by the commands and files it names, not by package names, so that a JDK or a Node
# from elsewhere is as good as Debian's.

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

# lacking COMMAND PACKAGE...: the packages, when the command is not on this machine
lacking() { local command=$1; shift; command -v "$command" >/dev/null 2>&1 || printf '%s\n' "$@"; }
lacking_file() { local file=$1; shift; compgen -G "$file" >/dev/null || printf '%s\n' "$@"; }

packages_build() {
  lacking javac openjdk-17-jdk-headless
  lacking mvn maven
  lacking node nodejs
  lacking npm npm
  lacking curl curl
  lacking jq jq
  lacking xz xz-utils
  lacking_file '/usr/lib/*/libvirt.so.0' libvirt0
  lacking_file '/etc/ssl/certs/ca-certificates.crt' ca-certificates
}

packages_lab() {
  lacking libvirtd libvirt-daemon libvirt-daemon-driver-qemu
  lacking virsh libvirt-clients
  lacking qemu-system-x86_64 qemu-system-x86
  lacking qemu-img qemu-utils
  lacking ipmi_sim openipmi
  lacking ipmitool ipmitool
  lacking fence_ipmilan fence-agents
  lacking telnet telnet
  lacking tini tini
  lacking ip iproute2
  lacking ping iputils-ping
  lacking bridge iproute2
  lacking mkfs.ext4 e2fsprogs
  lacking cpio cpio
  lacking unshare util-linux
  lacking pkill procps
  lacking_file '/bin/busybox' busybox-static
}

packages_directory() {
  lacking_file '/usr/sbin/slapd' slapd
  lacking openssl openssl
}

packages_browser() {
  lacking chromium chromium
  lacking chromedriver chromium-driver
  lacking_file '/usr/share/fonts/truetype/liberation*' fonts-liberation
}

packages_pictures() { lacking pngquant pngquant; lacking jq jq; lacking curl curl; }

need() {
  local group missing
  missing=$(for group in "$@"; do "packages_$group"; done | sort -u | tr '\n' ' ')
  [ -z "${missing// /}" ] && return 0
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    printf 'This needs packages that are not installed. Install them with:\n  sudo apt-get install -y --no-install-recommends %s\n' "$missing" >&2
    return 1
  fi
  say "Installing what is missing: $missing"
  local log; log=$(mktemp)
  # Services must not start by themselves: the lab runs its own daemons in its own namespaces.
  local policy=/usr/sbin/policy-rc.d made_policy=
  [ -e "$policy" ] || { printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy" && made_policy=1; }
  # shellcheck disable=SC2086
  if ! { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends -o Dpkg::Options::=--force-unsafe-io $missing; } >"$log" 2>&1; then
    [ -n "$made_policy" ] && rm -f "$policy"
    tail -n 15 "$log" >&2
    rm -f "$log"
    printf 'apt-get could not install: %s\n' "$missing" >&2
    return 1
  fi
  [ -n "$made_policy" ] && rm -f "$policy"
  rm -f "$log"
  hash -r
  [ -z "$(for group in "$@"; do "packages_$group"; done)" ] || { printf 'Still missing after the installation: %s\n' "$(for group in "$@"; do "packages_$group"; done | tr '\n' ' ')" >&2; return 1; }
}
