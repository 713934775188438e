package io.everup.placement;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Plans where protected VMs go when hosts die.
 *
 * <p>A plan places as many VMs of the highest priority as it can, then of the next, and best-effort ones last of all. It
 * never says that a VM has a place when it has none. Placement rules that must be kept are kept, so that a VM may be left out
 * because of one; wishes decide between hosts, and a search for the last free place may go against them. With at most 8 hosts left and 20 VMs to move it is exact, save in
 * rare tangles where the search gives up; beyond that it may leave out a VM for which there was a place. {@link
 * Recovery#exact()} tells, and {@link Recovery#leftOutAtLeast()} bounds the error.
 */
public final class FailoverPlanner {

    private static final Comparator<ProtectedVm> RECOVERY_ORDER = Comparator.comparing(ProtectedVm::bestEffort)
            .thenComparing(ProtectedVm::priority, Comparator.reverseOrder())
            .thenComparing(vm -> vm.demand().name())
            .thenComparing(vm -> vm.demand().vm());

    private FailoverPlanner() {}

    /**
     * Plans the loss of each host alone.
     *
     * @param vms those whose {@link Demand#currentHost()} is a host of the pool; others need no recovery
     */
    public static FailoverPlan plan(Collection<HostOffer> hosts, Collection<ProtectedVm> vms, PlacementPolicy policy) {
        var recoveries = new LinkedHashMap<UUID, Recovery>();
        var ground = new Ground(hosts, vms, policy);
        ground.hosts.forEach(host -> recoveries.put(host.id(), recover(ground, Set.of(host.id()))));
        return new FailoverPlan(recoveries);
    }

    /** Plans the loss of these hosts together: a rack, or those that have died by now. */
    public static Recovery recover(
            Collection<HostOffer> hosts, Collection<ProtectedVm> vms, Set<UUID> lost, PlacementPolicy policy) {
        return recover(new Ground(hosts, vms, policy), lost);
    }

    static Recovery recover(Ground ground, Set<UUID> lost) {
        var loss = new Loss(ground, lost);
        var packing = new GreedyPacker(loss).pack();
        var exact = packing.unbeatable();
        if (!exact && ExactPacker.canDo(loss)) {
            var outcome = ExactPacker.improve(loss, packing);
            packing = outcome.packing();
            // A search that gave up may stop half-way down.
            packing.fill();
            exact = outcome.proven() || packing.unbeatable();
        }
        var words = new Explanation(packing, exact);
        var moves = words.moves();
        var leftOut = words.leftOut();
        var atLeast =
                exact ? (int) leftOut.stream().filter(l -> !l.bestEffort()).count() : Bound.leftOutAtLeast(loss);
        return new Recovery(lost, moves, leftOut, exact, atLeast);
    }

    /** Protected before best-effort, then higher priority first, then by name. */
    public static List<ProtectedVm> recoveryOrder(Collection<ProtectedVm> vms) {
        return vms.stream().sorted(RECOVERY_ORDER).toList();
    }
}
