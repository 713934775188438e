package io.everup.identity;

import io.everup.identity.ldap.LdapConfiguration;
import io.everup.identity.ldap.LdapProbe.Step;
import io.everup.identity.ldap.LdapService;
import io.everup.shared.Ids;
import io.everup.shared.Refusal;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs connection tests beside the requests that ask for them. The result is in the database, for any replica to show;
 * what was typed as a password is only in the memory of this one, and a test that it doesn't survive is not repeated.
 */
@Component
class LdapTests {

    private static final Logger log = LoggerFactory.getLogger(LdapTests.class);

    /** Ten servers that don't answer take no longer; a test older than that was cut off. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private static final int WAITING = 10;

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final LdapService service;
    private final Clock clock;
    private final Ids ids;
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(0, 2, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), work -> {
                var thread = new Thread(work, "everup-ldap-test");
                thread.setDaemon(true);
                return thread;
            });

    LdapTests(JdbcClient jdbc, JsonMapper json, LdapService service, Clock clock, Ids ids) {
        this.jdbc = jdbc;
        this.json = json;
        this.service = service;
        this.clock = clock;
        this.ids = ids;
        threads.setCorePoolSize(2);
        threads.allowCoreThreadTimeOut(true);
    }

    @PreDestroy
    void stop() {
        threads.shutdownNow();
    }

    UUID start(LdapConfiguration configuration, String login, String password) {
        var id = ids.next();
        jdbc.sql("insert into ldap_test (id, started_at) values (:id, :now)")
                .param("id", id)
                .param("now", RateLimit.utc(clock.instant()))
                .update();
        try {
            threads.execute(() -> run(id, configuration, login, password));
        } catch (RejectedExecutionException e) {
            throw Refusal.conflict("busy", "Other connection tests are still running.", "Try again in a moment.");
        }
        return id;
    }

    private void run(UUID id, LdapConfiguration configuration, String login, String password) {
        List<Step> steps = List.of();
        try {
            steps = service.probe(configuration, login, password);
        } catch (RuntimeException e) {
            log.warn("A connection test of the directory failed", e);
        }
        jdbc.sql("update ldap_test set ended_at = :now, steps = :steps::jsonb where id = :id")
                .param("now", RateLimit.utc(clock.instant()))
                .param("steps", json.writeValueAsString(steps))
                .param("id", id)
                .update();
    }

    Optional<LdapTestView> find(UUID id) {
        var cutOff = clock.instant().minus(LONGEST);
        return jdbc.sql("select * from ldap_test where id = :id")
                .param("id", id)
                .query((row, n) -> {
                    var started = UserDirectory.instant(row, "started_at");
                    var ended = UserDirectory.instant(row, "ended_at");
                    var steps = row.getString("steps");
                    return view(id, started, ended, steps, cutOff);
                })
                .optional();
    }

    private LdapTestView view(UUID id, Instant started, Instant ended, String steps, Instant cutOff) {
        if (ended == null) {
            var state = started.isBefore(cutOff) ? LdapTestView.State.CUT_OFF : LdapTestView.State.RUNNING;
            return new LdapTestView(id, state, started, null, List.of());
        }
        var read = json.readValue(steps, new TypeReference<List<Step>>() {});
        return new LdapTestView(id, LdapTestView.stateOf(read), started, ended, read);
    }
}
