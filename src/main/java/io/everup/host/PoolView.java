package io.everup.host;

import java.util.UUID;

/** A pool as readers see it. @param hosts how many hosts it has, @param up how many of them are up */
public record PoolView(
        UUID id,
        String name,
        String note,
        int hosts,
        int up,
        int cpus,
        long memoryBytes,
        long memoryFreeBytes,
        long version) {}
