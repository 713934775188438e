package io.everup.identity;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.everup.event.Reader;
import io.everup.shared.Refusal;
import java.util.Set;
import java.util.UUID;
import org.springframework.security.core.AuthenticatedPrincipal;

/**
 * Who asks. Every look-up and every command begins with one: a controller method gets it by declaring an argument of
 * this type.
 *
 * @param name what they sign in with
 * @param displayName what people read
 * @param role the one that holds everywhere; grants may give more at some places
 * @param access all that they may do, and where
 */
public record Actor(
        UUID id,
        String name,
        String displayName,
        Role role,
        @JsonIgnore Access access) implements AuthenticatedPrincipal, Reader {

    /** Everup itself: for what nobody asked for, such as a failover. */
    public static final Actor SYSTEM = of(new UUID(0, 0), "everup", "Everup", Role.ADMINISTRATOR);

    /** Someone with all that their role allows, and no grants. */
    public static Actor of(UUID id, String name, String displayName, Role role) {
        return new Actor(id, name, displayName, role, Access.of(role));
    }

    /** The same person with no more than these permissions, as a narrowed token has it. */
    public Actor narrowed(Set<Permission> most) {
        return with(access.narrowed(most));
    }

    Actor with(Access other) {
        return new Actor(id, name, displayName, role, other);
    }

    @Override
    public String getName() {
        return name;
    }

    /** All that this actor may do somewhere. */
    @JsonProperty
    public Set<Permission> permissions() {
        return access.anywhere();
    }

    /** The teams that they belong to. */
    @JsonProperty
    public Set<UUID> teams() {
        return access.teams();
    }

    /** Where this actor holds a permission. */
    public Scope scope(Permission permission) {
        return access.scope(permission, id);
    }

    /** Whether they may do so somewhere. */
    public boolean may(Permission permission) {
        return access.allows(permission)
                && access.held().stream().anyMatch(grant -> grant.permissions().contains(permission));
    }

    /** Whether they may do so at a place. */
    public boolean may(Permission permission, Place place) {
        return may(permission) && scope(permission).holds(place);
    }

    /**
     * Whether they may give this right to others at a place: nobody gives more than they hold. Making tokens gives nobody
     * more than they have, and no token may do it, whoever's it is: so it is never what is missing.
     */
    boolean mayGive(Permission permission, Place place) {
        return permission == Permission.TOKEN_CREATE || may(permission, place);
    }

    /** @throws Refusal (forbidden) in plain words, when this actor may not do so anywhere */
    public void require(Permission permission) {
        if (!may(permission)) {
            throw Refusal.forbidden(refusal(permission));
        }
    }

    /** @throws Refusal (forbidden) in plain words, when this actor may not do so at that place */
    public void require(Permission permission, Place place) {
        if (!may(permission, place)) {
            throw Refusal.forbidden(refusal(permission));
        }
    }

    /** Why this actor may not do so at a place; null when they may. */
    public String refusal(Permission permission, Place place) {
        return may(permission, place) ? null : refusal(permission);
    }

    private String refusal(Permission permission) {
        if (may(permission)) {
            return "You may " + permission.words() + " elsewhere, but not here.";
        }
        var theirs =
                access.held().stream().anyMatch(grant -> grant.permissions().contains(permission));
        var why = theirs ? "This token" : role == Role.NONE ? "No grant of yours" : "The role " + role.title();
        var verb = role == Role.NONE && !theirs ? " allows you to " : " doesn't allow you to ";
        return why + verb + permission.words() + ".";
    }
}
