package io.everup.uptime;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Scope;
import io.everup.identity.SubjectSight;
import io.everup.shared.Condition;
import io.everup.shared.Refusal;
import io.everup.vm.VmSight;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Whose outages and figures an actor may see. */
@Component
class UptimeSight implements SubjectSight {

    private final JdbcClient jdbc;

    UptimeSight(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Set<String> types() {
        return Set.of("outage");
    }

    @Override
    public Condition visible(Actor actor, Permission also, String idColumn) {
        var both =
                also == Permission.UPTIME_VIEW ? outages(actor) : outages(actor).and(held(actor, also));
        return both.equals(Condition.ALL) || both.equals(Condition.NONE)
                ? both
                : new Condition(
                        "(" + idColumn + " in (select so.outage_id from outage_entry so where " + both.sql() + "))",
                        both.parameters());
    }

    /** On the columns {@code vm_id} and {@code pool_id} of outages; what lies in a pool outlives the VM. */
    Condition outages(Actor actor) {
        return held(actor, Permission.UPTIME_VIEW);
    }

    private static Condition held(Actor actor, Permission right) {
        return actor.scope(right).inPools("pool_id").or(VmSight.holding(actor, right, "vm_id"));
    }

    /** What figures are summed over: what was asked for, as far as the actor may see it. */
    HistoryReader.Scope scope(Actor actor, UUID vm, UUID pool) {
        var scope = actor.scope(Permission.UPTIME_VIEW);
        if (scope.everything()) {
            return new HistoryReader.Scope(vm, pool);
        }
        if (vm != null && !holds(actor, vm)) {
            throw Refusal.notFound("VM");
        }
        if (vm == null && pool != null && !scope.pools().contains(pool)) {
            throw Refusal.notFound("pool");
        }
        return vm != null || pool != null
                ? new HistoryReader.Scope(vm, pool)
                : new HistoryReader.Scope(null, null, vms(scope));
    }

    /** Times in which the portal itself didn't look are everybody's, those of a host its pool's. */
    List<Blind> of(Actor actor, List<Blind> times) {
        var held = actor.scope(Permission.UPTIME_VIEW).inPools("pool_id");
        if (held.equals(Condition.ALL)) {
            return times;
        }
        var hosts = Set.copyOf(jdbc.sql("select id from host where " + held.sql())
                .params(held.parameters())
                .query(UUID.class)
                .list());
        return times.stream()
                .filter(time -> time.host() == null || hosts.contains(time.host()))
                .toList();
    }

    /** @throws Refusal when the actor may see the outage and not correct it */
    void requireManaged(Actor actor, UUID outage) {
        var held = held(actor, Permission.UPTIME_MANAGE);
        var managed = jdbc.sql("select count(*) from outage_entry where outage_id = :id and " + held.sql())
                .params(held.parameters())
                .param("id", outage)
                .query(Integer.class)
                .single();
        if (managed == 0) {
            throw Refusal.forbidden("You may " + Permission.UPTIME_MANAGE.words() + " elsewhere, but not here.");
        }
    }

    private boolean holds(Actor actor, UUID vm) {
        var held = actor.scope(Permission.UPTIME_VIEW).ofVms("v");
        return jdbc.sql("select count(*) from vm v where v.id = :id and " + held.sql())
                        .params(held.parameters())
                        .param("id", vm)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    private String vms(Scope scope) {
        var held = scope.ofVms("v");
        return Scope.ids(jdbc.sql("select v.id from vm v where " + held.sql())
                .params(held.parameters())
                .query(UUID.class)
                .list());
    }
}
