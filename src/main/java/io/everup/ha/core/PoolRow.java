package io.everup.ha.core;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * A pool as the records have it.
 *
 * @param disarmed why high availability may do nothing here now, as a sentence; null when it is armed
 * @param fenceAfter after how long a host is fenced whose hypervisor alone is silent; null for never
 */
public record PoolRow(UUID id, String disarmed, Duration fenceAfter, List<HostRow> hosts) {}
