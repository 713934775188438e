package io.everup.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Which browsers are signed in. A session without its row here is over, whatever the browser says. */
@Component
class BrowserSessions {

    private static final Duration USE_PRECISION = Duration.ofMinutes(1);
    private static final int LONGEST_AGENT = 300;

    private final JdbcClient jdbc;
    private final SecuritySettingsStore settings;
    private final Caller caller;
    private final Clock clock;

    BrowserSessions(JdbcClient jdbc, SecuritySettingsStore settings, Caller caller, Clock clock) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.caller = caller;
        this.clock = clock;
    }

    /**
     * A session that goes on.
     *
     * @param idle how long it may rest
     * @param factorOwed whether the role asks for a second factor that the account doesn't have
     */
    record Alive(Duration idle, boolean factorOwed) {}

    private record Row(Instant began, Instant used, boolean owed) {}

    @Transactional
    public void begin(UUID id, UUID user, int epoch, String agent) {
        var now = RateLimit.utc(clock.instant());
        jdbc.sql("""
                        insert into browser_session (id, user_id, epoch, user_agent, address, began_at, last_used_at)
                        values (:id, :user, :epoch, :agent, :address, :now, :now)
                        """)
                .param("id", id)
                .param("user", user)
                .param("epoch", epoch)
                .param("agent", shortened(agent))
                .param("address", caller.address())
                .param("now", now)
                .update();
    }

    /** What no text in the database may hold is left out. */
    private static String shortened(String agent) {
        if (agent == null) {
            return null;
        }
        var clean = agent.replaceAll("\\p{Cntrl}", " ");
        return clean.substring(0, Math.min(LONGEST_AGENT, clean.length()));
    }

    Duration idle() {
        return settings.read().idle();
    }

    /** Empty when it was ended, rested for too long or is too old; else it was used now. */
    @Transactional
    public Optional<Alive> use(UUID id, UUID user) {
        var now = clock.instant();
        var rules = settings.read();
        var row = find(id, user)
                .filter(found -> now.isBefore(found.began().plus(rules.lifetime())))
                .filter(found -> now.isBefore(found.used().plus(rules.idle()).plus(USE_PRECISION)));
        row.filter(found -> found.used().plus(USE_PRECISION).isBefore(now)).ifPresent(found -> used(id, now));
        return row.map(found -> new Alive(rules.idle(), found.owed()));
    }

    private Optional<Row> find(UUID id, UUID user) {
        return jdbc.sql("select b.began_at, b.last_used_at, not exists (select 1 from second_factor f"
                        + " where f.user_id = u.id and f.enrolled_at is not null) and " + SecondFactors.REQUIRED
                        + " as owed from browser_session b join user_account u on u.id = b.user_id"
                        + " cross join security_settings s where b.id = :id and b.user_id = :user")
                .param("id", id)
                .param("user", user)
                .query((row, n) -> new Row(
                        UserDirectory.instant(row, "began_at"),
                        UserDirectory.instant(row, "last_used_at"),
                        row.getBoolean("owed")))
                .optional();
    }

    private void used(UUID id, Instant now) {
        jdbc.sql("update browser_session set last_used_at = :now, address = :address where id = :id")
                .param("now", RateLimit.utc(now))
                .param("address", caller.address())
                .param("id", id)
                .update();
    }

    /** @return whether it was this user's and open */
    @Transactional
    public boolean end(UUID id, UUID user) {
        return jdbc.sql("delete from browser_session where id = :id and user_id = :user")
                        .param("id", id)
                        .param("user", user)
                        .update()
                > 0;
    }

    /** @param but null to end all of them. @return how many were open */
    @Transactional
    public int endAll(UUID user, UUID but) {
        return jdbc.sql("delete from browser_session where user_id = :user and id <> :but")
                .param("user", user)
                .param("but", but == null ? new UUID(0, 0) : but)
                .update();
    }

    /** Removes those that are over: they are in no list, and nobody can go on with them. */
    @Transactional
    public void sweep() {
        var rules = settings.read();
        var now = clock.instant();
        jdbc.sql("""
                        delete from browser_session s using user_account u
                        where u.id = s.user_id and (s.began_at < :oldest or s.last_used_at < :used
                            or s.epoch <> u.epoch or u.disabled_at is not null)
                        """)
                .param("oldest", RateLimit.utc(now.minus(rules.lifetime())))
                .param("used", RateLimit.utc(now.minus(rules.idle()).minus(USE_PRECISION)))
                .update();
    }
}
