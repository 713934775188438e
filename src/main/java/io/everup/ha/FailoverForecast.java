package io.everup.ha;

import io.everup.placement.FailoverPlanner;
import io.everup.placement.PlacementPolicy;
import io.everup.placement.ProtectedVm;
import io.everup.vm.HostOffers;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Writes down, as soon as a host falls under suspicion, what the failover plan says of its VMs at that moment. */
@Component
class FailoverForecast {

    private final JdbcClient jdbc;
    private final HostOffers offers;

    FailoverForecast(JdbcClient jdbc, HostOffers offers) {
        this.jdbc = jdbc;
        this.offers = offers;
    }

    private record Due(UUID failover, UUID host, UUID pool) {}

    private record Guarded(UUID vm, int priority, boolean bestEffort) {}

    @Transactional
    void predict(Instant now) {
        var due = jdbc.sql("update failover set predicted_at = :now where predicted_at is null and ended_at is null"
                        + " returning id, host_id, pool_id")
                .param("now", now.atOffset(ZoneOffset.UTC))
                .query((row, number) -> new Due(
                        row.getObject("id", UUID.class),
                        row.getObject("host_id", UUID.class),
                        row.getObject("pool_id", UUID.class)))
                .list();
        due.stream().filter(one -> one.host() != null && one.pool() != null).forEach(this::predict);
    }

    private void predict(Due due) {
        var guarded = jdbc.sql("""
                        select id, priority, protection = 'BEST_EFFORT' as best_effort from vm
                        where host_id = :host and protection <> 'OFF' and wanted_on
                          and state not in ('STOPPED', 'DELETED', 'DELETING', 'PROVISIONING')
                        """)
                .param("host", due.host())
                .query((row, number) -> new Guarded(
                        row.getObject("id", UUID.class), row.getInt("priority"), row.getBoolean("best_effort")))
                .list();
        var demands = offers.demands(guarded.stream().map(Guarded::vm).toList());
        var vms = guarded.stream()
                .filter(vm -> demands.containsKey(vm.vm()))
                .map(vm -> new ProtectedVm(demands.get(vm.vm()), vm.priority(), vm.bestEffort()))
                .toList();
        if (vms.isEmpty()) {
            return;
        }
        var plan = FailoverPlanner.recover(offers.ofPool(due.pool()), vms, Set.of(due.host()), PlacementPolicy.DEFAULT);
        var seconds = ForecastRules.seconds(
                plan.moves(),
                measured(
                        due.pool(),
                        plan.moves().stream().map(io.everup.placement.Move::vm).toList()));
        plan.moves()
                .forEach(move -> keep(
                        due.failover(),
                        move.vm(),
                        move.name(),
                        move.targetName(),
                        move.reason(),
                        seconds.get(move.vm())));
        plan.leftOut()
                .forEach(out ->
                        keep(due.failover(), out.vm(), out.name(), null, String.join("; ", out.reasons()), null));
    }

    private void keep(UUID failover, UUID vm, String name, String target, String why, Double seconds) {
        jdbc.sql("""
                        insert into failover_prediction (failover_id, vm_id, vm_name, target_name, why, seconds)
                        values (:failover, :vm, :name, :target, :why, :seconds) on conflict do nothing
                        """)
                .param("failover", failover)
                .param("vm", vm)
                .param("name", name)
                .param("target", target)
                .param("why", why)
                .param("seconds", seconds)
                .update();
    }

    /** Medians of what was measured in the pool: one slow day shouldn't spoil every forecast. */
    private ForecastRules.Measured measured(UUID pool, List<UUID> vms) {
        var proof = jdbc.sql("""
                        select percentile_cont(0.5) within group (order by extract(epoch from proven_at - silent_at)) as s
                        from (select proven_at, silent_at from failover where pool_id = :pool and silent_at is not null
                              and proven_at is not null and proof <> 'OPERATOR' order by suspected_at desc limit 20) f
                        """)
                .param("pool", pool)
                .query((row, number) -> java.util.Optional.ofNullable(row.getObject("s", Double.class)))
                .single();
        var starts = new HashMap<UUID, Double>();
        if (!vms.isEmpty()) {
            jdbc.sql("""
                            select vm_id, percentile_cont(0.5) within group (order by extract(epoch from running_at - placed_at)) as s
                            from failover_vm where vm_id in (:vms) and running_at > placed_at group by vm_id
                            """).param("vms", vms).query(row -> {
                starts.put(row.getObject("vm_id", UUID.class), row.getDouble("s"));
            });
        }
        var other = jdbc.sql("""
                        select percentile_cont(0.5) within group (order by extract(epoch from v.running_at - v.placed_at)) as s
                        from failover_vm v join failover f on f.id = v.failover_id
                        where f.pool_id = :pool and v.running_at > v.placed_at
                        """)
                .param("pool", pool)
                .query((row, number) -> java.util.Optional.ofNullable(row.getObject("s", Double.class)))
                .single();
        return new ForecastRules.Measured(proof.orElse(null), starts, other.orElse(null));
    }
}
