package io.everup.identity;

import java.time.Clock;
import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Removes what is of no use any more: forgotten failures, old windows, tokens long expired or revoked. */
@Component
public class IdentityHousekeeping {

    private static final Duration KEEP_TOKENS = Duration.ofDays(90);

    private final JdbcClient jdbc;
    private final BrowserSessions sessions;
    private final Clock clock;

    IdentityHousekeeping(JdbcClient jdbc, BrowserSessions sessions, Clock clock) {
        this.jdbc = jdbc;
        this.sessions = sessions;
        this.clock = clock;
    }

    @Transactional
    public void sweep() {
        var now = clock.instant();
        sessions.sweep();
        jdbc.sql("delete from sign_in_failure where last_at < :before")
                .param("before", RateLimit.utc(now.minus(Lockout.MEMORY)))
                .update();
        jdbc.sql("delete from rate_limit where window_start < :before")
                .param("before", RateLimit.utc(now.minus(Duration.ofHours(1))))
                .update();
        jdbc.sql("delete from ldap_test where started_at < :before")
                .param("before", RateLimit.utc(now.minus(Duration.ofDays(1))))
                .update();
        jdbc.sql("delete from api_token where coalesce(revoked_at, expires_at) < :before")
                .param("before", RateLimit.utc(now.minus(KEEP_TOKENS)))
                .update();
    }
}
