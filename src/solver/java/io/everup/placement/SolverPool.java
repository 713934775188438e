package io.everup.placement;

import ai.timefold.solver.core.api.domain.solution.PlanningEntityCollectionProperty;
import ai.timefold.solver.core.api.domain.solution.PlanningScore;
import ai.timefold.solver.core.api.domain.solution.PlanningSolution;
import ai.timefold.solver.core.api.domain.solution.ProblemFactCollectionProperty;
import ai.timefold.solver.core.api.score.buildin.bendablelong.BendableLongScore;
import java.util.List;

/** A loss as the solver sees it. One soft level for each level of importance, the most important first. */
@PlanningSolution
public class SolverPool {

    static final int LEVELS = 8;

    @ProblemFactCollectionProperty
    List<SolverHost> hosts;

    @PlanningEntityCollectionProperty
    List<SolverVm> vms;

    @PlanningScore(bendableHardLevelsSize = 1, bendableSoftLevelsSize = LEVELS)
    BendableLongScore score;

    public SolverPool() {}

    SolverPool(List<SolverHost> hosts, List<SolverVm> vms) {
        this.hosts = hosts;
        this.vms = vms;
    }

    public List<SolverHost> getHosts() {
        return hosts;
    }

    public List<SolverVm> getVms() {
        return vms;
    }

    public BendableLongScore getScore() {
        return score;
    }

    public void setScore(BendableLongScore score) {
        this.score = score;
    }
}
