package io.everup.identity;

import java.time.Instant;
import java.util.UUID;

/**
 * A browser that is signed in.
 *
 * @param device words for it, such as {@code Firefox on Windows}
 * @param address where it was last; null when it isn't known
 * @param lastUsedAt to the minute
 * @param current whether it is the one that asks
 */
public record SessionView(UUID id, String device, String address, Instant since, Instant lastUsedAt, boolean current) {}
