package io.everup.placement;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Plans where protected VMs go when hosts die. */
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
        hosts.stream()
                .sorted(Comparator.comparing(HostOffer::name).thenComparing(HostOffer::id))
                .forEach(host -> recoveries.put(host.id(), recover(hosts, vms, Set.of(host.id()), policy)));
        return new FailoverPlan(recoveries);
    }

    /** Plans the loss of these hosts together: a rack, or those that have died by now. */
    public static Recovery recover(
            Collection<HostOffer> hosts, Collection<ProtectedVm> vms, Set<UUID> lost, PlacementPolicy policy) {
        throw new UnsupportedOperationException();
    }

    /** Protected before best-effort, then higher priority first, then by name. */
    public static List<ProtectedVm> recoveryOrder(Collection<ProtectedVm> vms) {
        return vms.stream().sorted(RECOVERY_ORDER).toList();
    }
}
