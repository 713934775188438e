package io.everup.identity;

import java.time.Instant;
import java.util.UUID;

/**
 * A grant.
 *
 * @param holder {@code user} or {@code team}
 * @param role as {@link RoleView#id()}
 * @param place where it holds
 * @param placeId the pool's or the VM's; null for the other kinds
 * @param placeName the pool's or VM's name, or the tag; null for everything
 * @param createdBy the login of who gave it; null when they are gone
 */
public record GrantView(
        UUID id,
        String holder,
        UUID holderId,
        String holderName,
        String role,
        String roleName,
        PlaceKind place,
        UUID placeId,
        String placeName,
        Instant createdAt,
        String createdBy) {

    public boolean toTeam() {
        return holder.equals("team");
    }
}
