package io.everup.alarm;

import io.everup.event.Subject;
import io.everup.identity.Actor;
import io.everup.plan.PlanDirectory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** VMs that are faulted, and protected ones that no host could take. */
@Component
class VmFacts implements FactSource {

    private final JdbcClient jdbc;
    private final PlanDirectory plans;

    VmFacts(JdbcClient jdbc, PlanDirectory plans) {
        this.jdbc = jdbc;
        this.plans = plans;
    }

    @Override
    public Set<AlarmRule> rules() {
        return Set.of(AlarmRule.VM_FAULTED, AlarmRule.VM_CRASHING, AlarmRule.VM_UNCOVERED);
    }

    @Override
    public List<Finding> find(Instant now) {
        var found = new ArrayList<>(faulted());
        found.addAll(crashing());
        found.addAll(uncovered());
        return found;
    }

    private List<Finding> faulted() {
        return jdbc.sql("select id, pool_id, host_id, name, problem, state_since from vm where state = 'FAULTED'")
                .query((row, number) -> {
                    var vm = new Subject("vm", Rows.id(row, "id"), row.getString("name"));
                    var problem = row.getString("problem");
                    var host = Rows.id(row, "host_id");
                    return Finding.of(
                                    AlarmRule.VM_FAULTED,
                                    vm,
                                    Rows.id(row, "pool_id"),
                                    vm.name() + " is faulted. " + (problem == null ? "" : problem),
                                    "Open the VM: its last task says what failed. Mend that, then start it.",
                                    Rows.instant(row, "state_since"))
                            .because(host == null ? null : host.toString());
                })
                .list();
    }

    private List<Finding> crashing() {
        return jdbc.sql("""
                        select v.id, v.pool_id, v.name, c.why, c.decided_at from guest_crash c join vm v on v.id = c.vm_id
                        where c.ended_at is null and c.verdict = 'LEAVE' and v.wanted_on and v.protection <> 'OFF'
                          and v.state in ('STOPPED', 'PAUSED')
                        """)
                .query((row, number) -> {
                    var vm = new Subject("vm", Rows.id(row, "id"), row.getString("name"));
                    return Finding.of(
                            AlarmRule.VM_CRASHING,
                            vm,
                            Rows.id(row, "pool_id"),
                            vm.name() + " is down. " + row.getString("why"),
                            "Look at its console and its disks for the cause, then start it: Everup counts anew from then."
                                    + " Or shut it down for good: switch its protection off.",
                            Rows.instant(row, "decided_at"));
                })
                .list();
    }

    private List<Finding> uncovered() {
        record Pool(UUID id, String name) {}
        var pools = jdbc.sql("""
                        select p.id, p.name from pool p where exists (
                            select 1 from vm v where v.pool_id = p.id and v.protection = 'PROTECTED' and v.wanted_on)
                        """)
                .query((row, number) -> new Pool(Rows.id(row, "id"), row.getString("name")))
                .list();
        return pools.stream()
                .flatMap(pool -> uncovered(pool.id(), pool.name()).stream())
                .toList();
    }

    private List<Finding> uncovered(UUID pool, String name) {
        var plan = plans.plan(Actor.SYSTEM, pool);
        if (!plan.known() || plan.failures() == 0 || plan.survives()) {
            return List.of();
        }
        return List.of(Finding.of(
                        AlarmRule.VM_UNCOVERED,
                        new Subject("pool", pool, name),
                        pool,
                        name + ": " + plan.sentence(),
                        plan.remedies().isEmpty()
                                ? "The failover plan says why: add memory or a host, or protect fewer VMs."
                                : plan.remedies().get(0),
                        null)
                .naming(plan.worst() == null ? List.of() : plan.worst().names()));
    }
}
