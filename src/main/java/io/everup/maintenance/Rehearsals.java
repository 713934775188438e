package io.everup.maintenance;

import io.everup.host.HostView;
import io.everup.identity.Actor;
import io.everup.migration.MigrationForecasts;
import io.everup.placement.HostOffer;
import io.everup.placement.PlacementPolicy;
import io.everup.placement.ProtectedVm;
import io.everup.shared.ListQuery;
import io.everup.task.TaskOperations;
import io.everup.vm.HostOffers;
import io.everup.vm.VmDirectory;
import io.everup.vm.VmOperations;
import io.everup.vm.VmState;
import io.everup.vm.VmView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads what a rehearsal needs and lets {@link EvacuationPlan} decide. Changes nothing and asks no hypervisor. */
@Component
class Rehearsals {

    static final Set<VmState> ON = Set.of(
            VmState.RUNNING, VmState.PAUSED, VmState.STARTING, VmState.STOPPING, VmState.MIGRATING, VmState.RECOVERING);

    private final VmDirectory vms;
    private final HostOffers offers;
    private final MigrationForecasts forecasts;
    private final DiskOffers disks;
    private final TaskOperations tasks;
    private final JdbcClient jdbc;

    Rehearsals(
            VmDirectory vms,
            HostOffers offers,
            MigrationForecasts forecasts,
            DiskOffers disks,
            TaskOperations tasks,
            JdbcClient jdbc) {
        this.disks = disks;
        this.vms = vms;
        this.offers = offers;
        this.forecasts = forecasts;
        this.tasks = tasks;
        this.jdbc = jdbc;
    }

    /** A plan with what the pool would survive meanwhile. */
    public record Rehearsal(EvacuationPlan plan, Redundancy redundancy) {}

    Rehearsal of(HostView host, Map<UUID, Choice> choices, int parallel) {
        return new Pool(host.poolId()).rehearse(host, choices, parallel);
    }

    /**
     * Several hosts, one after the other: each finds the pool as the one before it has left it.
     *
     * @param bringBack whether each host's VMs return before the next begins
     */
    List<Rehearsal> of(UUID pool, List<HostView> hosts, Map<UUID, Choice> choices, int parallel, boolean bringBack) {
        var facts = new Pool(pool);
        var rehearsals = new ArrayList<Rehearsal>();
        for (var host : hosts) {
            var rehearsal = facts.rehearse(host, choices, parallel);
            rehearsals.add(rehearsal);
            if (!bringBack) {
                facts.carryOut(rehearsal.plan());
            }
        }
        return rehearsals;
    }

    /** VMs that are on a host now. */
    List<VmView> on(HostView host) {
        return onHosts(host.poolId()).getOrDefault(host.id(), List.of());
    }

    private Map<UUID, List<VmView>> onHosts(UUID pool) {
        var found = new HashMap<UUID, List<VmView>>();
        var name = jdbc.sql("select name from pool where id = :id")
                .param("id", pool)
                .query(String.class)
                .single();
        String after = null;
        do {
            var slice = vms.vms(Actor.SYSTEM, ListQuery.of("pool:\"" + name + "\"", "", ListQuery.MOST, after));
            slice.items().stream()
                    .filter(vm -> vm.hostId() != null && ON.contains(vm.state()))
                    .forEach(vm -> found.computeIfAbsent(vm.hostId(), host -> new ArrayList<>())
                            .add(vm));
            after = slice.next();
        } while (after != null);
        return found;
    }

    /** Disks that only their host sees, or nobody knows: by VM, in words. */
    private Map<UUID, String> obstacles(UUID pool) {
        var found = new HashMap<UUID, String>();
        jdbc.sql("""
                        select k.vm_id, k.path, d.name as datastore from vm v
                        join vm_disk k on k.vm_id = v.id left join datastore d on d.id = k.datastore_id
                        where v.pool_id = :pool and v.state <> 'DELETED' and k.path is not null
                          and (d.id is null or (select count(*) from datastore_host r where r.datastore_id = d.id) = 1)
                        """).param("pool", pool).query(row -> {
            var store = row.getString("datastore");
            found.put(
                    row.getObject("vm_id", UUID.class),
                    store == null
                            ? "Its disk " + row.getString("path") + " lies in no datastore that Everup knows."
                            : "Its disk lies in '" + store + "', which only this host has.");
        });
        return found;
    }

