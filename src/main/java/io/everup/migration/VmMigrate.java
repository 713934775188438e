package io.everup.migration;

import io.everup.task.TaskKind;
import io.everup.task.TaskRun;
import io.everup.task.TaskState;
import io.everup.task.TaskStep;
import io.everup.vm.VmGate;
import io.everup.vm.VmSignal;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/** Moves a VM while it runs. */
@Component
class VmMigrate implements TaskKind {

    static final String KIND = "vm-migrate";

    private final MigrationCheck check;
    private final TargetDisks targetDisks;
    private final SourceDisks sourceDisks;
    private final MemoryMove move;
    private final MigrationArrival arrival;
    private final VmGate gate;
    private final MigrationJournal journal;

    VmMigrate(
            MigrationCheck check,
            TargetDisks targetDisks,
            MemoryMove move,
            MigrationArrival arrival,
            SourceDisks sourceDisks,
            VmGate gate,
            MigrationJournal journal) {
        this.check = check;
        this.targetDisks = targetDisks;
        this.sourceDisks = sourceDisks;
        this.move = move;
        this.arrival = arrival;
        this.gate = gate;
        this.journal = journal;
    }

    @Override
    public String name() {
        return KIND;
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(60);
    }

    @Override
    public List<TaskStep> steps(TaskRun run) {
        return MigrationPayload.copiesDisks(run)
                ? List.of(check, targetDisks, move, arrival, sourceDisks)
                : List.of(check, move, arrival);
    }

    @Override
    public void ended(TaskRun run, TaskState state) {
        var failure = state == TaskState.CANCELLED ? "It was cancelled." : "It failed; the task's log says why.";
        journal.ended(run.uuid("migration"), MigrationState.ROLLED_BACK, failure);
        gate.signalIfMeant(run.subject().id(), VmSignal.GIVEN_UP, null);
    }
}
