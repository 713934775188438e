package io.everup.hypervisor;

import java.time.Duration;
import java.util.List;

/**
 * How a VM is to be moved.
 *
 * @param deadline after which the migration is given up
 * @param sharedByDeclaration the VM's disks are on storage that the hypervisor can't know to be shared, but we do
 * @param bandwidthMiBps most bandwidth in MiB/s, 0 for no cap; each disk that is copied along has a cap of its own
 * @param pauseMillis how long the last memory may take while the guest stands still; 0 for the hypervisor's own limit
 * @param autoConverge whether the guest may be slowed down when it writes faster than its memory is sent
 * @param postCopy whether {@link Hypervisor#switchToPostCopy} may be asked for; nothing happens by itself
 * @param encrypted whether memory and disks go over TLS; {@code Refused} where a host has no certificate
 * @param connections over how many connections memory is sent at once; up to 1 for the hypervisor's usual one.
 *     {@code Refused} where either side can't do more
 * @param disks those that are copied along, because the destination doesn't reach them. The others are shared
 */
public record MigrationOptions(
        Duration deadline,
        boolean sharedByDeclaration,
        int bandwidthMiBps,
        long pauseMillis,
        boolean autoConverge,
        boolean postCopy,
        boolean encrypted,
        int connections,
        List<DiskCopy> disks) {

    public MigrationOptions {
        disks = disks == null ? List.of() : List.copyOf(disks);
    }

    /** Over one connection, with all disks on shared storage. */
    public MigrationOptions(
            Duration deadline,
            boolean sharedByDeclaration,
            int bandwidthMiBps,
            long pauseMillis,
            boolean autoConverge,
            boolean postCopy,
            boolean encrypted) {
        this(
                deadline,
                sharedByDeclaration,
                bandwidthMiBps,
                pauseMillis,
                autoConverge,
                postCopy,
                encrypted,
                1,
                List.of());
    }

    /** A plain one: the hypervisor's own pause limit, and nothing out of the ordinary allowed. */
    public MigrationOptions(Duration deadline, boolean sharedByDeclaration, int bandwidthMiBps) {
        this(deadline, sharedByDeclaration, bandwidthMiBps, 0, false, false, false);
    }

    /** The same, and these disks are copied along. */
    public MigrationOptions copying(List<DiskCopy> copies) {
        return new MigrationOptions(
                deadline,
                sharedByDeclaration,
                bandwidthMiBps,
                pauseMillis,
                autoConverge,
                postCopy,
                encrypted,
                connections,
                copies);
    }
}
