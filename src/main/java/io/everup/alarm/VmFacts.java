package io.everup.alarm;

import io.everup.event.Subject;
import io.everup.ha.HaDirectory;
import io.everup.identity.Actor;
import io.everup.placement.LeftOut;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** VMs that are faulted, and protected ones that no host could take. */
@Component
class VmFacts implements FactSource {

    /** A plan is worth so long: to make it costs more than all the other looks together. */
    private static final Duration PLAN_LASTS = Duration.ofMinutes(1);

    private final JdbcClient jdbc;
    private final HaDirectory ha;
    private volatile Uncovered uncovered = new Uncovered(Instant.MIN, List.of());

    VmFacts(JdbcClient jdbc, HaDirectory ha) {
        this.jdbc = jdbc;
        this.ha = ha;
    }

    private record Uncovered(Instant at, List<Finding> findings) {}

    @Override
    public Set<AlarmRule> rules() {
        return Set.of(AlarmRule.VM_FAULTED, AlarmRule.VM_UNCOVERED);
    }

    @Override
    public List<Finding> find(Instant now) {
        var found = new ArrayList<>(faulted());
        var known = uncovered;
        if (!now.isBefore(known.at().plus(PLAN_LASTS)) || now.isBefore(known.at())) {
            known = new Uncovered(now, uncovered());
            uncovered = known;
        }
        found.addAll(known.findings());
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
        var names = new TreeSet<String>();
        ha.plan(Actor.SYSTEM, pool)
                .recoveries()
                .values()
                .forEach(recovery -> recovery.leftOut().stream()
                        .filter(left -> !left.bestEffort())
                        .map(LeftOut::name)
                        .forEach(names::add));
        if (names.isEmpty()) {
            return List.of();
        }
        var count = names.size() == 1 ? "One protected VM" : names.size() + " protected VMs";
        return List.of(Finding.of(
                        AlarmRule.VM_UNCOVERED,
                        new Subject("pool", pool, name),
                        pool,
                        count + " of " + name + " would have no place if the host died.",
                        "The failover plan says why: add memory or a host, or protect fewer VMs.",
                        null)
                .naming(List.copyOf(names)));
    }
}
