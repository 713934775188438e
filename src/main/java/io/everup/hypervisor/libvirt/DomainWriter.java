package io.everup.hypervisor.libvirt;

import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.VmSpec;

/** Writes a VM as libvirt's domain XML (libvirt.org/formatdomain.html). */
final class DomainWriter {

    /** Whose guests they are; each wants other devices. */
    enum Family {
        QEMU,
        XEN,
        TEST
    }

    private static final String EMULATED_CPU = "qemu64";
    private static final String BRIDGE = "bridge:";

    private final Family family;
    private final String architecture;

    /** @param architecture the host's, such as {@code x86_64} */
    DomainWriter(Family family, String architecture) {
        this.family = family;
        this.architecture = architecture;
    }

    String write(VmSpec vm) {
        var xml = new XmlText();
        xml.open("domain", "type", type(vm));
        xml.leaf("name", vm.name()).leaf("uuid", vm.uuid());
        xml.leaf("memory", vm.memoryBytes(), "unit", "b");
        xml.leaf("vcpu", vm.cpus());
        boot(xml, vm);
        features(xml, vm);
        cpu(xml, vm);
        // A crash ends as "off, crashed", so that the portal sees it, records it and decides.
        xml.leaf("on_poweroff", "destroy").leaf("on_reboot", "restart").leaf("on_crash", "destroy");
        devices(xml, vm);
        return xml.close().toString();
    }

    private String type(VmSpec vm) {
        return switch (family) {
            case QEMU -> vm.accelerated() ? "kvm" : "qemu";
            case XEN -> "xen";
            case TEST -> "test";
        };
    }

    private void boot(XmlText xml, VmSpec vm) {
        var boot = vm.boot();
        xml.open("os");
        xml.leaf(
                "type",
                family == Family.XEN && boot.direct() ? "linux" : "hvm",
                "arch",
                architecture,
                "machine",
                machine(boot));
        if (boot.direct()) {
            xml.leaf("kernel", boot.kernel());
            if (boot.initrd() != null) {
                xml.leaf("initrd", boot.initrd());
            }
            if (boot.commandLine() != null) {
                xml.leaf("cmdline", boot.commandLine());
            }
        } else {
            xml.empty("boot", "dev", "hd").empty("boot", "dev", "cdrom");
        }
        xml.close();
    }

    private String machine(VmSpec.Boot boot) {
        return switch (family) {
            case QEMU -> x86() ? "pc" : null;
            case XEN -> boot.direct() ? "xenpv" : "xenfv";
            case TEST -> null;
        };
    }

    private boolean x86() {
        return architecture.equals("x86_64") || architecture.equals("i686");
    }

    private void features(XmlText xml, VmSpec vm) {
        if (family == Family.XEN && vm.boot().direct()) {
            return;
        }
        xml.open("features").empty("acpi");
        if (family == Family.QEMU && x86()) {
            xml.empty("apic");
        }
        if (family == Family.QEMU && !vm.accelerated()) {
            // The translation cache would otherwise take more memory than a small guest.
            xml.open("tcg").leaf("tb-cache", 32, "unit", "MiB").close();
        }
        xml.close();
    }

    private void cpu(XmlText xml, VmSpec vm) {
        if (family != Family.QEMU) {
            return;
        }
        if (vm.cpuModel() != null || (!vm.accelerated() && x86())) {
            xml.open("cpu", "mode", "custom", "match", "exact", "check", vm.accelerated() ? "partial" : "none");
            xml.leaf("model", vm.cpuModel() == null ? EMULATED_CPU : vm.cpuModel(), "fallback", "forbid");
            xml.close();
        } else if (vm.accelerated()) {
            xml.empty("cpu", "mode", "host-model");
        }
    }

    private void devices(XmlText xml, VmSpec vm) {
        xml.open("devices");
        vm.disks().forEach(disk -> disk(xml, disk));
        vm.nics().forEach(nic -> nic(xml, nic));
        if (family == Family.QEMU) {
            qemuDevices(xml, vm);
        }
        xml.empty("console", "type", "pty");
        // No address: the host's own configuration (vnc_listen) says where screens may be seen from.
        xml.empty("graphics", "type", "vnc", "autoport", "yes");
        xml.close();
    }

    private void qemuDevices(XmlText xml, VmSpec vm) {
        if (vm.accelerated()) {
            // An absolute pointer for the console. Under emulation its polling would cost more than it is worth.
            xml.empty("controller", "type", "usb", "model", "qemu-xhci").empty("input", "type", "tablet", "bus", "usb");
        } else {
            xml.empty("controller", "type", "usb", "model", "none");
        }
        xml.empty("serial", "type", "pty");
        xml.open("video").empty("model", "type", "vga", "vram", "16384").close();
        xml.open("rng", "model", "virtio")
                .leaf("backend", "/dev/urandom", "model", "random")
                .close();
        xml.empty("memballoon", "model", "virtio");
    }

    private void disk(XmlText xml, VmSpec.Disk disk) {
        if (disk.path() == null && !disk.cdrom()) {
            throw new HypervisorFailure.Refused("The disk " + disk.target() + " has no volume.", null);
        }
        var block = disk.path() != null && disk.path().startsWith("/dev/");
        xml.open("disk", "type", block ? "block" : "file", "device", disk.cdrom() ? "cdrom" : "disk");
        driver(xml, disk, block);
        if (disk.path() != null) {
            xml.empty("source", block ? "dev" : "file", disk.path());
        }
        xml.empty("target", "dev", disk.target(), "bus", disk.bus());
        if (disk.readOnly() || disk.cdrom()) {
            xml.empty("readonly");
        }
        xml.close();
    }

    private void driver(XmlText xml, VmSpec.Disk disk, boolean block) {
        var format = disk.format() == null ? "raw" : disk.format();
        switch (family) {
            case XEN -> xml.empty("driver", "name", block ? "phy" : "qemu", "type", format);
            case TEST -> xml.empty("driver", "name", "qemu", "type", format);
            case QEMU -> {
                if (disk.cdrom()) {
                    xml.empty("driver", "name", "qemu", "type", format);
                } else {
                    // Without the host's cache nothing of a disk is left behind on a host that the VM leaves. On an I/O
                    // error the VM waits, so that it goes on unharmed once its datastore is back.
                    xml.empty(
                            "driver",
                            "name",
                            "qemu",
                            "type",
                            format,
                            "cache",
                            "none",
                            "discard",
                            "unmap",
                            "error_policy",
                            "stop");
                }
            }
        }
    }

    private void nic(XmlText xml, VmSpec.Nic nic) {
        var bridge = nic.network().startsWith(BRIDGE);
        xml.open("interface", "type", bridge ? "bridge" : "network");
        xml.empty("mac", "address", nic.mac());
        if (bridge) {
            xml.empty("source", "bridge", nic.network().substring(BRIDGE.length()));
        } else {
            xml.empty("source", "network", nic.network());
        }
        if (family != Family.XEN || !"virtio".equals(nic.model())) {
            xml.empty("model", "type", nic.model());
        }
        if (family == Family.QEMU) {
            // VMs start from a disk or a kernel; a network boot ROM would only take memory and time.
            xml.empty("rom", "enabled", "no");
        }
        xml.close();
    }
}
