package io.everup.host;

import io.everup.audit.AuditJournal;
import io.everup.event.EventLog;
import io.everup.event.Severity;
import io.everup.event.Subject;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.shared.Bytes;
import io.everup.shared.Ids;
import io.everup.shared.Name;
import io.everup.shared.Refusal;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Makes, renames and removes pools. */
@Component
public class PoolOperations {

    private static final int LONGEST_NOTE = 500;

    private final PoolRepository pools;
    private final HostRepository hosts;
    private final JdbcClient jdbc;
    private final EventLog events;
    private final AuditJournal audit;
    private final Ids ids;
    private final Clock clock;

    PoolOperations(
            PoolRepository pools,
            HostRepository hosts,
            JdbcClient jdbc,
            EventLog events,
            AuditJournal audit,
            Ids ids,
            Clock clock) {
        this.pools = pools;
        this.hosts = hosts;
        this.jdbc = jdbc;
        this.events = events;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /** @return the new pool's id; refused when the name is taken, whatever its case */
    @Transactional
    public UUID create(Actor actor, String name, String note) {
        actor.require(Permission.POOL_MANAGE, Place.EVERYTHING);
        var checked = checkedName(name, null);
        var pool = new Pool(ids.next(), checked, checkedNote(note), clock.instant());
        pools.saveAndFlush(pool);
        events.record(
                "pool-created",
                Severity.INFO,
                new Subject("pool", pool.id(), checked),
                actor.name() + " made the pool " + checked + ".");
        audit.done(actor, "pool.create", new Subject("pool", pool.id(), checked), Map.of());
        return pool.id();
    }

    @Transactional
    public void change(Actor actor, UUID id, String name, String note) {
        var pool = find(actor, id);
        var before = pool.name();
        pool.rename(checkedName(name, id), checkedNote(note));
        events.changed("pool", id);
        audit.done(actor, "pool.change", new Subject("pool", id, pool.name()), Map.of("before", before));
    }

    /**
     * Says how full the pool's hosts may become.
     *
     * @param memoryOvercommit configured memory of VMs per byte of a host's, 0.5 to 4
     * @param cpuOvercommit virtual processors per logical processor, 0.1 to 64
     * @param reserveBytes memory kept for each host itself, at least this
     * @param reserveShare memory kept for each host itself, at least this share of its memory, 0 to 0.9
     */
    @Transactional
    public void capacity(
            Actor actor,
            UUID id,
            double memoryOvercommit,
            double cpuOvercommit,
            long reserveBytes,
            double reserveShare) {
        var pool = find(actor, id);
        refuseOutside("memoryOvercommit", memoryOvercommit, 0.5, 4);
        refuseOutside("cpuOvercommit", cpuOvercommit, 0.1, 64);
        refuseOutside("reserveShare", reserveShare, 0, 0.9);
        refuseOutside("reserveMiB", (double) reserveBytes / Bytes.MIB, 0, 1 << 20);
        jdbc.sql("""
                        update pool set memory_overcommit = :memory, cpu_overcommit = :cpu, reserve_bytes = :bytes,
                          reserve_share = :share where id = :id
                        """)
                .param("memory", memoryOvercommit)
                .param("cpu", cpuOvercommit)
                .param("bytes", reserveBytes)
                .param("share", reserveShare)
                .param("id", id)
                .update();
        events.changed("pool", id);
        audit.done(
                actor,
                "pool.capacity",
                new Subject("pool", id, pool.name()),
                Map.of(
                        "memoryOvercommit", memoryOvercommit,
                        "cpuOvercommit", cpuOvercommit,
                        "reserve", Bytes.text(reserveBytes),
                        "reserveShare", reserveShare));
    }

    private static void refuseOutside(String field, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw Refusal.invalidField(field, "Write a number between " + least + " and " + most + ".");
        }
    }

    /** Refused while it has hosts. */
    @Transactional
    public void delete(Actor actor, UUID id) {
        var pool = find(actor, id);
        if (hosts.existsByPoolId(id)) {
            throw Refusal.conflict(
                    "pool-in-use",
                    "The pool " + pool.name() + " has hosts.",
                    "Remove its hosts first, then delete it.");
        }
        pools.delete(pool);
        events.record(
                "pool-deleted",
                Severity.INFO,
                new Subject("pool", id, pool.name()),
                actor.name() + " deleted the pool " + pool.name() + ".");
        audit.done(actor, "pool.delete", new Subject("pool", id, pool.name()), Map.of());
    }

    /** @throws Refusal when there is no such pool for this actor, or they may not change it */
    private Pool find(Actor actor, UUID id) {
        var pool = pools.findById(id)
                .filter(found -> actor.may(Permission.POOL_VIEW, Place.pool(found.id())))
                .orElseThrow(() -> Refusal.notFound("pool"));
        actor.require(Permission.POOL_MANAGE, Place.pool(id));
        return pool;
    }

    private String checkedName(String name, UUID self) {
        var checked = Name.check("name", "pool", name);
        var taken = jdbc.sql(
                        "select count(*) from pool where lower(name) = lower(:name) and (:self::uuid is null or id <> :self::uuid)")
                .param("name", checked)
                .param("self", self)
                .query(Integer.class)
                .single();
        if (taken > 0) {
            throw Refusal.invalidField("name", "There is a pool called " + checked + " already.");
        }
        return checked;
    }

    private static String checkedNote(String note) {
        var text = note == null ? "" : note.strip();
        if (text.length() > LONGEST_NOTE) {
            throw Refusal.invalidField("note", "A note has at most " + LONGEST_NOTE + " characters.");
        }
        return text;
    }
}
