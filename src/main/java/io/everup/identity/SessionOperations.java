package io.everup.identity;

import io.everup.shared.Refusal;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Signs browsers out. */
@Component
@Transactional
public class SessionOperations {

    private final BrowserSessions sessions;
    private final UserAccounts accounts;
    private final JdbcClient jdbc;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    SessionOperations(
            BrowserSessions sessions,
            UserAccounts accounts,
            JdbcClient jdbc,
            ApplicationEventPublisher events,
            Clock clock) {
        this.sessions = sessions;
        this.accounts = accounts;
        this.jdbc = jdbc;
        this.events = events;
        this.clock = clock;
    }

    /** One of the actor's own. */
    public void end(Actor actor, UUID session) {
        if (!sessions.end(session, actor.id())) {
            throw Refusal.notFound("session");
        }
        publish(actor, actor, Map.of("session", session.toString()));
    }

    /**
     * All of the actor's own. @param butThis whether the one that asks goes on
     *
     * @return how many were ended
     */
    public int endAll(Actor actor, boolean butThis) {
        var ended = sessions.endAll(actor.id(), butThis ? SessionDirectory.current() : null);
        publish(actor, actor, Map.of("sessions", String.valueOf(ended)));
        return ended;
    }

    /**
     * All of a user's. @param tokens whether their tokens are revoked, too
     *
     * @return how many sessions were ended
     */
    public int endAllOf(Actor actor, UUID user, boolean tokens) {
        actor.require(Permission.USER_MANAGE, Place.EVERYTHING);
        var account = accounts.findById(user).orElseThrow(() -> Refusal.notFound("user"));
        var ended = sessions.endAll(user, null);
        account.endSessions();
        accounts.saveAndFlush(account);
        var revoked = tokens ? revokeTokens(user) : 0;
        publish(actor, account.actor(), Map.of("sessions", String.valueOf(ended), "tokens", String.valueOf(revoked)));
        return ended;
    }

    private int revokeTokens(UUID user) {
        return jdbc.sql("update api_token set revoked_at = :now where user_id = :user and revoked_at is null")
                .param("now", RateLimit.utc(clock.instant()))
                .param("user", user)
                .update();
    }

    private void publish(Actor actor, Actor subject, Map<String, String> detail) {
        events.publishEvent(IdentityEvent.user(actor, "session.end", subject, detail));
    }
}
