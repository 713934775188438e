package io.everup.placement;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** One question of the planner as numbers: these VMs, most important first, and these hosts with what they have left. */
final class Loss {

    /** In the order of recovery; a VM is its place in this list. */
    final List<ProtectedVm> vms;
    /** Those that are left, by name; a host is its place in this list. */
    final List<HostOffer> hosts;
    /** By VM: 0 for the most important ones; VMs of one level count the same. */
    final int[] level;
    /** By VM and host: whether the host would do if it were empty. */
    final boolean[][] suits;
    /** By host, before any VM is placed. */
    final long[] memoryFree;

    final int[] cpusFree;
    final long[] memoryBudget;
    final int levels;

    Loss(Collection<HostOffer> all, Collection<ProtectedVm> protectedVms, Set<UUID> lost, PlacementPolicy policy) {
        vms = FailoverPlanner.recoveryOrder(protectedVms.stream()
                .filter(vm -> vm.demand().currentHost() != null
                        && lost.contains(vm.demand().currentHost()))
                .toList());
        hosts = all.stream()
                .filter(host -> !lost.contains(host.id()))
                .sorted(Comparator.comparing(HostOffer::name).thenComparing(HostOffer::id))
                .toList();
        level = new int[vms.size()];
        for (int vm = 1; vm < level.length; vm++) {
            level[vm] = level[vm - 1] + (sameLevel(vms.get(vm - 1), vms.get(vm)) ? 0 : 1);
        }
        levels = level.length == 0 ? 0 : level[level.length - 1] + 1;
        suits = new boolean[vms.size()][hosts.size()];
        for (int vm = 0; vm < suits.length; vm++) {
            for (int host = 0; host < hosts.size(); host++) {
                suits[vm][host] = Fit.suits(demand(vm), hosts.get(host));
            }
        }
        memoryFree = hosts.stream().mapToLong(policy::memoryFree).toArray();
        cpusFree = hosts.stream().mapToInt(policy::cpusFree).toArray();
        memoryBudget = hosts.stream().mapToLong(policy::memoryBudget).toArray();
    }

    Demand demand(int vm) {
        return vms.get(vm).demand();
    }

    /** Whether the VM could go to this host if no other VM did. */
    boolean fitsAlone(int vm, int host) {
        return suits[vm][host]
                && memoryFree[host] >= demand(vm).memoryBytes()
                && cpusFree[host] >= demand(vm).cpus();
    }

    int choices(int vm) {
        int choices = 0;
        for (int host = 0; host < hosts.size(); host++) {
            choices += fitsAlone(vm, host) ? 1 : 0;
        }
        return choices;
    }

    private static boolean sameLevel(ProtectedVm one, ProtectedVm other) {
        return one.bestEffort() == other.bestEffort() && one.priority() == other.priority();
    }
}
