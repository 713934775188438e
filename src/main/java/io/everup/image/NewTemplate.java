package io.everup.image;

import java.util.List;
import java.util.UUID;

/**
 * A template to be published.
 *
 * @param cpus of a new machine unless its maker says otherwise, 1 to 256
 * @param memoryBytes likewise, at least 16 MiB
 * @param cpuModel the processor model that its machines see; null for the host's default
 * @param boot null to start from the first disk
 * @param disks the volumes that new machines get clones of, in order
 * @param network the network that new machines join unless their maker says otherwise; may be null
 */
public record NewTemplate(
        UUID pool,
        String name,
        String note,
        int cpus,
        long memoryBytes,
        String cpuModel,
        Boot boot,
        List<Disk> disks,
        UUID network) {

    /**
     * Start from a kernel on the host. In the command line {@code {name}}, {@code {address}}, {@code {prefix}} and
     * {@code {gateway}} stand for the new machine's own.
     */
    public record Boot(String kernel, String initrd, String cmdline) {}

    /** @param bus {@code virtio}, {@code sata}, {@code scsi} or {@code ide}; null for virtio */
    public record Disk(UUID volume, String bus) {}
}
