package io.everup.plan;

import io.everup.placement.Demand;
import io.everup.placement.LossCase;
import io.everup.placement.Survey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What a change makes worse: a loss that leaves out protected VMs that had a place before. What was left out before is
 * no reason against a change that doesn't add to it.
 *
 * @param lost the hosts whose loss does it
 * @param leftOut those that are left out anew; empty when survival is merely no longer proven
 */
record Worse(String label, Set<UUID> lost, List<Demand> leftOut) {

    static Optional<Worse> of(PoolFacts before, PoolFacts after) {
        var then = after.survey();
        if (then.answer() == Survey.Answer.SURVIVES) {
            return Optional.empty();
        }
        var now = before.survey();
        var single = then.cases().stream()
                .filter(one -> one.kind() == LossCase.Kind.HOST)
                .map(one -> compare(now.find(one.lost()), one, after))
                .flatMap(Optional::stream)
                .max(java.util.Comparator.comparingInt(worse -> worse.leftOut().size()));
        if (single.isPresent() || now.answer() != Survey.Answer.SURVIVES) {
            return single;
        }
        return Optional.of(then.cases().stream()
                .filter(one -> one.kind() == LossCase.Kind.SEVERAL)
                .map(one -> compare(null, one, after))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(() -> new Worse("", Set.of(), List.of())));
    }

    private static Optional<Worse> compare(LossCase now, LossCase then, PoolFacts after) {
        var before = now == null ? Set.<UUID>of() : leftOut(now);
        var anew = leftOut(then).stream().filter(vm -> !before.contains(vm)).collect(Collectors.toSet());
        // As many as before, but others: the plan merely chose anew.
        if (anew.isEmpty() || leftOut(then).size() <= before.size()) {
            return Optional.empty();
        }
        return Optional.of(new Worse(
                then.label(),
                then.lost(),
                after.vms().stream()
                        .map(vm -> vm.demand())
                        .filter(demand -> anew.contains(demand.vm()))
                        .sorted(java.util.Comparator.comparing(Demand::name))
                        .toList()));
    }

    private static Set<UUID> leftOut(LossCase one) {
        return one.recovery().leftOut().stream()
                .filter(left -> !left.bestEffort())
                .map(left -> left.vm())
                .collect(Collectors.toSet());
    }
}
