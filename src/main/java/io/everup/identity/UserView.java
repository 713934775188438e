package io.everup.identity;

import java.time.Instant;
import java.util.UUID;

/**
 * A user as shown to administrators and to themselves.
 *
 * @param source {@code LOCAL} or {@code LDAP}: who checks the password
 * @param mail null when it isn't known
 * @param lastSignInAt null when they never did
 * @param version for If-Match
 */
public record UserView(
        UUID id,
        String login,
        String displayName,
        Role role,
        String source,
        String mail,
        boolean enabled,
        Instant createdAt,
        Instant lastSignInAt,
        long version) {}
