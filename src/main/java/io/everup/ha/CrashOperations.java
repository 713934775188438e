package io.everup.ha;

import io.everup.audit.AuditJournal;
import io.everup.event.EventLog;
import io.everup.event.Subject;
import io.everup.ha.core.CrashPolicy;
import io.everup.host.HostDirectory;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.shared.Refusal;
import io.everup.vm.VmDirectory;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Says how often VMs are restarted whose guests crash. What has been decided about a crash stays decided. */
@Component
public class CrashOperations {

    private final HostDirectory hosts;
    private final VmDirectory vms;
    private final AuditJournal audit;
    private final EventLog events;
    private final JdbcClient jdbc;
    private final Clock clock;

    CrashOperations(
            HostDirectory hosts, VmDirectory vms, AuditJournal audit, EventLog events, JdbcClient jdbc, Clock clock) {
        this.hosts = hosts;
        this.vms = vms;
        this.audit = audit;
        this.events = events;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * The rule of a pool, for all its VMs without one of their own.
     *
     * @param restarts 0 to 20; 0 for never
     * @param minutes 5 to 1440
     */
    @Transactional
    public void ofPool(Actor actor, UUID pool, Integer restarts, Integer minutes) {
        var view = hosts.pool(actor, pool);
        actor.require(Permission.HA_MANAGE, Place.pool(pool));
        check(restarts, minutes);
        write(
                "insert into crash_policy_pool as p (pool_id, restarts, minutes, changed_at, changed_by)"
                        + " values (:id, :restarts, :minutes, :now, :by) on conflict (pool_id)",
                actor,
                pool,
                restarts,
                minutes);
        events.changed("pool", pool);
        audit.done(actor, "pool.crash-policy", new Subject("pool", pool, view.name()), detail(restarts, minutes));
    }

    /** The rule of one VM; parameters as for {@link #ofPool}. */
    @Transactional
    public void ofVm(Actor actor, UUID id, Integer restarts, Integer minutes) {
        var vm = vms.vm(actor, id);
        actor.require(Permission.HA_MANAGE, vm.place());
        check(restarts, minutes);
        write(
                "insert into crash_policy_vm as p (vm_id, restarts, minutes, changed_at, changed_by)"
                        + " values (:id, :restarts, :minutes, :now, :by) on conflict (vm_id)",
                actor,
                id,
                restarts,
                minutes);
        events.changed("vm", id);
        audit.done(actor, "vm.crash-policy", new Subject("vm", id, vm.name()), detail(restarts, minutes));
    }

    /** From now on its pool's rule holds for a VM. */
    @Transactional
    public void inherit(Actor actor, UUID id) {
        var vm = vms.vm(actor, id);
        actor.require(Permission.HA_MANAGE, vm.place());
        jdbc.sql("delete from crash_policy_vm where vm_id = :id")
                .param("id", id)
                .update();
        events.changed("vm", id);
        audit.done(actor, "vm.crash-policy", new Subject("vm", id, vm.name()), Map.of("policy", "as its pool"));
    }

    private void write(String insert, Actor actor, UUID id, int restarts, int minutes) {
        jdbc.sql(
                        insert
                                + " do update set restarts = :restarts, minutes = :minutes, changed_at = :now, changed_by = :by")
                .param("id", id)
                .param("restarts", restarts)
                .param("minutes", minutes)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("by", actor.displayName())
                .update();
    }

    private static void check(Integer restarts, Integer minutes) {
        if (restarts == null || restarts < 0 || restarts > CrashPolicy.MOST_RESTARTS) {
            throw Refusal.invalidField("restarts", "From 0 to 20 restarts; 0 for never.");
        }
        if (minutes == null
                || minutes < CrashPolicy.SHORTEST.toMinutes()
                || minutes > CrashPolicy.LONGEST.toMinutes()) {
            throw Refusal.invalidField("minutes", "From 5 to 1440 minutes.");
        }
    }

    private static Map<String, Integer> detail(int restarts, int minutes) {
        return Map.of("restarts", restarts, "minutes", minutes);
    }
}
