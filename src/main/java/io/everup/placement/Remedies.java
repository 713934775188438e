package io.everup.placement;

import io.everup.shared.Bytes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What would help when protected VMs would be left out: each remedy was tried on the plan and is known to work. */
public final class Remedies {

    private static final int NAMED = 3;

    private Remedies() {}

    /**
     * @param lost the hosts whose loss leaves VMs out
     * @return sentences, the least trouble first; never empty where something is left out
     */
    public static List<String> of(
            Collection<HostOffer> hosts, Collection<ProtectedVm> vms, PlacementPolicy policy, Set<UUID> lost) {
        var recovery = FailoverPlanner.recover(hosts, vms, lost, policy);
        var left = recovery.leftOut().stream().filter(out -> !out.bestEffort()).toList();
        if (left.isEmpty()) {
            return List.of();
        }
        var remedies = new ArrayList<String>();
        var ids = left.stream().map(LeftOut::vm).collect(Collectors.toSet());
        rules(hosts, vms, policy, lost, ids).ifPresent(remedies::add);
        host(hosts, vms, policy, lost, ids).ifPresent(remedies::add);
        var names = left.stream().map(LeftOut::name).sorted().toList();
        remedies.add("Protect fewer VMs: make " + some(names) + " best effort, or shut down VMs that aren't needed.");
        return remedies;
    }

    private static java.util.Optional<String> rules(
            Collection<HostOffer> hosts,
            Collection<ProtectedVm> vms,
            PlacementPolicy policy,
            Set<UUID> lost,
            Set<UUID> left) {
        var rules = vms.stream()
                .filter(vm -> left.contains(vm.demand().vm()))
                .flatMap(vm -> vm.demand().rules().stream())
                .filter(PlacementRule::must)
                .distinct()
                .limit(NAMED * 3L)
                .toList();
        for (var rule : rules) {
            var loose = vms.stream().map(vm -> without(vm, rule)).toList();
            if (FailoverPlanner.recover(hosts, loose, lost, policy).survives()) {
                return java.util.Optional.of("Make the placement rule '" + rule.name() + "' a wish.");
            }
        }
        return java.util.Optional.empty();
    }

    private static ProtectedVm without(ProtectedVm vm, PlacementRule rule) {
        var demand = vm.demand();
        return new ProtectedVm(
                new Demand(
                        demand.vm(),
                        demand.name(),
                        demand.cpus(),
                        demand.memoryBytes(),
                        demand.architecture(),
                        demand.cpuModel(),
                        demand.datastores(),
                        demand.networks(),
                        demand.currentHost(),
                        demand.rules().stream()
                                .filter(other -> !other.id().equals(rule.id()))
                                .toList()),
                vm.priority(),
                vm.bestEffort());
    }

    /** A host with so much memory, that reaches all, and is asked for with what the VMs left out need together. */
    private static java.util.Optional<String> host(
            Collection<HostOffer> hosts,
            Collection<ProtectedVm> vms,
            PlacementPolicy policy,
            Set<UUID> lost,
            Set<UUID> left) {
        var needed = vms.stream()
                .map(ProtectedVm::demand)
                .filter(demand -> left.contains(demand.vm()))
                .toList();
        var memory = needed.stream().mapToLong(Demand::memoryBytes).sum();
        var cpus = needed.stream().mapToInt(Demand::cpus).sum();
        var whole = Math.max(
                (long) Math.ceil(memory / policy.memoryOvercommit() / (1 - Math.min(0.9, policy.reserveShare()))),
                (long) Math.ceil(memory / policy.memoryOvercommit()) + policy.reserveBytes());
        var gib = (whole + Bytes.GIB - 1) / Bytes.GIB;
        var like = needed.get(0);
        var added = new ArrayList<>(hosts);
        added.add(new HostOffer(
                new UUID(0, 0),
                "a new host",
                null,
                (int) Math.ceil(cpus / policy.cpuOvercommit()) + 1,
                0,
                gib * Bytes.GIB,
                0,
                -1,
                Double.NaN,
                like.architecture(),
                like.cpuModel(),
                needed.stream()
                        .flatMap(one -> one.datastores().keySet().stream())
                        .collect(Collectors.toSet()),
                needed.stream().flatMap(one -> one.networks().keySet().stream()).collect(Collectors.toSet()),
                0,
                null,
                java.util.Map.of()));
        return FailoverPlanner.recover(added, vms, lost, policy).survives()
                ? java.util.Optional.of("Add a host with " + gib + " GiB of memory, or free as much.")
                : java.util.Optional.empty();
    }

    static String some(List<String> names) {
        var more = names.size() - NAMED;
        return more <= 0
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, NAMED)) + " and " + more + " more";
    }
}
