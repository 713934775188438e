package io.everup.ha.core;

import java.time.Duration;
import java.util.UUID;

/**
 * That a VM starts after another one when both are restarted.
 *
 * @param other the VM that comes first
 * @param timeout 5 to 1800 s. For {@link StartGate#TIME}: how long the other must have been running. Else: how long the
 *     other is waited for at most, from when it runs, or from when waiting began where it doesn't come to run
 */
public record StartAfter(UUID vm, UUID other, StartGate gate, Duration timeout) {

    public static final Duration DEFAULT = Duration.ofSeconds(120);
    public static final Duration SHORTEST = Duration.ofSeconds(5);
    public static final Duration LONGEST = Duration.ofSeconds(1800);
}
