#!/bin/bash
# Builds the lab's guest into a folder: build.sh FOLDER
#   lab-vmlinuz      Debian's cloud kernel
#   lab-initrd.img   busybox, the few modules it needs, and init
#   lab-data.qcow2   an empty disk: the base of each VM's own
# What is there already and made from the same parts stays as it is.
set -eu
src=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=$1
mkdir -p "$out"

busybox=$(command -v busybox) || busybox=/bin/busybox
parts=$(cat "$src/build.sh" "$src/init" "$src/counter" "$src/dirty" "$busybox" | sha256sum | cut -c 1-16)
[ "$(cat "$out/.lab-guest" 2>/dev/null)" = "$parts" ] &&
  [ -s "$out/lab-vmlinuz" ] && [ -s "$out/lab-initrd.img" ] && [ -s "$out/lab-data.qcow2" ] && exit 0

work=$(mktemp -d "$out/.lab-build.XXXXXX")
trap 'rm -rf "$work"' EXIT

# The kernel is kept unpacked, so that another lab folder, or a change of our own files, needs no network.
kernel_home=${XDG_CACHE_HOME:-$HOME/.cache}/everup-lab/kernel
kernel_is_there() { compgen -G "$kernel_home/boot/vmlinuz-*" >/dev/null; }
kernel_package() { apt-cache depends linux-image-cloud-amd64 2>/dev/null | awk '/Depends: linux-image-/ { print $2; exit }'; }
if ! kernel_is_there; then
  package=$(kernel_package)
  [ -n "$package" ] || { apt-get update -qq >&2; package=$(kernel_package); }
  [ -n "$package" ] || { echo "apt knows no package linux-image-cloud-amd64: the lab's guest needs its kernel." >&2; exit 1; }
  ( cd "$work" && { apt-get download -qq "$package" || { apt-get update -qq && apt-get download -qq "$package"; }; } ) >"$work/log" 2>&1 ||
    { cat "$work/log" >&2; echo "Could not download the package $package." >&2; exit 1; }
  mkdir "$work/kernel"
  dpkg -x "$work"/linux-image-*.deb "$work/kernel"
  rm -rf "$kernel_home"
  mkdir -p "$(dirname "$kernel_home")"
  mv "$work/kernel" "$kernel_home"
fi
kernel=$(ls "$kernel_home"/boot/vmlinuz-*)
modules=$kernel_home/lib/modules/${kernel##*/vmlinuz-}/kernel

root=$work/root
mkdir -p "$root"/{bin,dev,proc,sys,tmp,etc/acpi/PWRF,www,modules,root}
cp "$busybox" "$root/bin/busybox"
# In the order in which they are loaded.
for module in virtio_ring virtio virtio_pci_legacy_dev virtio_pci_modern_dev virtio_pci failover net_failover \
  virtio_net virtio_blk virtio_balloon button evdev; do
  file=$(find "$modules" -name "$module.ko" -print -quit)
  [ -n "$file" ] || continue                       # built into this kernel
  cp "$file" "$root/modules/"
  echo "$module" >>"$root/modules/order"
done
install -m 755 "$src/init" "$root/init"
install -m 755 "$src/counter" "$root/bin/counter"
install -m 755 "$src/dirty" "$root/bin/dirty"
printf '#!/bin/sh\nexec /bin/shut-down\n' >"$root/etc/acpi/PWRF/00000080"
printf '#!/bin/sh\n: >/tmp/stop\nsync\npoweroff -f\n' >"$root/bin/shut-down"
chmod +x "$root/etc/acpi/PWRF/00000080" "$root/bin/shut-down"
( cd "$root" && find . -print0 | cpio -o0 -H newc --quiet -R 0:0 ) | gzip -9n >"$work/initrd"

cp "$kernel" "$work/vmlinuz"
mv "$work/vmlinuz" "$out/lab-vmlinuz"
mv "$work/initrd" "$out/lab-initrd.img"
# Never made anew: VMs' disks are layers over it.
[ -s "$out/lab-data.qcow2" ] || { qemu-img create -q -f qcow2 "$work/data" 64M && mv "$work/data" "$out/lab-data.qcow2"; }
printf '%s\n' "$parts" >"$out/.lab-guest"
