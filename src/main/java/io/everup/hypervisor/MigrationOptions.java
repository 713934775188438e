package io.everup.hypervisor;

import java.time.Duration;

/**
 * @param deadline after which the migration is given up
 * @param sharedByDeclaration the VM's disks are on storage that the hypervisor can't know to be shared, but we do
 * @param bandwidthMiBps most bandwidth in MiB/s, 0 for no cap
 */
public record MigrationOptions(Duration deadline, boolean sharedByDeclaration, int bandwidthMiBps) {}
