package io.everup.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Slows down who guesses passwords. It counts by account and address together: a guesser at one address can't lock out
 * the owner of the account at another.
 */
@Component
class Lockout {

    /** So many failures are forgiven; each further one doubles the wait. */
    static final int FORGIVEN = 5;

    static final Duration FIRST_WAIT = Duration.ofSeconds(15);
    static final Duration LONGEST_WAIT = Duration.ofMinutes(15);
    /** After so long without a failure all is forgotten. */
    static final Duration MEMORY = Duration.ofDays(1);

    private final JdbcClient jdbc;
    private final Clock clock;

    Lockout(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** How long to wait after so many failures; zero while they are forgiven. */
    static Duration waitAfter(int failures) {
        if (failures < FORGIVEN) {
            return Duration.ZERO;
        }
        var doublings = Math.min(failures - FORGIVEN, 10);
        var wait = FIRST_WAIT.multipliedBy(1L << doublings);
        return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    }

    /** @throws TooManyAttempts while the account is locked for this address */
    void check(String login, String address) {
        var now = clock.instant();
        jdbc.sql("select locked_until from sign_in_failure where login = :login and address = :address"
                        + " and locked_until > :now")
                .param("login", login)
                .param("address", address)
                .param("now", RateLimit.utc(now))
                .query((row, n) -> UserDirectory.instant(row, "locked_until"))
                .optional()
                .ifPresent(until -> {
                    throw new TooManyAttempts(Duration.between(now, until));
                });
    }

    /** Counts a failure; how many there are now. */
    int failed(String login, String address) {
        var now = clock.instant();
        var failures = jdbc.sql("""
                        insert into sign_in_failure as f (login, address, failures, last_at)
                        values (:login, :address, 1, :now)
                        on conflict (login, address) do update set
                            failures = case when f.last_at < :forgotten then 1 else f.failures + 1 end,
                            last_at = excluded.last_at
                        returning failures
                        """)
                .param("login", login)
                .param("address", address)
                .param("now", RateLimit.utc(now))
                .param("forgotten", RateLimit.utc(now.minus(MEMORY)))
                .query(Integer.class)
                .single();
        var wait = waitAfter(failures);
        if (!wait.isZero()) {
            lock(login, address, RateLimit.utc(now.plus(wait)));
        }
        return failures;
    }

    private void lock(String login, String address, OffsetDateTime until) {
        jdbc.sql("update sign_in_failure set locked_until = :until where login = :login and address = :address")
                .param("until", until)
                .param("login", login)
                .param("address", address)
                .update();
    }

    void forgive(String login, String address) {
        jdbc.sql("delete from sign_in_failure where login = :login and address = :address")
                .param("login", login)
                .param("address", address)
                .update();
    }
}
