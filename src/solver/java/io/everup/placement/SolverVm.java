package io.everup.placement;

import ai.timefold.solver.core.api.domain.entity.PlanningEntity;
import ai.timefold.solver.core.api.domain.lookup.PlanningId;
import ai.timefold.solver.core.api.domain.valuerange.ValueRangeProvider;
import ai.timefold.solver.core.api.domain.variable.PlanningVariable;
import java.util.List;

/** A VM that looks for a host; only hosts that suit it are proposed. Large ones are tried first. */
@PlanningEntity(difficultyComparatorClass = SolverVm.BySize.class)
public class SolverVm {

    public static class BySize implements java.util.Comparator<SolverVm> {
        @Override
        public int compare(SolverVm one, SolverVm other) {
            return java.util.Comparator.comparingInt((SolverVm vm) -> -vm.level)
                    .thenComparingLong(vm -> vm.memory)
                    .thenComparingInt(vm -> vm.id)
                    .compare(one, other);
        }
    }

    @PlanningId
    int id;

    int level;
    long memory;
    int cpus;
    List<Integer> apart;
    List<SolverHost> range;

    @PlanningVariable(valueRangeProviderRefs = "hosts", allowsUnassigned = true)
    SolverHost host;

    public SolverVm() {}

    SolverVm(int id, int level, long memory, int cpus, List<Integer> apart, List<SolverHost> range) {
        this.id = id;
        this.level = level;
        this.memory = memory;
        this.cpus = cpus;
        this.apart = apart;
        this.range = range;
    }

    @ValueRangeProvider(id = "hosts")
    public List<SolverHost> getRange() {
        return range;
    }

    public int getId() {
        return id;
    }

    public SolverHost getHost() {
        return host;
    }

    public void setHost(SolverHost host) {
        this.host = host;
    }
}
