package io.everup.identity;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
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
    private final AccessReader access;
    private final Clock clock;

    Identities(JdbcClient jdbc, AccessReader access, Clock clock) {
        this.jdbc = jdbc;
        this.access = access;
        this.clock = clock;
    }

    /** The user of a session that began at this epoch; empty when the user was disabled or the sessions were ended. */
    Optional<Actor> ofSession(UUID user, int epoch) {
        return jdbc.sql("select id, login, display_name, role from user_account"
                        + " where id = :id and epoch = :epoch and disabled_at is null")
                .param("id", user)
                .param("epoch", epoch)
                .query(Identities::actor)
                .optional()
                .map(actor -> complete(actor, new Access.Pass(epoch, null)));
    }

    /** The same with their grants. */
    Actor complete(Actor actor, Access.Pass pass) {
        return actor.with(access.read(actor.id(), actor.role(), pass));
    }

    /** The actor as they are now; empty when what they got in by no longer holds. */
    Optional<Actor> renew(Actor actor) {
        var pass = actor.access().pass();
        if (pass == null) {
            return Optional.of(actor);
        }
        var now = pass.token() == null ? ofSession(actor.id(), pass.epoch()) : ofToken(actor.id(), pass);
        return now.map(renewed -> actor.access().most() == null
                ? renewed
                : renewed.narrowed(actor.access().most()));
    }

    private Optional<Actor> ofToken(UUID user, Access.Pass pass) {
        return jdbc.sql("""
                        select u.id, u.login, u.display_name, u.role from user_account u
                        join api_token t on t.user_id = u.id
                        where u.id = :user and u.disabled_at is null and t.id = :token and t.revoked_at is null
                            and (t.expires_at is null or t.expires_at > :now)
                        """)
                .param("user", user)
                .param("token", pass.token())
                .param("now", RateLimit.utc(clock.instant()))
                .query(Identities::actor)
                .optional()
                .map(actor -> complete(actor, pass));
    }

    private static Actor actor(ResultSet row, int number) throws SQLException {
        return Actor.of(
                row.getObject("id", UUID.class),
                row.getString("login"),
                row.getString("display_name"),
                Role.valueOf(row.getString("role")));
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
