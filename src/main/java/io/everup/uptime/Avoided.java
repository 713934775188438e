package io.everup.uptime;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * Downtime that one VM didn't have.
 *
 * @param hostName the host that was down
 * @param from and {@code to}: when it would have been down
 * @param formula how that was reckoned, in words
 */
public record Avoided(
        Kind kind,
        UUID vm,
        String vmName,
        UUID host,
        String hostName,
        Instant from,
        Instant to,
        long millis,
        String formula,
        Evidence evidence) {

    /** What saved it. */
    public enum Kind {
        MIGRATION,
        FAILOVER
    }

    public Duration length() {
        return Duration.ofMillis(millis);
    }
}
