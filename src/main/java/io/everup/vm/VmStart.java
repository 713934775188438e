package io.everup.vm;

import io.everup.task.TaskKind;
import io.everup.task.TaskRun;
import io.everup.task.TaskState;
import io.everup.task.TaskStep;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/** Switches a VM on, on its own host or, where that can't take it, on another. */
@Component
class VmStart implements TaskKind {

    static final String KIND = "vm-start";

    /** In the payload: its guest crashed, so that something of it may be left in its host's memory. */
    static final String CRASHED = "crashed";

    /** In the payload: a host on which it didn't start; it stays there only when no other can take it. */
    static final String AVOID = "avoid";

    private final VmSwitch power;

    VmStart(VmSwitch power) {
        this.power = power;
    }

    @Override
    public String name() {
        return KIND;
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(30);
    }

    @Override
    public List<TaskStep> steps(TaskRun run) {
        return run.flag(CRASHED)
                ? List.of(power.clear(), power.choose(), power.define("host"), power.on("host"))
                : List.of(power.choose(), power.define("host"), power.on("host"));
    }

    @Override
    public void ended(TaskRun run, TaskState state) {
        power.gaveUp(run);
    }
}
