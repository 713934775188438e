package io.everup.plan;

import io.everup.host.Admission;
import io.everup.placement.Demand;
import io.everup.placement.FailoverPlanner;
import io.everup.placement.HostOffer;
import io.everup.placement.Placement;
import io.everup.placement.ProtectedVm;
import io.everup.vm.HostOffers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** A pool as it would be after a change. */
@Component
class WhatIf {

    private final HostOffers offers;
    private final FactReader facts;
    private final JdbcClient jdbc;

    WhatIf(HostOffers offers, FactReader facts, JdbcClient jdbc) {
        this.offers = offers;
        this.facts = facts;
        this.jdbc = jdbc;
    }

    private record Guard(boolean on, boolean guarded, boolean bestEffort, int priority, UUID host) {}

    /** Empty when the change comes to nothing, such as a start for which no host has room. */
    Optional<PoolFacts> after(PoolFacts now, Admission.Change change) {
        if (change instanceof Admission.Start start) {
            return start(now, start.vm());
        }
        if (change instanceof Admission.Create create) {
            return Optional.of(create(now, create));
        }
        if (change instanceof Admission.Protect protect) {
            return protect(now, protect);
        }
        return Optional.of(leave(now, ((Admission.Leave) change).host()));
    }

    private Optional<PoolFacts> start(PoolFacts now, UUID vm) {
        var demand = offers.demand(vm).at(null);
        var guard = guard(vm);
        var ranking = Placement.rank(demand, now.hosts(), now.policy());
        var home = ranking.candidates().stream()
                .filter(candidate -> candidate.host().equals(guard.host()))
                .findFirst();
        return home.or(ranking::best).map(candidate -> {
            var vms = new ArrayList<>(now.vms());
            if (guard.guarded()) {
                vms.add(new ProtectedVm(demand.at(candidate.host()), guard.priority(), guard.bestEffort()));
            }
            return now.with(placed(now.hosts(), Map.of(candidate.host(), List.of(demand))), vms);
        });
    }

    private static PoolFacts create(PoolFacts now, Admission.Create create) {
        var demand = new Demand(
                create.vm(),
                create.name(),
                create.cpus(),
                create.memoryBytes(),
                null,
                null,
                create.datastores(),
                create.networks(),
                create.host(),
                List.of());
        var vms = new ArrayList<>(now.vms());
        if (create.guarded()) {
            vms.add(new ProtectedVm(demand, create.priority(), false));
        }
        return now.with(placed(now.hosts(), Map.of(create.host(), List.of(demand))), vms);
    }

    private Optional<PoolFacts> protect(PoolFacts now, Admission.Protect protect) {
        if (!guard(protect.vm()).on()) {
            return Optional.empty();
        }
        var vms = new ArrayList<>(now.vms());
        vms.removeIf(vm -> vm.demand().vm().equals(protect.vm()));
        vms.add(new ProtectedVm(offers.demand(protect.vm()), protect.priority(), false));
        return Optional.of(now.with(now.hosts(), vms));
    }

    /** Its VMs are where the plan would put them, and it takes none. */
    private PoolFacts leave(PoolFacts now, UUID host) {
        var leaving = facts.on(host);
        var moves = FailoverPlanner.recover(
                        now.hosts(),
                        leaving.stream()
                                .map(vm -> new ProtectedVm(vm, 50, false))
                                .toList(),
                        Set.of(host),
                        now.policy())
                .moves();
        var targets = new HashMap<UUID, UUID>();
        moves.forEach(move -> targets.put(move.vm(), move.target()));
        var arriving = new HashMap<UUID, List<Demand>>();
        leaving.stream()
                .filter(vm -> targets.containsKey(vm.vm()))
                .forEach(vm -> arriving.computeIfAbsent(targets.get(vm.vm()), id -> new ArrayList<>())
                        .add(vm));
        var hosts = placed(now.hosts(), arriving).stream()
                .map(one -> one.id().equals(host) ? one.refusing("gives up its VMs") : one)
                .toList();
        var vms = now.vms().stream()
                .map(vm -> host.equals(vm.demand().currentHost())
                        ? new ProtectedVm(vm.demand().at(targets.get(vm.demand().vm())), vm.priority(), vm.bestEffort())
                        : vm)
                .toList();
        return now.with(hosts, vms);
    }

    private static List<HostOffer> placed(List<HostOffer> hosts, Map<UUID, List<Demand>> arriving) {
        return hosts.stream()
                .map(host -> {
                    var fuller = host;
                    for (var demand : arriving.getOrDefault(host.id(), List.of())) {
                        fuller = fuller.with(demand);
                    }
                    return fuller;
                })
                .toList();
    }

    private Guard guard(UUID vm) {
        return jdbc.sql("select wanted_on, state, protection, priority, host_id from vm where id = :vm")
                .param("vm", vm)
                .query((row, number) -> new Guard(
                        Set.of("RUNNING", "PAUSED", "STARTING", "MIGRATING").contains(row.getString("state")),
                        !row.getString("protection").equals("OFF"),
                        row.getString("protection").equals("BEST_EFFORT"),
                        row.getInt("priority"),
                        row.getObject("host_id", UUID.class)))
                .single();
    }
}
