package io.everup.identity;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * A token as shown after it was made: without its secret.
 *
 * @param user the owner's login
 * @param begins its first characters, to tell tokens apart
 * @param permissions null for all that the owner may
 * @param expiresAt null for never
 * @param lastUsedAt to the minute; null for never
 */
public record TokenView(
        UUID id,
        String name,
        String user,
        String begins,
        Set<Permission> permissions,
        Instant createdAt,
        Instant expiresAt,
        Instant lastUsedAt) {}
