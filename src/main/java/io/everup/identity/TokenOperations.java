package io.everup.identity;

import io.everup.shared.Ids;
import io.everup.shared.Refusal;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Makes and revokes tokens for programs. */
@Component
@Transactional
public class TokenOperations {

    private final JdbcClient jdbc;
    private final RateLimit limit;
    private final IdentitySettings settings;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final Ids ids;
    private final SecureRandom random;

    TokenOperations(
            JdbcClient jdbc,
            RateLimit limit,
            IdentitySettings settings,
            ApplicationEventPublisher events,
            Clock clock,
            Ids ids,
            SecureRandom random) {
        this.jdbc = jdbc;
        this.limit = limit;
        this.settings = settings;
        this.events = events;
        this.clock = clock;
        this.ids = ids;
        this.random = random;
    }

    /**
     * @throws Refusal when the actor is a token itself (else a leaked one could outlive its revocation), or asks for
     *     more than they may
     * @throws TooManyAttempts when this user made too many in the last minute
     */
    public IssuedToken create(Actor actor, NewToken wanted) {
        if (!actor.may(Permission.TOKEN_CREATE)) {
            throw Refusal.forbidden("A token can't make tokens: use your login and password.");
        }
        limit.take("token " + actor.id(), settings.tokensPerMinute(), Duration.ofMinutes(1));
        checkPermissions(actor, wanted);
        var secret = TokenSecret.fresh(random);
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var expires = wanted.expiresInDays() == null ? null : now.plus(Duration.ofDays(wanted.expiresInDays()));
        var token = new IssuedToken(ids.next(), wanted.name().strip(), secret.text(), now, expires);
        store(actor, token, secret, wanted);
        publish(actor, "token.create", token.id(), token.name(), expires);
        return token;
    }

    private static void checkPermissions(Actor actor, NewToken wanted) {
        if (wanted.permissions() == null) {
            return;
        }
        for (var permission : wanted.permissions()) {
            if (!actor.may(permission)) {
                throw Refusal.invalidField("permissions", "You may not " + permission.words() + " yourself.");
            }
        }
    }

    private void store(Actor actor, IssuedToken token, TokenSecret secret, NewToken wanted) {
        var permissions = wanted.permissions() == null
                ? null
                : wanted.permissions().stream().map(Permission::name).toArray(String[]::new);
        jdbc.sql("""
                        insert into api_token (id, user_id, name, lookup, hash, permissions, created_at, expires_at)
                        values (:id, :user, :name, :lookup, :hash, :permissions::text[], :created, :expires)
                        """)
                .param("id", token.id())
                .param("user", actor.id())
                .param("name", token.name())
                .param("lookup", secret.lookup())
                .param("hash", secret.hash())
                .param("permissions", permissions == null ? null : "{" + String.join(",", permissions) + "}")
                .param("created", RateLimit.utc(token.createdAt()))
                .param("expires", token.expiresAt() == null ? null : RateLimit.utc(token.expiresAt()))
                .update();
    }

    /** One's own token, or for administrators anyone's. It is refused from now on. */
    public void revoke(Actor actor, UUID id) {
        var name = jdbc.sql("""
                        update api_token set revoked_at = :now
                        where id = :id and revoked_at is null and (user_id = :user or :all)
                        returning name
                        """)
                .param("now", RateLimit.utc(clock.instant()))
                .param("id", id)
                .param("user", actor.id())
                .param("all", actor.may(Permission.USER_MANAGE, Place.EVERYTHING))
                .query(String.class)
                .optional()
                .orElseThrow(() -> Refusal.notFound("token"));
        publish(actor, "token.revoke", id, name, null);
    }

    private void publish(Actor actor, String action, UUID id, String name, Instant expires) {
        var detail = expires == null ? Map.<String, String>of() : Map.of("expiresAt", expires.toString());
        events.publishEvent(new IdentityEvent(actor, action, "token", id, name, false, detail));
    }
}
