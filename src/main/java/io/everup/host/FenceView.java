package io.everup.host;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * A fence device as readers see it; its secrets are never shown.
 *
 * @param ready whether the last test reached it and read the power state; null before the first test
 * @param finding the last test's result in words
 * @param powerSeen {@code ON} or {@code OFF}; null when unknown
 */
public record FenceView(
        UUID id,
        String agent,
        Map<String, String> params,
        Instant checkedAt,
        Boolean ready,
        String finding,
        String powerSeen) {}
