package io.everup.ha;

import io.everup.ha.core.Records;
import io.everup.host.Node;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Which replica leads high availability. The lease is renewed each second and lasts three by the database's clock; each
 * new leader gets a higher epoch, and every decision is written only while its epoch is the present one.
 */
@Component
class HaLease {

    private static final Logger log = LoggerFactory.getLogger(HaLease.class);
    private static final Duration LASTS = Duration.ofSeconds(3);
    private static final Duration JITTER = Duration.ofMillis(300);

    private record Held(long epoch, long untilNanos) {}

    private record Renewed(long epoch, Instant now) {}

    private final JdbcClient jdbc;
    private final String me;
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "everup-ha-lease");
        thread.setDaemon(true);
        return thread;
    });
    private final Clock clock;
    private volatile Held held;
    private volatile Duration ahead = Duration.ZERO;

    HaLease(JdbcClient jdbc, Node node, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.me = node.id();
    }

    @EventListener(ApplicationReadyEvent.class)
    void start() {
        heart.scheduleWithFixedDelay(this::renew, 0, 1, TimeUnit.SECONDS);
    }

    @PreDestroy
    void stop() {
        heart.shutdownNow();
        if (held != null) {
            jdbc.sql("update ha_lease set until = now() where id = 1 and owner = :me")
                    .param("me", me)
                    .update();
        }
    }

    /** The epoch in which this replica leads; empty when it doesn't. */
    OptionalLong epoch() {
        var now = held;
        return now != null && System.nanoTime() < now.untilNanos()
                ? OptionalLong.of(now.epoch())
                : OptionalLong.empty();
    }

    /** Now by the database's clock, so that replicas whose clocks differ judge alike. */
    Instant now() {
        return clock.instant().plus(ahead);
    }

    /** Holds the epoch in place until the caller's transaction ends. @throws Records.NotLeader when it is past */
    void require(long epoch) {
        var present = jdbc.sql(
                        "select count(*) from (select 1 from ha_lease where id = 1 and epoch = :epoch and owner = :me for share) x")
                .param("epoch", epoch)
                .param("me", me)
                .query(Integer.class)
                .single();
        if (present == 0) {
            throw new Records.NotLeader();
        }
    }

    /** Small differences are the network's: following them would let time jump to and fro. */
    private void set(Instant databaseNow) {
        var measured = Duration.between(clock.instant(), databaseNow);
        if (measured.minus(ahead).abs().compareTo(JITTER) > 0) {
            ahead = measured;
        }
    }

    private void renew() {
        try {
            var asked = System.nanoTime();
            var renewed = jdbc.sql("""
                            update ha_lease set epoch = epoch + case when owner = :me then 0 else 1 end, owner = :me,
                                   until = now() + make_interval(secs => :lasts)
                            where id = 1 and (owner = :me or until < now()) returning epoch, clock_timestamp() as at
                            """)
                    .param("me", me)
                    .param("lasts", LASTS.toSeconds())
                    .query((row, number) -> new Renewed(
                            row.getLong("epoch"),
                            row.getObject("at", OffsetDateTime.class).toInstant()))
                    .optional();
            renewed.ifPresent(lease -> set(lease.now()));
            var before = held;
            held = renewed.map(lease -> new Held(lease.epoch(), asked + LASTS.toNanos()))
                    .orElse(null);
            if (held != null && (before == null || before.epoch() != held.epoch())) {
                log.info("This replica leads high availability (epoch {})", held.epoch());
            }
        } catch (RuntimeException e) {
            log.warn("The lease of high availability could not be renewed: {}", e.getMessage());
        }
    }
}
