package io.everup.identity;

import io.everup.shared.Refusal;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.springframework.security.core.AuthenticatedPrincipal;

/**
 * Who asks. Every look-up and every command begins with one: a controller method gets it by declaring an argument of
 * this type.
 *
 * @param name what they sign in with
 * @param displayName what people read
 * @param permissions at most those of the role; fewer for a narrowed token
 */
public record Actor(UUID id, String name, String displayName, Role role, Set<Permission> permissions)
        implements AuthenticatedPrincipal {

    /** Everup itself: for what nobody asked for, such as a failover. */
    public static final Actor SYSTEM =
            new Actor(new UUID(0, 0), "everup", "Everup", Role.ADMINISTRATOR, EnumSet.allOf(Permission.class));

    public Actor {
        permissions = Set.copyOf(permissions);
    }

    /** Someone with all that their role allows. */
    public static Actor of(UUID id, String name, String displayName, Role role) {
        return new Actor(id, name, displayName, role, role.permissions());
    }

    @Override
    public String getName() {
        return name;
    }

    public boolean may(Permission permission) {
        return permissions.contains(permission);
    }

    /** @throws Refusal (forbidden) in plain words, when this actor may not */
    public void require(Permission permission) {
        if (may(permission)) {
            return;
        }
        var why = role.permissions().contains(permission) ? "This token" : "The role " + role.title();
        throw Refusal.forbidden(why + " doesn't allow you to " + permission.words() + ".");
    }
}
