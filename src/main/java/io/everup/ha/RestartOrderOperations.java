package io.everup.ha;

import io.everup.audit.AuditJournal;
import io.everup.event.EventLog;
import io.everup.event.Subject;
import io.everup.ha.core.StartAfter;
import io.everup.ha.core.StartGate;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.shared.Condition;
import io.everup.shared.Refusal;
import io.everup.vm.VmDirectory;
import io.everup.vm.VmSight;
import io.everup.vm.VmView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Says which VMs start after which when they are restarted. */
@Component
public class RestartOrderOperations {

    private static final int MOST = 20;

    private final VmDirectory vms;
    private final AuditJournal audit;
    private final EventLog events;
    private final JdbcClient jdbc;

    RestartOrderOperations(VmDirectory vms, AuditJournal audit, EventLog events, JdbcClient jdbc) {
        this.vms = vms;
        this.audit = audit;
        this.events = events;
        this.jdbc = jdbc;
    }

    /**
     * @param other the VM that comes first, of the same pool
     * @param gate null for {@link StartGate#RUNNING}
     * @param timeoutSeconds 5 to 1800; null for 120
     */
    public record Wish(UUID other, StartGate gate, Integer timeoutSeconds) {}

    /**
     * Says all that a VM starts after; what was said before holds no longer.
     *
     * @param wishes at most 20
     * @throws Refusal that names the circle when VMs would wait for each other
     */
    @Transactional
    public void set(Actor actor, UUID vm, List<Wish> wishes) {
        var view = vms.vm(actor, vm);
        actor.require(Permission.HA_MANAGE, view.place());
        if (wishes == null || wishes.size() > MOST) {
            throw Refusal.invalidField("after", "A VM starts after at most " + MOST + " others.");
        }
        lock(view.poolId());
        jdbc.sql("delete from vm_start_after where vm_id = :vm").param("vm", vm).update();
        for (var wish : wishes) {
            put(actor, view, wish);
        }
        refuseCircle(actor, view);
        said(actor, view);
    }

    /** Lets a VM start after one more, or by another gate than before. */
    @Transactional
    public void add(Actor actor, UUID vm, Wish wish) {
        var view = vms.vm(actor, vm);
        actor.require(Permission.HA_MANAGE, view.place());
        lock(view.poolId());
        put(actor, view, wish);
        var count = jdbc.sql("select count(*) from vm_start_after where vm_id = :vm")
                .param("vm", vm)
                .query(Integer.class)
                .single();
        if (count > MOST) {
            throw Refusal.invalidField("other", "A VM starts after at most " + MOST + " others.");
        }
        refuseCircle(actor, view);
        said(actor, view);
    }

    /** A VM no longer waits for that other. */
    @Transactional
    public void remove(Actor actor, UUID vm, UUID other) {
        var view = vms.vm(actor, vm);
        actor.require(Permission.HA_MANAGE, view.place());
        var gone = jdbc.sql("delete from vm_start_after where vm_id = :vm and after_vm_id = :other")
                .param("vm", vm)
                .param("other", other)
                .update();
        if (gone == 0) {
            throw Refusal.conflict(
                    "starts-after-others",
                    view.name() + " doesn't wait for that VM.",
                    "There is nothing to take away.");
        }
        said(actor, view);
    }

    private void put(Actor actor, VmView view, Wish wish) {
        if (wish == null || wish.other() == null) {
            throw Refusal.invalidField("other", "Name the VM that comes first.");
        }
        var seconds = wish.timeoutSeconds() == null ? StartAfter.DEFAULT.toSeconds() : wish.timeoutSeconds();
        if (seconds < StartAfter.SHORTEST.toSeconds() || seconds > StartAfter.LONGEST.toSeconds()) {
            throw Refusal.invalidField("timeoutSeconds", "From 5 to 1800 seconds.");
        }
        var other = Refusal.named("other", () -> vms.vm(actor, wish.other()));
        if (!other.poolId().equals(view.poolId())) {
            throw Refusal.invalidField("other", other.name() + " is in another pool.");
        }
        if (other.id().equals(view.id())) {
            throw Refusal.invalidField("other", "A VM can't wait for itself.");
        }
        jdbc.sql("""
                        insert into vm_start_after (vm_id, after_vm_id, gate, timeout_seconds)
                        values (:vm, :other, :gate, :seconds)
                        on conflict (vm_id, after_vm_id) do update set gate = :gate, timeout_seconds = :seconds
                        """)
                .param("vm", view.id())
                .param("other", other.id())
                .param("gate", (wish.gate() == null ? StartGate.RUNNING : wish.gate()).name())
                .param("seconds", seconds)
                .update();
    }

    /** Two that would close a circle together come one after the other. */
    private void lock(UUID pool) {
        jdbc.sql("select id from pool where id = :id for no key update")
                .param("id", pool)
                .query(UUID.class)
                .list();
    }

    private void refuseCircle(Actor actor, VmView view) {
        var before = new HashMap<UUID, List<UUID>>();
        jdbc.sql("select a.vm_id, a.after_vm_id from vm_start_after a join vm v on v.id = a.vm_id"
                        + " where v.pool_id = :pool")
                .param("pool", view.poolId())
                .query(row -> {
                    before.computeIfAbsent(row.getObject("vm_id", UUID.class), key -> new ArrayList<>())
                            .add(row.getObject("after_vm_id", UUID.class));
                });
        var circle = RestartGraph.circle(before, view.id());
        if (!circle.isEmpty()) {
            var names = names(actor, circle);
            throw Refusal.invalidField(
                    "other",
                    "They would wait for each other: "
                            + circle.stream()
                                    .map(id -> names.getOrDefault(id, "another VM"))
                                    .collect(Collectors.joining(" after "))
                            + ".");
        }
    }

    private Map<UUID, String> names(Actor actor, List<UUID> ids) {
        var names = new HashMap<UUID, String>();
        Condition seen = VmSight.allowed(actor, Permission.VM_VIEW, "v");
        jdbc.sql("select v.id, v.name from vm v where v.id in (:ids) and " + seen.sql())
                .params(seen.parameters())
                .param("ids", ids)
                .query(row -> {
                    names.put(row.getObject("id", UUID.class), row.getString("name"));
                });
        return names;
    }

    private void said(Actor actor, VmView view) {
        var first = jdbc.sql("select o.name from vm_start_after a join vm o on o.id = a.after_vm_id"
                        + " where a.vm_id = :vm order by o.name collate natural_names")
                .param("vm", view.id())
                .query(String.class)
                .list();
        events.changed("vm", view.id());
        audit.done(
                actor,
                "vm.start-after",
                new Subject("vm", view.id(), view.name()),
                Map.of("after", String.join(", ", first)));
    }
}
