package io.everup.identity;

import java.time.Instant;
import java.util.UUID;

/**
 * A token, with its secret for the one time that it is shown.
 *
 * @param expiresAt null for never
 */
public record IssuedToken(UUID id, String name, String token, Instant createdAt, Instant expiresAt) {

    /** Without the secret. */
    @Override
    public String toString() {
        return "IssuedToken[" + id + ", " + name + "]";
    }
}
