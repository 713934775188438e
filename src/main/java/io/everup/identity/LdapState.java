package io.everup.identity;

import io.everup.event.EventLog;
import io.everup.event.Severity;
import io.everup.event.Subject;
import io.everup.identity.ldap.LdapFailure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Remembers since when the directory can't be used, and how the last synchronisation went. */
@Component
class LdapState {

    private static final Subject LDAP = new Subject("ldap", null, "LDAP");
    private static final Duration PRECISION = Duration.ofMinutes(1);

    private final JdbcClient jdbc;
    private final EventLog events;
    private final Clock clock;

    LdapState(JdbcClient jdbc, EventLog events, Clock clock) {
        this.jdbc = jdbc;
        this.events = events;
        this.clock = clock;
    }

    /** The directory answered. */
    @Transactional
    public void reached() {
        var now = clock.instant();
        var updated = jdbc.sql("""
                        update ldap_state set reached_at = :now
                        where unreachable_since is null and (reached_at is null or reached_at < :before)
                        """)
                .param("now", RateLimit.utc(now))
                .param("before", RateLimit.utc(now.minus(PRECISION)))
                .update();
        if (updated == 0 && cleared(now)) {
            events.record("ldap-reached", Severity.INFO, LDAP, "The directory service answers again.");
        }
    }

    private boolean cleared(Instant now) {
        return jdbc.sql("update ldap_state set unreachable_since = null, failure = null, reached_at = :now"
                                + " where unreachable_since is not null")
                        .param("now", RateLimit.utc(now))
                        .update()
                > 0;
    }

    /** The directory didn't answer, or not as it must. Nobody is thrown out for it. */
    @Transactional
    public void failed(String why) {
        var first = jdbc.sql("update ldap_state set unreachable_since = :now, failure = :why"
                                + " where unreachable_since is null")
                        .param("now", RateLimit.utc(clock.instant()))
                        .param("why", why)
                        .update()
                > 0;
        if (first) {
            events.record(
                    "ldap-unreachable",
                    Severity.WARNING,
                    LDAP,
                    "The directory service can't be used: " + why + " Who is signed in stays so.");
        } else {
            jdbc.sql("update ldap_state set failure = :why").param("why", why).update();
        }
    }

    /** As {@link #failed(String)}; that Everup itself asks too much at once is no failure of the directory. */
    @Transactional
    public void failed(LdapFailure failure) {
        if (failure.kind() != LdapFailure.Kind.BUSY) {
            failed(failure.getMessage());
        }
    }

    /** Everyone is to be compared now: someone asked for it, or the settings are new. */
    void ask() {
        due(clock.instant());
        events.changed(LDAP.type(), null);
    }

    /** Whether it is time; if so, the next time is set, so that it is time once. */
    @Transactional
    public boolean due(Duration every) {
        var now = clock.instant();
        return jdbc.sql("update ldap_state set due_at = :next where due_at is null or due_at <= :now")
                        .param("next", RateLimit.utc(now.plus(every)))
                        .param("now", RateLimit.utc(now))
                        .update()
                > 0;
    }

    private void due(Instant at) {
        jdbc.sql("update ldap_state set due_at = :at")
                .param("at", RateLimit.utc(at))
                .update();
    }

    @Transactional
    public void synchronised(Duration took, int users, int changed, int disabled) {
        jdbc.sql("""
                        update ldap_state set synchronised_at = :now, took_millis = :took, users = :users,
                            changed = :changed, disabled = :disabled
                        """)
                .param("now", RateLimit.utc(clock.instant()))
                .param("took", took.toMillis())
                .param("users", users)
                .param("changed", changed)
                .param("disabled", disabled)
                .update();
        if (changed + disabled > 0) {
            events.record(
                    "ldap-synchronised",
                    Severity.INFO,
                    LDAP,
                    "Accounts followed the directory service: " + disabled + " disabled, " + changed + " changed.",
                    Map.of("users", users, "changed", changed, "disabled", disabled));
        } else {
            events.changed(LDAP.type(), null);
        }
    }

    LdapStateView view() {
        return jdbc.sql("select * from ldap_state")
                .query((row, n) -> new LdapStateView(
                        UserDirectory.instant(row, "reached_at"),
                        UserDirectory.instant(row, "unreachable_since"),
                        row.getString("failure"),
                        UserDirectory.instant(row, "synchronised_at"),
                        row.getObject("took_millis", Long.class),
                        row.getObject("users", Integer.class),
                        row.getObject("changed", Integer.class),
                        row.getObject("disabled", Integer.class)))
                .optional()
                .orElse(new LdapStateView(null, null, null, null, null, null, null, null));
    }
}
