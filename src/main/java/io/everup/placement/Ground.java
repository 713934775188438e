package io.everup.placement;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What the losses of one plan have in common, worked out once: hosts as numbers, and which kind of VM suits which host. */
final class Ground {

    /** VMs of one kind suit the same hosts. */
    private record Kind(String architecture, String cpuModel, Set<UUID> datastores, Set<UUID> networks) {
        static Kind of(Demand demand) {
            return new Kind(
                    demand.architecture(),
                    demand.cpuModel(),
                    demand.datastores().keySet(),
                    demand.networks().keySet());
        }
    }

    /** By name; a host is its place in this list. */
    final List<HostOffer> hosts;

    final long[] memoryFree;
    final int[] cpusFree;
    final long[] memoryBudget;
    /** Where the VMs that rules name are. */
    final Neighbours neighbours;

    /** By host: its VMs in the order of recovery. */
    private final Map<UUID, List<ProtectedVm>> vms = new HashMap<>();

    private final Map<Kind, boolean[]> suits = new HashMap<>();

    Ground(Collection<HostOffer> all, Collection<ProtectedVm> protectedVms, PlacementPolicy policy) {
        hosts = all.stream()
                .sorted(Comparator.comparing(HostOffer::name).thenComparing(HostOffer::id))
                .toList();
        neighbours = new Neighbours(hosts);
        memoryFree = hosts.stream().mapToLong(policy::memoryFree).toArray();
        cpusFree = hosts.stream().mapToInt(policy::cpusFree).toArray();
        memoryBudget = hosts.stream().mapToLong(policy::memoryBudget).toArray();
        for (var vm : FailoverPlanner.recoveryOrder(protectedVms)) {
            vms.computeIfAbsent(vm.demand().currentHost(), host -> new ArrayList<>())
                    .add(vm);
        }
    }

    /** The VMs of these hosts, in the order of recovery. */
    List<ProtectedVm> vmsOf(Set<UUID> lost) {
        return lost.size() == 1
                ? vms.getOrDefault(lost.iterator().next(), List.of())
                : FailoverPlanner.recoveryOrder(lost.stream()
                        .flatMap(host -> vms.getOrDefault(host, List.of()).stream())
                        .toList());
    }

    /** By host: whether it would do for such a VM if it were empty. */
    boolean[] suits(Demand demand) {
        return suits.computeIfAbsent(Kind.of(demand), kind -> {
            var row = new boolean[hosts.size()];
            for (int host = 0; host < row.length; host++) {
                row[host] = Fit.suits(demand, hosts.get(host));
            }
            return row;
        });
    }
}
