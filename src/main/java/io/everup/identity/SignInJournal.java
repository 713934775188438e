package io.everup.identity;

import java.time.Clock;
import java.util.Map;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Says who signed in, and who tried. */
@Component
class SignInJournal {

    private final JdbcClient jdbc;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final UserAccounts accounts;

    SignInJournal(JdbcClient jdbc, ApplicationEventPublisher events, Clock clock, UserAccounts accounts) {
        this.jdbc = jdbc;
        this.events = events;
        this.clock = clock;
        this.accounts = accounts;
    }

    void signedIn(Actor actor) {
        jdbc.sql("update user_account set last_sign_in_at = :now where id = :id")
                .param("now", RateLimit.utc(clock.instant()))
                .param("id", actor.id())
                .update();
        events.publishEvent(IdentityEvent.user(actor, "sign-in", actor, Map.of()));
    }

    /** What was typed as a login is kept only when there is such an account: people type passwords there by mistake. */
    void refused(String login, int failures, boolean directoryUnreachable) {
        var actor = accounts.findByLogin(login).map(UserAccount::actor);
        events.publishEvent(new IdentityEvent(
                actor.orElse(null),
                "sign-in",
                "user",
                actor.map(Actor::id).orElse(null),
                actor.map(Actor::name).orElse("unknown"),
                true,
                directoryUnreachable
                        ? Map.of("failures", String.valueOf(failures), "directory", "unreachable")
                        : Map.of("failures", String.valueOf(failures))));
    }

    void signedOut(Actor actor) {
        events.publishEvent(IdentityEvent.user(actor, "sign-out", actor, Map.of()));
    }
}
