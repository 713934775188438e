package io.everup.support;

import io.everup.identity.Actor;
import io.everup.identity.Role;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

/**
 * The cast, signed in: {@code mvc.perform(get("/hosts").with(As.ada()))}. A POST of a page also needs
 * {@code .with(csrf())} of Spring Security's test support.
 */
public final class As {

    /** Ada, administrator. */
    public static final Actor ADA = Actor.of(new UUID(1, 1), "ada", "Ada", Role.ADMINISTRATOR);

    /** Oli, operator. */
    public static final Actor OLI = Actor.of(new UUID(1, 2), "oli", "Oli", Role.OPERATOR);

    /** Mia, manager. */
    public static final Actor MIA = Actor.of(new UUID(1, 3), "mia", "Mia", Role.MANAGER);

    /** Uma, user. */
    public static final Actor UMA = Actor.of(new UUID(1, 4), "uma", "Uma", Role.USER);

    /** Arlo, auditor. */
    public static final Actor ARLO = Actor.of(new UUID(1, 5), "arlo", "Arlo", Role.AUDITOR);

    private As() {}

    public static RequestPostProcessor ada() {
        return actor(ADA);
    }

    public static RequestPostProcessor oli() {
        return actor(OLI);
    }

    public static RequestPostProcessor mia() {
        return actor(MIA);
    }

    public static RequestPostProcessor uma() {
        return actor(UMA);
    }

    public static RequestPostProcessor arlo() {
        return actor(ARLO);
    }

    public static RequestPostProcessor actor(Actor actor) {
        var rights = Stream.concat(
                        Stream.of("ROLE_" + actor.role()),
                        actor.permissions().stream().map(Enum::name))
                .map(SimpleGrantedAuthority::new)
                .toList();
        return SecurityMockMvcRequestPostProcessors.authentication(
                UsernamePasswordAuthenticationToken.authenticated(actor, null, rights));
    }
}
