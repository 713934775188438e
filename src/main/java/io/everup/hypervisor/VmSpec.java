package io.everup.hypervisor;

import java.util.List;
import java.util.UUID;

/**
 * A VM in our words.
 *
 * @param memoryBytes memory at start, at least 16 MiB
 * @param cpuModel a processor model every host of its pool has, such as {@code qemu64}; null for the host's default
 * @param accelerated hardware virtualisation; false runs it by software emulation
 */
public record VmSpec(
        UUID uuid,
        String name,
        int cpus,
        long memoryBytes,
        String cpuModel,
        boolean accelerated,
        Boot boot,
        List<Disk> disks,
        List<Nic> nics) {

    /** Where the VM starts from: its first disk ({@link #DISK}), or a kernel and ramdisk given by paths on the host. */
    public record Boot(String kernel, String initrd, String commandLine) {
        public static final Boot DISK = new Boot(null, null, null);

        public boolean direct() {
            return kernel != null;
        }
    }

    /**
     * @param target the name the guest's bus gives it, such as {@code vda}
     * @param path the file or device on the host
     * @param format {@code qcow2} or {@code raw}
     * @param bus {@code virtio}, {@code sata}, {@code scsi} or {@code ide}
     * @param cdrom an optical drive; path may then be null for an empty one
     */
    public record Disk(String target, String path, String format, String bus, boolean cdrom, boolean readOnly) {}

    /**
     * @param network the host's name for the network, or the bridge's name with a leading {@code bridge:}
     * @param model {@code virtio}, {@code e1000e} …
     */
    public record Nic(String mac, String network, String model) {}
}
