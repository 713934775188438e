package io.everup.migration;

import java.time.Instant;
import java.util.UUID;

/**
 * A migration as readers see it.
 *
 * @param why what spoke for the target
 * @param totalMillis from the command to the switch; null when unknown
 * @param pauseMillis how long the guest stood still, as the hypervisor measured it; null when unknown
 */
public record MigrationView(
        UUID id,
        UUID vm,
        String vmName,
        UUID source,
        String sourceName,
        UUID target,
        String targetName,
        String why,
        MigrationState state,
        UUID task,
        String requestedBy,
        Instant requestedAt,
        Instant endedAt,
        Long totalMillis,
        Long pauseMillis,
        Long movedBytes,
        String failure) {}
