package io.everup.ha;

import io.everup.audit.AuditJournal;
import io.everup.event.EventLog;
import io.everup.event.Severity;
import io.everup.event.Subject;
import io.everup.host.HostDirectory;
import io.everup.host.PoolView;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.shared.Ids;
import io.everup.shared.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Disarms high availability for a pool while people work on it, and arms it again. */
@Component
public class DisarmOperations {

    private final Disarms disarms;
    private final HostDirectory hosts;
    private final AuditJournal audit;
    private final EventLog events;
    private final JdbcClient jdbc;
    private final Ids ids;
    private final Clock clock;

    DisarmOperations(
            Disarms disarms,
            HostDirectory hosts,
            AuditJournal audit,
            EventLog events,
            JdbcClient jdbc,
            Ids ids,
            Clock clock) {
        this.disarms = disarms;
        this.hosts = hosts;
        this.audit = audit;
        this.events = events;
        this.jdbc = jdbc;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Until it is armed again, by itself or by somebody, no host of the pool is fenced and no VM recovered unless an
     * operator asks for it.
     *
     * @param reason 1 to 500 characters, shown to everybody meanwhile
     * @param lasts one minute to seven days
     * @throws Refusal when it is disarmed already
     */
    @Transactional
    public Disarm disarm(Actor actor, UUID pool, String reason, Duration lasts) {
        var view = hosts.pool(actor, pool);
        actor.require(Permission.HA_MANAGE, Place.pool(pool));
        var now = clock.instant();
        var until = lasts == null ? null : now.plus(lasts);
        DisarmRules.check(reason, until, now);
        lock(pool);
        endOver(now);
        var held = disarms.ofPool(pool, now);
        if (held.isPresent()) {
            throw Refusal.conflict(
                    "disarmed-already", held.get().sentence(), "Extend that, or arm the pool again first.");
        }
        var disarm =
                new Disarm(ids.next(), pool, view.name(), reason.strip(), actor.displayName(), now, until, null, null);
        jdbc.sql("""
                        insert into ha_disarm (id, pool_id, pool_name, reason, made_by, since, until)
                        values (:id, :pool, :name, :reason, :by, :since, :until)
                        """)
                .param("id", disarm.id())
                .param("pool", pool)
                .param("name", view.name())
                .param("reason", disarm.reason())
                .param("by", disarm.by())
                .param("since", sql(now))
                .param("until", sql(until))
                .update();
        said(actor, view, "pool.disarm", "ha-disarmed", Severity.WARNING, disarm.sentence(), disarm);
        return disarms.ofPool(pool, now).orElseThrow();
    }

    /**
     * Lets it hold for longer.
     *
     * @param lasts from now on; one minute to seven days, and no less than is left
     */
    @Transactional
    public Disarm extend(Actor actor, UUID pool, Duration lasts) {
        var view = hosts.pool(actor, pool);
        actor.require(Permission.HA_MANAGE, Place.pool(pool));
        var now = clock.instant();
        lock(pool);
        var held = held(pool, now);
        var until = lasts == null ? null : now.plus(lasts);
        DisarmRules.checkLonger(until, held.until(), now);
        jdbc.sql("update ha_disarm set until = :until where id = :id")
                .param("id", held.id())
                .param("until", sql(until))
                .update();
        var longer = disarms.ofPool(pool, now).orElseThrow();
        said(
                actor,
                view,
                "pool.extend-disarm",
                "ha-disarm-extended",
                Severity.WARNING,
                actor.displayName() + " extended it: " + longer.sentence(),
                longer);
        return longer;
    }

    /** Arms the pool again, now. What is silent then is judged anew. */
    @Transactional
    public void arm(Actor actor, UUID pool) {
        var view = hosts.pool(actor, pool);
        actor.require(Permission.HA_MANAGE, Place.pool(pool));
        var now = clock.instant();
        lock(pool);
        var held = held(pool, now);
        jdbc.sql("update ha_disarm set ended_at = :now, ended_by = :by where id = :id")
                .param("id", held.id())
                .param("now", sql(now))
                .param("by", actor.displayName())
                .update();
        said(
                actor,
                view,
                "pool.arm",
                "ha-armed",
                Severity.INFO,
                actor.displayName() + " armed high availability of " + view.name() + " again.",
                held);
    }

    /** Notes the end of what is over, which holds no longer in any case. */
    @Transactional
    public void endOver() {
        endOver(clock.instant());
    }

    private void endOver(Instant now) {
        record Over(UUID pool, String name) {}
        jdbc
                .sql("update ha_disarm set ended_at = until where ended_at is null and until <= :now"
                        + " returning pool_id, pool_name")
                .param("now", sql(now))
                .query((row, number) -> new Over(row.getObject("pool_id", UUID.class), row.getString("pool_name")))
                .list()
                .stream()
                .filter(over -> over.pool() != null)
                .forEach(over -> {
                    events.record(
                            "ha-armed",
                            Severity.INFO,
                            new Subject("pool", over.pool(), over.name()),
                            "High availability of " + over.name() + " is armed again: the time was over.");
                });
    }

    private Disarm held(UUID pool, Instant now) {
        return disarms.ofPool(pool, now)
                .orElseThrow(() -> Refusal.conflict(
                        "armed", "High availability of this pool is armed.", "There is nothing to extend or to end."));
    }

    /** Two who disarm one pool at once do so one after the other. */
    private void lock(UUID pool) {
        jdbc.sql("select id from pool where id = :id for no key update")
                .param("id", pool)
                .query(UUID.class)
                .list();
    }

    private void said(
            Actor actor, PoolView pool, String action, String kind, Severity severity, String text, Disarm disarm) {
        var subject = new Subject("pool", pool.id(), pool.name());
        events.record(kind, severity, subject, text);
        audit.done(
                actor,
                action,
                subject,
                Map.of("reason", disarm.reason(), "until", disarm.until().toString()));
    }

    private static java.time.OffsetDateTime sql(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
