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

# A /dev of our own, above all one without kvm: where KVM is there but can't run a CPU, and even where it is hidden behind
# /dev/null, libvirt takes its knowledge of QEMU for stale and probes again at every define, for more than 5 s.
dev=/run/dev
mkdir -p "$dev" && mount -t tmpfs -o mode=755,size=1m tmpfs "$dev"
mkdir -p "$dev"/{pts,shm,net}
for file in null zero full random urandom tty net/tun; do
  [ ! -e "/dev/$file" ] || cp -a "/dev/$file" "$dev/$file" || { touch "$dev/$file" && mount --bind "/dev/$file" "$dev/$file"; }
done
mount -t devpts -o newinstance,mode=620,ptmxmode=666 devpts "$dev/pts"
mount -t tmpfs -o mode=1777 tmpfs "$dev/shm"
ln -s pts/ptmx "$dev/ptmx"
ln -s /proc/self/fd "$dev/fd"
for n in 0:stdin 1:stdout 2:stderr; do ln -s "/proc/self/fd/${n%:*}" "$dev/${n#*:}"; done
mount --move "$dev" /dev

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
