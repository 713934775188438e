package io.everup.identity;

import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.stereotype.Component;

/** Who a session or a token stands for, read anew for each request: a changed role or a disabled user counts at once. */
@Component
class Identities {

    private final JdbcClient jdbc;

    Identities(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The user of a session that began at this epoch; empty when the user was disabled or the sessions were ended. */
    Optional<Actor> ofSession(UUID user, int epoch) {
        return jdbc.sql("select id, login, display_name, role from user_account"
                        + " where id = :id and epoch = :epoch and disabled_at is null")
                .param("id", user)
                .param("epoch", epoch)
                .query((row, n) -> Actor.of(
                        row.getObject("id", UUID.class),
                        row.getString("login"),
                        row.getString("display_name"),
                        Role.valueOf(row.getString("role"))))
                .optional();
    }

    Optional<Integer> epoch(UUID user) {
        return jdbc.sql("select epoch from user_account where id = :id")
                .param("id", user)
                .query(Integer.class)
                .optional();
    }

    /** Templates and rules may ask for {@code hasRole('OPERATOR')} or {@code hasAuthority('HOST_MANAGE')}. */
    static Authentication authentication(Actor actor) {
        return UsernamePasswordAuthenticationToken.authenticated(actor, null, authorities(actor));
    }

    private static Collection<GrantedAuthority> authorities(Actor actor) {
        return Stream.concat(
                        Stream.of("ROLE_" + actor.role().name()),
                        actor.permissions().stream().map(Permission::name))
                .<GrantedAuthority>map(SimpleGrantedAuthority::new)
                .toList();
    }
}
