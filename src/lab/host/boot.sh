#!/bin/bash
# What a host's init runs: boot.sh NAME FOLDER. It is in the host's namespaces already.
# The root file system is this machine's; the host's own disk (FOLDER) is laid over the parts that belong to libvirt.
name=$1 disk=$2

hostname "$name"
# We hold copies of the other hosts' namespace mounts: they would keep a dead host's network alive.
umount -R -l /run/netns 2>/dev/null
mount --make-rprivate /
overlay() { mkdir -p "$2" && mount --bind "$disk/$1" "$2"; }   # the empty mount point is all that stays on the machine
overlay etc-libvirt /etc/libvirt
overlay var-lib /var/lib/libvirt
overlay var-cache /var/cache/libvirt
overlay var-log /var/log/libvirt
for file in hosts passwd group; do mount --bind "$disk/$file" "/etc/$file"; done
mount -t tmpfs -o mode=755,size=64m tmpfs /run
mkdir -p /run/lock
# A KVM device that exists but can't run a CPU makes libvirt probe QEMU again at every define.
[ ! -e /dev/kvm ] || mount --bind /dev/null /dev/kvm

for conf in /proc/sys/net/ipv6/conf/*/disable_ipv6; do echo 1 >"$conf"; done 2>/dev/null

export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
unset "${!EVERUP_@}"
cd /
virtlogd -d
virtlockd -d
while :; do
  libvirtd --listen
  echo "$(date '+%F %T') libvirtd ended with $?; starting it again"
  sleep 0.5
done
