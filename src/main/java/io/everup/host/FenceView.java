package io.everup.host;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * A fence device as readers see it; its secrets are never shown.
 *
 * @param level levels are tried in order; devices of one level are switched, and believed, only together
 * @param label the agent with what tells it from the host's other devices, such as its address
 * @param secrets names of the settings that are kept locked
 * @param ready whether the last test reached it and read the power state; null before the first test
 * @param readySince since when {@code ready} is what it is; null before the first test
 * @param finding the last test's result in words
 * @param powerSeen {@code ON} or {@code OFF}; null when unknown
 * @param tookMillis how long the last test took; null before the first
 */
public record FenceView(
        UUID id,
        int level,
        String agent,
        String label,
        Map<String, String> params,
        java.util.Set<String> secrets,
        Instant checkedAt,
        Boolean ready,
        Instant readySince,
        String finding,
        String powerSeen,
        Long tookMillis) {}
