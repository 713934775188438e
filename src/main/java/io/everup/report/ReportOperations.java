package io.everup.report;

import io.everup.audit.AuditJournal;
import io.everup.event.EventLog;
import io.everup.event.Subject;
import io.everup.host.HostDirectory;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.notice.Recipients;
import io.everup.shared.Ids;
import io.everup.shared.Name;
import io.everup.shared.Refusal;
import io.everup.task.NewTask;
import io.everup.task.TaskOperations;
import io.everup.uptime.CalendarWindow;
import io.everup.uptime.UptimeDirectory;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Has reports made, now or by schedule. */
@Component
@Transactional
public class ReportOperations {

    /** @param report what the report's id will be */
    public record Begun(UUID task, UUID report) {}

    private static final String EVERYTHING = "Everything";

    private final ReportDirectory directory;
    private final ReportStore store;
    private final TaskOperations tasks;
    private final UptimeDirectory uptime;
    private final HostDirectory hosts;
    private final AuditJournal audit;
    private final EventLog events;
    private final JdbcClient jdbc;
    private final Ids ids;
    private final Clock clock;

    ReportOperations(
            ReportDirectory directory,
            ReportStore store,
            TaskOperations tasks,
            UptimeDirectory uptime,
            HostDirectory hosts,
            AuditJournal audit,
            EventLog events,
            JdbcClient jdbc,
            Ids ids,
            Clock clock) {
        this.directory = directory;
        this.store = store;
        this.tasks = tasks;
        this.uptime = uptime;
        this.hosts = hosts;
        this.audit = audit;
        this.events = events;
        this.jdbc = jdbc;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * @param window as {@link CalendarWindow#parse} reads it; it must have begun
     * @param pool null for everything
     * @param recipients who gets it by mail; empty for nobody
     */
    public Begun make(Actor actor, String window, UUID pool, List<String> recipients) {
        actor.require(Permission.UPTIME_VIEW);
        if (!recipients.isEmpty()) {
            actor.require(Permission.UPTIME_MANAGE);
            Recipients.check("recipients", recipients);
        }
        var chosen = uptime.window(window);
        if (!chosen.interval().from().isBefore(clock.instant())) {
            throw Refusal.invalidField("window", chosen.title() + " has not begun.");
        }
        return submit(actor, chosen, scope(actor, pool, Permission.UPTIME_VIEW), recipients, null);
    }

    /** @param right what the actor must be allowed there */
    private ReportScope scope(Actor actor, UUID pool, Permission right) {
        if (pool == null) {
            if (!actor.scope(right).everything()) {
                throw Refusal.invalidField("pool", "Choose a pool: you see uptime of some alone.");
            }
            return new ReportScope(null, EVERYTHING);
        }
        return hosts.poolsWhere(actor, right).stream()
                .filter(one -> one.id().equals(pool))
                .map(one -> new ReportScope(pool, one.name()))
                .findFirst()
                .orElseThrow(() -> Refusal.invalidField("pool", "There is no such pool."));
    }

    private Begun submit(
            Actor actor, CalendarWindow window, ReportScope scope, List<String> recipients, UUID schedule) {
        var report = ids.next();
        var payload = new HashMap<String, Object>();
        payload.put("report", report.toString());
        payload.put("window", window.name());
        payload.put("scope", scope.name());
        payload.put("recipients", String.join(" ", recipients));
        if (scope.pool() != null) {
            payload.put("pool", scope.pool().toString());
        }
        if (schedule != null) {
            payload.put("schedule", schedule.toString());
        }
        var title = "Report " + window.title() + ", " + scope.name();
        var task = tasks.submit(
                actor,
                NewTask.of(ReportMake.KIND, title, new Subject("report", report, title), "report:" + report, payload));
        audit.started(actor, "report.make", new Subject("report", report, title), task);
        return new Begun(task, report);
    }

    public void delete(Actor actor, UUID id) {
        actor.require(Permission.UPTIME_MANAGE);
        var report = directory.report(actor, id).report();
        manage(actor, report.pool());
        jdbc.sql("delete from report where id = :id").param("id", id).update();
        audit.done(
                actor,
                "report.delete",
                new Subject("report", id, report.title()),
                Map.of("sha256", report.pdfSha256()));
        events.changed("report", id);
    }

    private static void manage(Actor actor, UUID pool) {
        var held = actor.scope(Permission.UPTIME_MANAGE);
        if (!held.everything() && (pool == null || !held.pools().contains(pool))) {
            throw Refusal.forbidden("You may " + Permission.UPTIME_MANAGE.words() + " elsewhere, but not here.");
        }
    }

    /** @return the schedule's id */
    public UUID schedule(Actor actor, ScheduleWish wish) {
        actor.require(Permission.UPTIME_MANAGE);
        var values = check(actor, wish);
        var id = ids.next();
        try {
            jdbc.sql("""
                            insert into report_schedule (id, name, span, pool_id, day, at_time, zone, recipients, enabled, run_after)
                            values (:id, :name, :span, :pool, :day, :at, :zone, :recipients::jsonb, :enabled, :now)
                            """).params(values).param("id", id).update();
        } catch (DuplicateKeyException e) {
            throw taken();
        }
        done(actor, "report-schedule.create", id, wish);
        return id;
    }

    /** Runs before now are done with. @param version the version it is based on, or null for any */
    public void change(Actor actor, UUID id, ScheduleWish wish, Long version) {
        actor.require(Permission.UPTIME_MANAGE);
        manage(actor, directory.schedule(actor, id).pool());
        var values = check(actor, wish);
        try {
            var saved = jdbc.sql("""
                            update report_schedule set name = :name, span = :span, pool_id = :pool, day = :day, at_time = :at,
                                zone = :zone, recipients = :recipients::jsonb, enabled = :enabled, run_after = :now,
                                version = version + 1
                            where id = :id and (:any or version = :version)
                            """)
                    .params(values)
                    .param("id", id)
                    .param("any", version == null)
                    .param("version", version == null ? 0L : version)
                    .update();
            if (saved == 0) {
                throw Refusal.changed("report schedule");
            }
        } catch (DuplicateKeyException e) {
            throw taken();
        }
        done(actor, "report-schedule.change", id, wish);
    }

    private static Refusal taken() {
        return Refusal.invalidField("name", "There is a schedule of this name already.");
    }

    /** The reports that it made stay. */
    public void unschedule(Actor actor, UUID id) {
        actor.require(Permission.UPTIME_MANAGE);
        var schedule = directory.schedule(actor, id);
        manage(actor, schedule.pool());
        jdbc.sql("delete from report_schedule where id = :id").param("id", id).update();
        audit.done(actor, "report-schedule.delete", new Subject("report-schedule", id, schedule.name()), Map.of());
        events.changed("report", null);
    }

    private Map<String, Object> check(Actor actor, ScheduleWish wish) {
        var name = Name.check("name", "schedule", wish.name());
        var problems = new ArrayList<Refusal.Field>();
        if (wish.span() == null) {
            problems.add(new Refusal.Field("span", "A month, a quarter or a year?"));
        }
        if (wish.day() < 1 || wish.day() > 28) {
            problems.add(new Refusal.Field("day", "From 1 to 28: every month has these."));
        }
        if (wish.at() == null) {
            problems.add(new Refusal.Field("at", "Write a time such as 07:00."));
        }
        var zone = wish.zone() == null || wish.zone().isBlank() ? uptime.zone().getId() : wish.zone();
        if (!ZoneId.getAvailableZoneIds().contains(zone)) {
            problems.add(new Refusal.Field("zone", "Write a time zone such as Europe/Berlin."));
        }
        if (!problems.isEmpty()) {
            throw Refusal.invalid(problems);
        }
        if (!wish.recipients().isEmpty()) {
            Recipients.check("recipients", wish.recipients());
        }
        scope(actor, wish.pool(), Permission.UPTIME_MANAGE);
        var values = new HashMap<String, Object>();
        values.put("name", name);
        values.put("span", wish.span().name());
        values.put("pool", wish.pool());
        values.put("day", wish.day());
        values.put("at", wish.at());
        values.put("zone", zone);
        values.put("recipients", store.json(wish.recipients()));
        values.put("enabled", wish.enabled());
        values.put("now", clock.instant().atOffset(ZoneOffset.UTC));
        return values;
    }

    private void done(Actor actor, String action, UUID id, ScheduleWish wish) {
        audit.done(
                actor,
                action,
                new Subject("report-schedule", id, wish.name()),
                Map.of("enabled", wish.enabled(), "recipients", String.join(" ", wish.recipients())));
        events.changed("report", null);
    }

    /** Begins what is due. What was missed while nothing ran is made up for, once. */
    public void runDue() {
        record Due(ScheduleView view, ScheduleRules.When when, Instant runAfter) {}
        var now = clock.instant();
        var schedules = jdbc.sql("select * from report_schedule where enabled for update skip locked")
                .query((row, number) -> new Due(
                        directory.schedule(row, number),
                        ReportDirectory.when(row),
                        row.getObject("run_after", java.time.OffsetDateTime.class)
                                .toInstant()))
                .list();
        for (var due : schedules) {
            if (ScheduleRules.due(due.when(), due.runAfter(), now)) {
                run(due.view(), due.when(), now);
            }
        }
    }

    private void run(ScheduleView schedule, ScheduleRules.When when, Instant now) {
        var today = LocalDate.ofInstant(now, when.zone());
        var window = CalendarWindow.of(schedule.span().window(), today, uptime.zone())
                .shifted(-1);
        var exists = schedule.pool() == null
                || jdbc.sql("select count(*) from pool where id = :id")
                                .param("id", schedule.pool())
                                .query(Integer.class)
                                .single()
                        > 0;
        if (exists) {
            submit(
                    Actor.SYSTEM,
                    window,
                    scope(Actor.SYSTEM, schedule.pool(), Permission.UPTIME_VIEW),
                    schedule.recipients(),
                    schedule.id());
        }
        store.ran(schedule.id(), now);
    }
}
