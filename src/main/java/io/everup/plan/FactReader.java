package io.everup.plan;

import io.everup.placement.Demand;
import io.everup.placement.HostOffer;
import io.everup.placement.Pace;
import io.everup.placement.ProtectedVm;
import io.everup.vm.HostOffers;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads what a pool's failover plan depends on, in a few questions whatever the pool's size. */
@Component
class FactReader {

    /** Starts that are longer ago say little of the next one. */
    private static final Duration REMEMBERED = Duration.ofDays(30);

    private static final String STARTS = """
            select t.subject_id, avg(extract(epoch from t.finished_at - t.started_at)) as seconds from task t
            join vm v on v.id = t.subject_id where v.pool_id = :pool and t.kind in ('vm-start', 'vm-recover')
              and t.state = 'SUCCEEDED' and t.finished_at > :since and t.started_at is not null group by t.subject_id
            """;

    private final HostOffers offers;
    private final PolicyStore policies;
    private final JdbcClient jdbc;
    private final Clock clock;

    FactReader(HostOffers offers, PolicyStore policies, JdbcClient jdbc, Clock clock) {
        this.offers = offers;
        this.policies = policies;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    private record Guarded(UUID vm, int priority, boolean bestEffort, String cpuModel) {}

    PoolFacts read(UUID pool) {
        var hosts = offers.ofPool(pool);
        var guarded = jdbc.sql("""
                        select id, priority, protection, cpu_model from vm where pool_id = :pool and protection <> 'OFF'
                          and wanted_on and state in ('RUNNING', 'PAUSED', 'STARTING', 'MIGRATING')
                        """)
                .param("pool", pool)
                .query((row, number) -> new Guarded(
                        row.getObject("id", UUID.class),
                        row.getInt("priority"),
                        row.getString("protection").equals("BEST_EFFORT"),
                        row.getString("cpu_model")))
                .list();
        var demands = offers.demands(guarded.stream().map(Guarded::vm).toList());
        var byId = hosts.stream().collect(Collectors.toMap(HostOffer::id, Function.identity()));
        var vms = guarded.stream()
                .filter(one -> demands.containsKey(one.vm()))
                .map(one -> new ProtectedVm(
                        onItsCpu(demands.get(one.vm()), one.cpuModel(), byId), one.priority(), one.bestEffort()))
                .toList();
        return new PoolFacts(
                hosts, vms, offers.policy(pool), pace(pool), policies.of(pool).failures());
    }

    /** A guest that names its processor is only held to run on hosts like the one on which it runs. */
    static Demand onItsCpu(Demand demand, String model, Map<UUID, HostOffer> hosts) {
        var host = hosts.get(demand.currentHost());
        var named = model != null && !model.isBlank() && !model.startsWith("host-") && !model.equals("maximum");
        return named && host != null ? demand.onCpu(host.cpuModel()) : demand;
    }

    /** The VMs that are on a host now, protected or not. */
    List<Demand> on(UUID host) {
        var vms = jdbc.sql("""
                        select id from vm where host_id = :host and state in
                          ('RUNNING', 'PAUSED', 'STARTING', 'MIGRATING', 'STOPPING', 'PROVISIONING')
                        """).param("host", host).query(UUID.class).list();
        return List.copyOf(offers.demands(vms).values());
    }

    private Pace pace(UUID pool) {
        var measured = new HashMap<UUID, Double>();
        jdbc.sql(STARTS)
                .param("pool", pool)
                .param("since", clock.instant().minus(REMEMBERED).atOffset(ZoneOffset.UTC))
                .query(row -> {
                    measured.put(row.getObject("subject_id", UUID.class), row.getDouble("seconds"));
                });
        var sorted = measured.values().stream().sorted().toList();
        var other = sorted.isEmpty() ? Pace.ASSUMED_SECONDS : sorted.get(sorted.size() / 2);
        return new Pace(Pace.PARALLEL, measured, other);
    }
}
