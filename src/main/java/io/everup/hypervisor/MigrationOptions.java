package io.everup.hypervisor;

import java.time.Duration;

/**
 * How a VM is to be moved.
 *
 * @param deadline after which the migration is given up
 * @param sharedByDeclaration the VM's disks are on storage that the hypervisor can't know to be shared, but we do
 * @param bandwidthMiBps most bandwidth in MiB/s, 0 for no cap
 * @param pauseMillis how long the last memory may take while the guest stands still; 0 for the hypervisor's own limit
 * @param autoConverge whether the guest may be slowed down when it writes faster than its memory is sent
 * @param postCopy whether {@link Hypervisor#switchToPostCopy} may be asked for; nothing happens by itself
 * @param encrypted whether memory goes over TLS; {@code Refused} where a host has no certificate
 */
public record MigrationOptions(
        Duration deadline,
        boolean sharedByDeclaration,
        int bandwidthMiBps,
        long pauseMillis,
        boolean autoConverge,
        boolean postCopy,
        boolean encrypted) {

    /** A plain one: the hypervisor's own pause limit, and nothing out of the ordinary allowed. */
    public MigrationOptions(Duration deadline, boolean sharedByDeclaration, int bandwidthMiBps) {
        this(deadline, sharedByDeclaration, bandwidthMiBps, 0, false, false, false);
    }
}
