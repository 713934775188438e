package io.everup.service;

import io.everup.audit.AuditJournal;
import io.everup.event.EventLog;
import io.everup.event.Severity;
import io.everup.event.Subject;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.shared.Ids;
import io.everup.shared.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Announces planned maintenance of services: only what was announced before it began lowers no availability. */
@Component
public class PlannedMaintenance {

    private static final Duration LONGEST = Duration.ofDays(7);
    private static final Duration EARLIEST = Duration.ofDays(3_660);
    private static final int MOST_WORDS = 500;

    private final ServiceStore store;
    private final ServiceSight sight;
    private final EventLog events;
    private final AuditJournal audit;
    private final JdbcClient jdbc;
    private final Ids ids;
    private final Clock clock;

    PlannedMaintenance(
            ServiceStore store,
            ServiceSight sight,
            EventLog events,
            AuditJournal audit,
            JdbcClient jdbc,
            Ids ids,
            Clock clock) {
        this.store = store;
        this.sight = sight;
        this.events = events;
        this.audit = audit;
        this.jdbc = jdbc;
        this.ids = ids;
        this.clock = clock;
    }

    /** @param words for the people who use the service */
    public record Announced(UUID id, Instant from, Instant until, String words, String by) {}

    /** @param words 3 to 500 characters; shown on the status page */
    @Transactional
    public UUID announce(Actor actor, UUID service, Instant from, Instant until, String words) {
        sight.require(actor, Permission.UPTIME_MANAGE, service);
        var known = store.locked(service).orElseThrow(() -> Refusal.notFound("service"));
        check(from, until, words);
        var id = ids.next();
        jdbc.sql("insert into service_maintenance (id, service_id, from_at, until_at, words, made_by, made_at)"
                        + " values (:id, :service, :from, :until, :words, :by, :now)")
                .param("id", id)
                .param("service", service)
                .param("from", ProbeLog.sql(from))
                .param("until", ProbeLog.sql(until))
                .param("words", words.strip())
                .param("by", actor.name())
                .param("now", ProbeLog.sql(clock.instant()))
                .update();
        store.touch(service);
        var subject = new Subject("service", service, known.spec().name());
        events.record(
                "service-maintenance",
                Severity.INFO,
                subject,
                "Planned maintenance of " + subject.name() + " was announced.");
        audit.done(
                actor,
                "service.announce",
                subject,
                Map.of("from", "" + from, "until", "" + until, "words", words.strip()));
        return id;
    }

    private void check(Instant from, Instant until, String words) {
        var problems = new ArrayList<Refusal.Field>();
        var now = clock.instant();
        if (from == null || from.isBefore(now.minusSeconds(60)) || from.isAfter(now.plus(EARLIEST))) {
            problems.add(
                    new Refusal.Field(
                            "from",
                            "It begins now or within ten years: downtime that is over can be excluded by correcting its outage."));
        }
        if (until == null || from != null && (!until.isAfter(from) || until.isAfter(from.plus(LONGEST)))) {
            problems.add(new Refusal.Field("until", "It ends after its beginning, at most a week later."));
        }
        var length = words == null ? 0 : words.strip().length();
        if (length < 3 || length > MOST_WORDS) {
            problems.add(new Refusal.Field("words", "Say in 3 to 500 characters what will be done."));
        }
        if (!problems.isEmpty()) {
            throw Refusal.invalid(problems);
        }
    }

    /** What hasn't begun doesn't come; what has begun ends now. */
    @Transactional
    public void cancel(Actor actor, UUID service, UUID id) {
        sight.require(actor, Permission.UPTIME_MANAGE, service);
        var known = store.locked(service).orElseThrow(() -> Refusal.notFound("service"));
        var now = clock.instant();
        var done = jdbc.sql("update service_maintenance set cancelled_at = :now, cancelled_by = :by"
                        + " where id = :id and service_id = :service and cancelled_at is null and until_at > :now")
                .param("now", ProbeLog.sql(now))
                .param("by", actor.name())
                .param("id", id)
                .param("service", service)
                .update();
        if (done == 0) {
            throw Refusal.notFound("announced maintenance that isn't over");
        }
        store.touch(service);
        var subject = new Subject("service", service, known.spec().name());
        events.record(
                "service-maintenance",
                Severity.INFO,
                subject,
                "Planned maintenance of " + subject.name() + " was called off.");
        audit.done(actor, "service.call-off", subject, Map.of("maintenance", id.toString()));
    }

    /** What is announced and not over, soonest first; at most 100. */
    public List<Announced> coming(Actor actor, UUID service) {
        sight.require(actor, Permission.UPTIME_VIEW, service);
        return jdbc.sql("""
                        select * from service_maintenance where service_id = :service and until_at > :now
                          and cancelled_at is null order by from_at limit 100
                        """)
                .param("service", service)
                .param("now", ProbeLog.sql(clock.instant()))
                .query((row, number) -> new Announced(
                        row.getObject("id", UUID.class),
                        ProbeLog.instant(row, "from_at"),
                        ProbeLog.instant(row, "until_at"),
                        row.getString("words"),
                        row.getString("made_by")))
                .list();
    }
}
