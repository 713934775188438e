package io.everup.drill;

import io.everup.task.TaskKind;
import io.everup.task.TaskRun;
import io.everup.task.TaskState;
import io.everup.task.TaskStep;
import java.util.List;
import org.springframework.stereotype.Component;

/** Asks everything that a failover would lean on, and changes nothing. */
@Component
class ReadinessDrill implements TaskKind {

    static final String KIND = "drill-readiness";

    private final ReadinessChecks checks;
    private final DrillStore store;

    ReadinessDrill(ReadinessChecks checks, DrillStore store) {
        this.checks = checks;
        this.store = store;
    }

    @Override
    public String name() {
        return KIND;
    }

    @Override
    public List<TaskStep> steps(TaskRun run) {
        return List.of(TaskStep.of("Ask every host, fence device and datastore", this::ask));
    }

    private void ask(TaskRun run) {
        var drill = run.uuid("drill");
        var found = checks.run(run.subject().id());
        store.add(drill, found);
        var failed = found.stream()
                .filter(check -> check.outcome() == Check.Outcome.FAILED)
                .toList();
        var warnings = found.stream()
                .filter(check -> check.outcome() == Check.Outcome.WARNING)
                .count();
        failed.forEach(check -> run.warn(check.subject() + ": " + check.finding()));
        store.end(
                drill,
                failed.isEmpty() ? DrillState.PASSED : DrillState.FAILED,
                failed.isEmpty()
                        ? "All " + found.size() + " checks hold"
                                + (warnings == 0 ? "." : ", " + warnings + " with something to see to.")
                        : failed.size() + " of " + found.size() + " checks fail. "
                                + failed.get(0).subject() + ": " + failed.get(0).finding());
        run.result("drill", drill);
    }

    @Override
    public void ended(TaskRun run, TaskState state) {
        store.end(run.uuid("drill"), DrillState.STOPPED, "It was stopped before its end.");
    }
}