    /** What a pool's rehearsal rests on, read once. */
    private final class Pool {
        private final PlacementPolicy policy;
        private final Map<UUID, List<VmView>> on;
        private final Map<UUID, String> obstacles;
        private final Map<UUID, UUID> moved = new HashMap<>();
        private final Set<UUID> switchedOff = new HashSet<>();
        private List<HostOffer> hosts;

        Pool(UUID pool) {
            policy = offers.policy(pool);
            hosts = offers.ofPool(pool);
            on = onHosts(pool);
            obstacles = obstacles(pool);
        }

        Rehearsal rehearse(HostView host, Map<UUID, Choice> choices, int parallel) {
            var here = at(host.id());
            var demands = offers.demands(here.stream().map(VmView::id).toList());
            var predicted = forecasts.ofAll(anywhere(here));
            var stuck = here.stream()
                    .filter(vm -> obstacles.containsKey(vm.id()))
                    .map(VmView::id)
                    .toList();
            var copying = disks.of(stuck, host.id(), hosts, choices);
            var leaving = here.stream()
                    .filter(vm -> demands.containsKey(vm.id()))
                    .map(vm -> new EvacuationPlan.Leaving(
                            vm.state(),
                            demands.get(vm.id()),
                            vm.priority(),
                            predicted.get(vm.id()),
                            obstacles.get(vm.id()),
                            copying.offers().get(vm.id()),
                            vm.state().changing() || tasks.held(VmOperations.key(vm.id())),
                            choices.get(vm.id())))
                    .toList();
            var plan = EvacuationPlan.of(host.id(), host.name(), leaving, copying.hosts(), policy, parallel);
            return new Rehearsal(plan, Redundancy.of(plan, hosts, protectedVms(), policy));
        }

        private Map<UUID, UUID> anywhere(List<VmView> here) {
            var targets = new HashMap<UUID, UUID>();
            here.forEach(vm -> targets.put(vm.id(), null));
            return targets;
        }

        private List<VmView> at(UUID host) {
            return on.values().stream()
                    .flatMap(List::stream)
                    .filter(vm -> !switchedOff.contains(vm.id()))
                    .filter(vm -> moved.getOrDefault(vm.id(), vm.hostId()).equals(host))
                    .toList();
        }

        private List<ProtectedVm> protectedVms() {
            var guarded = on.values().stream()
                    .flatMap(List::stream)
                    .filter(vm -> vm.protection() != io.everup.vm.Protection.OFF && !switchedOff.contains(vm.id()))
                    .toList();
            var demands = offers.demands(guarded.stream().map(VmView::id).toList());
            return guarded.stream()
                    .filter(vm -> demands.containsKey(vm.id()))
                    .map(vm -> new ProtectedVm(
                            demands.get(vm.id()).at(moved.getOrDefault(vm.id(), vm.hostId())),
                            vm.priority(),
                            vm.protection() == io.everup.vm.Protection.BEST_EFFORT))
                    .toList();
        }

        /** The host is empty afterwards and takes VMs again. */
        void carryOut(EvacuationPlan plan) {
            var after = new HashMap<UUID, HostOffer>();
            Redundancy.after(plan, hosts).forEach(offer -> after.put(offer.id(), offer));
            var freed = plan.steps().stream()
                    .filter(step -> step.blocker() == null)
                    .mapToLong(EvacuationPlan.Step::memoryBytes)
                    .sum();
            var count = (int)
                    plan.steps().stream().filter(step -> step.blocker() == null).count();
            hosts = hosts.stream()
                    .map(offer ->
                            offer.id().equals(plan.host()) ? offer.promising(-count, -freed) : after.get(offer.id()))
                    .toList();
            plan.moving().forEach(step -> moved.put(step.vm(), step.target()));
            plan.stopping().forEach(step -> switchedOff.add(step.vm()));
        }
    }
}
