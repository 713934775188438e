package io.everup.uptime;

import io.everup.host.Node;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes down, every two seconds, that this replica runs: what lies outside all replicas' times nobody observed. A replica
 * that stood still for longer than {@link #GAP} was absent meanwhile.
 */
@Component
class Presence {

    /** Beats that are so far apart leave an absence between them. */
    static final Duration GAP = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(Presence.class);
    private static final long BEAT_SECONDS = 2;

    private final JdbcClient jdbc;
    private final FactRecorder recorder;
    private final TransactionTemplate transaction;
    private final Node node;
    private final Clock clock;
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "everup-presence");
        thread.setDaemon(true);
        return thread;
    });

    Presence(JdbcClient jdbc, FactRecorder recorder, TransactionTemplate transaction, Node node, Clock clock) {
        this.jdbc = jdbc;
        this.recorder = recorder;
        this.transaction = transaction;
        this.node = node;
        this.clock = clock;
    }

    @EventListener(ApplicationStartedEvent.class)
    void start() {
        beat();
        heart.scheduleWithFixedDelay(this::beat, BEAT_SECONDS, BEAT_SECONDS, TimeUnit.SECONDS);
    }

    @PreDestroy
    void stop() {
        heart.shutdownNow();
    }

    private void beat() {
        try {
            transaction.executeWithoutResult(status -> beat(node.id(), clock.instant()));
        } catch (RuntimeException e) {
            log.warn("That this replica runs was not written down: {}", e.getMessage());
        }
    }

    /** One beat of a replica; after an absence of all of them nothing that was known counts as seen any more. */
    void beat(String replica, Instant now) {
        var at = FactLog.sql(now);
        var goesOn = jdbc.sql("update uptime_presence set until_at = greatest(until_at, :now)"
                        + " where node_id = :node and until_at >= :recent and from_at <= :now")
                .param("node", replica)
                .param("now", at)
                .param("recent", FactLog.sql(now.minus(GAP)))
                .update();
        if (goesOn > 0) {
            return;
        }
        var others = jdbc.sql("select count(*) from uptime_presence where until_at >= :recent and until_at <= :soon")
                .param("recent", FactLog.sql(now.minus(GAP)))
                .param("soon", FactLog.sql(now.plus(GAP)))
                .query(Integer.class)
                .single();
        jdbc.sql("insert into uptime_presence (node_id, from_at, until_at) values (:node, :now, :now)"
                        + " on conflict do nothing")
                .param("node", replica)
                .param("now", at)
                .update();
        if (others == 0) {
            recorder.nobodyLooked(now);
        }
    }
}
