package io.everup.ha.core;

import java.util.List;
import java.util.UUID;

/**
 * A pool as the records have it.
 *
 * @param disarmed why high availability may do nothing here now, as a sentence; null when it is armed
 */
public record PoolRow(UUID id, String disarmed, List<HostRow> hosts) {}
