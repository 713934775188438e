package io.everup.drill;

import io.everup.audit.AuditJournal;
import io.everup.event.Subject;
import io.everup.host.HostDirectory;
import io.everup.host.PoolView;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.image.TemplateDirectory;
import io.everup.shared.Ids;
import io.everup.shared.Refusal;
import io.everup.task.NewTask;
import io.everup.task.TaskOperations;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** Starts drills, now and by schedule. */
@Component
public class DrillOperations {

    private static final Logger log = LoggerFactory.getLogger(DrillOperations.class);

    private final HostDirectory hosts;
    private final TemplateDirectory templates;
    private final DrillStore store;
    private final TaskOperations tasks;
    private final AuditJournal audit;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Ids ids;
    private final Clock clock;

    DrillOperations(
            HostDirectory hosts,
            TemplateDirectory templates,
            DrillStore store,
            TaskOperations tasks,
            AuditJournal audit,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Ids ids,
            Clock clock) {
        this.hosts = hosts;
        this.templates = templates;
        this.store = store;
        this.tasks = tasks;
        this.audit = audit;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.ids = ids;
        this.clock = clock;
    }

    /** What was begun. */
    public record Begun(UUID drill, UUID task) {}

    /** Asks everything that a failover in this pool would lean on; changes nothing. */
    @Transactional
    public Begun readiness(Actor actor, UUID pool) {
        return begin(actor, DrillKind.READINESS, manage(actor, pool), null, null, actor.name());
    }

    /**
     * Cuts a spare host that carries no VM, with a small VM made on it from a template, and follows the failover.
     *
     * @throws Refusal when a canary drill runs already; what must hold of the host is checked by the task, before the cut
     */
    @Transactional
    public Begun canary(Actor actor, UUID pool, UUID host, UUID template) {
        return begin(actor, DrillKind.CANARY, manage(actor, pool), host, template, actor.name());
    }

    private Begun begin(Actor actor, DrillKind kind, PoolView pool, UUID host, UUID template, String who) {
        var payload = new HashMap<String, Object>();
        String hostName = null;
        if (kind == DrillKind.CANARY) {
            hostName = spare(actor, pool.id(), host, template);
            payload.put("host", host.toString());
            payload.put("hostName", hostName);
            payload.put("template", template.toString());
        }
        var drill = store.begin(kind, pool.id(), pool.name(), kind == DrillKind.CANARY ? host : null, hostName, who);
        payload.put("drill", drill.toString());
        var canary = kind == DrillKind.CANARY;
        var task = tasks.submit(
                actor,
                NewTask.of(
                        canary ? CanaryDrill.KIND : ReadinessDrill.KIND,
                        canary ? "Canary drill on " + hostName : "Readiness drill of " + pool.name(),
                        new Subject("pool", pool.id(), pool.name()),
                        "drill:" + pool.id(),
                        payload));
        return new Begun(drill, task);
    }

    /** @return the host's name */
    private String spare(Actor actor, UUID pool, UUID host, UUID template) {
        if (host == null) {
            throw Refusal.invalidField("host", "Choose the spare host that is to be cut.");
        }
        if (template == null) {
            throw Refusal.invalidField("template", "Choose the template that the canary is made from.");
        }
        var view = Refusal.named("host", () -> hosts.host(actor, host));
        if (!view.poolId().equals(pool)) {
            throw Refusal.invalidField("host", view.name() + " is not of this pool.");
        }
        Refusal.named("template", () -> templates.template(actor, template));
        return view.name();
    }

    @Transactional
    public UUID schedule(Actor actor, NewSchedule wish) {
        if (wish.kind() == null) {
            throw Refusal.invalidField("kind", "Say readiness or canary.");
        }
        var pool = manage(actor, wish.pool());
        var cron = wish.cron() == null ? "" : wish.cron().strip();
        var zone = wish.zone() == null ? "UTC" : wish.zone();
        CronTimes.check(cron, zone);
        if (wish.kind() == DrillKind.CANARY) {
            spare(actor, pool.id(), wish.host(), wish.template());
        }
        var id = ids.next();
        jdbc.sql("""
                        insert into drill_schedule (id, kind, pool_id, host_id, template_id, cron, zone, run_after, made_by)
                        values (:id, :kind, :pool, :host, :template, :cron, :zone, :at, :who)
                        """)
                .param("id", id)
                .param("kind", wish.kind().name())
                .param("pool", pool.id())
                .param("host", wish.kind() == DrillKind.CANARY ? wish.host() : null)
                .param("template", wish.kind() == DrillKind.CANARY ? wish.template() : null)
                .param("cron", cron)
                .param("zone", zone)
                .param("at", clock.instant().atOffset(ZoneOffset.UTC))
                .param("who", actor.name())
                .update();
        audit.done(actor, "drill.schedule", subject(pool), Map.of("kind", wish.kind(), "cron", cron, "zone", zone));
        return id;
    }

    @Transactional
    public void unschedule(Actor actor, UUID id) {
        var pool = jdbc.sql("select pool_id from drill_schedule where id = :id")
                .param("id", id)
                .query(UUID.class)
                .optional()
                .filter(found -> actor.may(Permission.HA_VIEW, Place.pool(found)))
                .orElseThrow(() -> Refusal.notFound("schedule"));
        var view = manage(actor, pool);
        jdbc.sql("delete from drill_schedule where id = :id").param("id", id).update();
        audit.done(actor, "drill.unschedule", subject(view), Map.of());
    }

    /** Starts what is due; a run that can't start now, as another one runs, is left out. */
    void runDue() {
        record Due(UUID id, DrillKind kind, UUID pool, UUID host, UUID template, String who) {}
        var now = clock.instant();
        var due = jdbc.sql("select * from drill_schedule order by id")
                .query((row, number) -> CronTimes.due(
                                row.getString("cron"),
                                row.getString("zone"),
                                row.getObject("run_after", java.time.OffsetDateTime.class)
                                        .toInstant(),
                                now)
                        ? new Due(
                                row.getObject("id", UUID.class),
                                DrillKind.valueOf(row.getString("kind")),
                                row.getObject("pool_id", UUID.class),
                                row.getObject("host_id", UUID.class),
                                row.getObject("template_id", UUID.class),
                                row.getString("made_by"))
                        : null)
                .list();
        for (var run : due) {
            if (run != null) {
                begin(
                        run.id(),
                        now,
                        () -> begin(
                                Actor.SYSTEM,
                                run.kind(),
                                hosts.pool(Actor.SYSTEM, run.pool()),
                                run.host(),
                                run.template(),
                                "schedule of " + run.who()));
            }
        }
    }

    private void begin(UUID schedule, Instant now, Runnable beginning) {
        jdbc.sql("update drill_schedule set run_after = :at where id = :id")
                .param("at", now.atOffset(ZoneOffset.UTC))
                .param("id", schedule)
                .update();
        try {
            transaction.executeWithoutResult(status -> beginning.run());
        } catch (Refusal refusal) {
            log.warn("A scheduled drill was left out: {}", refusal.getMessage());
        }
    }

    private PoolView manage(Actor actor, UUID id) {
        if (id == null) {
            throw Refusal.invalidField("pool", "Choose a pool.");
        }
        var pool = hosts.pool(actor, id);
        actor.require(Permission.HA_MANAGE, Place.pool(id));
        return pool;
    }

    private static Subject subject(PoolView pool) {
        return new Subject("pool", pool.id(), pool.name());
    }
}
