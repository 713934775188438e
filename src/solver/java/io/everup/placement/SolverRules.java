package io.everup.placement;

import ai.timefold.solver.core.api.score.buildin.bendablelong.BendableLongScore;
import ai.timefold.solver.core.api.score.stream.Constraint;
import ai.timefold.solver.core.api.score.stream.ConstraintCollectors;
import ai.timefold.solver.core.api.score.stream.ConstraintFactory;
import ai.timefold.solver.core.api.score.stream.ConstraintProvider;
import ai.timefold.solver.core.api.score.stream.Joiners;
import java.util.ArrayList;
import java.util.List;

/** Room, rules, and that as few VMs as possible have no host. */
public class SolverRules implements ConstraintProvider {

    @Override
    public Constraint[] defineConstraints(ConstraintFactory factory) {
        List<Constraint> all = new ArrayList<>();
        all.add(factory.forEach(SolverVm.class)
                .groupBy(SolverVm::getHost, ConstraintCollectors.sumLong(vm -> vm.memory))
                .filter((host, memory) -> memory > host.memory())
                .penalizeLong(BendableLongScore.ofHard(1, SolverPool.LEVELS, 0, 1), (host, memory) -> memory - host.memory())
                .asConstraint("memory"));
        all.add(factory.forEach(SolverVm.class)
                .groupBy(SolverVm::getHost, ConstraintCollectors.sum(vm -> vm.cpus))
                .filter((host, cpus) -> cpus > host.cpus())
                .penalizeLong(BendableLongScore.ofHard(1, SolverPool.LEVELS, 0, 1000), (host, cpus) -> cpus - host.cpus())
                .asConstraint("processors"));
        all.add(factory.forEach(SolverVm.class)
                .filter(vm -> !vm.apart.isEmpty())
                .join(
                        factory.forEach(SolverVm.class).filter(vm -> !vm.apart.isEmpty()),
                        Joiners.equal(SolverVm::getHost),
                        Joiners.lessThan(SolverVm::getId),
                        Joiners.filtering((one, other) -> one.apart.stream().anyMatch(other.apart::contains)))
                .penalizeLong(BendableLongScore.ofHard(1, SolverPool.LEVELS, 0, 10_000), (one, other) -> 1)
                .asConstraint("apart"));
        for (int each = 0; each < SolverPool.LEVELS; each++) {
            var level = each;
            all.add(factory.forEachIncludingUnassigned(SolverVm.class)
                    .filter(vm -> vm.host == null && vm.level == level)
                    .penalizeLong(BendableLongScore.ofSoft(1, SolverPool.LEVELS, level, 1), vm -> 1)
                    .asConstraint("left out " + level));
        }
        return all.toArray(Constraint[]::new);
    }
}
