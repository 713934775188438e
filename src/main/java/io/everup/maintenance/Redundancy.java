package io.everup.maintenance;

import io.everup.placement.FailoverPlanner;
import io.everup.placement.HostOffer;
import io.everup.placement.PlacementPolicy;
import io.everup.placement.ProtectedVm;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What a pool still survives while a host is away. Pure.
 *
 * @param before whether it survives the loss of any one host now
 * @param during whether it would while the host is in maintenance
 * @param exact whether the answer for {@code during} is certain where it is no
 * @param losses hosts whose loss during the maintenance would leave VMs without a place
 */
public record Redundancy(boolean before, boolean during, boolean exact, List<Loss> losses) {

    /** @param leftOut names of the protected VMs that would have no place */
    public record Loss(UUID host, String name, List<String> leftOut) {}

    /** @param vms the protected ones of the pool, where they are now */
    static Redundancy of(
            EvacuationPlan plan, Collection<HostOffer> offers, Collection<ProtectedVm> vms, PlacementPolicy policy) {
        var before = FailoverPlanner.plan(offers, vms, policy).survivesAny();
        var after = after(plan, offers);
        var moved = vms.stream()
                .map(vm -> moved(plan, vm))
                .filter(vm -> vm != null && !plan.host().equals(vm.demand().currentHost()))
                .toList();
        var failover = FailoverPlanner.plan(after, moved, policy);
        var names = new HashMap<UUID, String>();
        after.forEach(offer -> names.put(offer.id(), offer.name()));
        var losses = failover.recoveries().entrySet().stream()
                .filter(one -> !one.getValue().survives())
                .map(one -> new Loss(
                        one.getKey(),
                        names.get(one.getKey()),
                        one.getValue().leftOut().stream()
                                .filter(left -> !left.bestEffort())
                                .map(left -> left.name())
                                .toList()))
                .toList();
        var exact = failover.recoveries().values().stream().allMatch(one -> one.exact() || one.survives());
        return new Redundancy(before, losses.isEmpty(), exact, losses);
    }

    /** The pool as it would be once the plan was carried out. */
    static List<HostOffer> after(EvacuationPlan plan, Collection<HostOffer> offers) {
        Map<UUID, HostOffer> after = new HashMap<>();
        offers.forEach(offer -> after.put(offer.id(), offer));
        after.computeIfPresent(plan.host(), (id, offer) -> offer.refusing("is in maintenance"));
        for (var step : plan.moving()) {
            after.computeIfPresent(step.target(), (id, offer) -> offer.promising(1, step.memoryBytes()));
        }
        return offers.stream().map(offer -> after.get(offer.id())).toList();
    }

    /** Where the VM would be then; null when it would be off. */
    private static ProtectedVm moved(EvacuationPlan plan, ProtectedVm vm) {
        var step = plan.steps().stream()
                .filter(one -> one.vm().equals(vm.demand().vm()))
                .findFirst()
                .orElse(null);
        if (step == null) {
            return vm;
        }
        return step.target() == null || step.blocker() != null
                ? null
                : new ProtectedVm(vm.demand().at(step.target()), vm.priority(), vm.bestEffort());
    }
}
