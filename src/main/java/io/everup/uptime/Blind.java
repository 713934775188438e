package io.everup.uptime;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * A time in which nobody looked.
 *
 * @param host whose VMs could not be seen; null when no replica of the portal ran
 * @param hostName null as well
 */
public record Blind(UUID host, String hostName, Instant from, Instant to) {

    public Duration length() {
        return Duration.between(from, to);
    }
}
