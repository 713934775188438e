package io.everup.ha;

import io.everup.identity.Actor;
import io.everup.shared.Refusal;
import io.everup.task.TaskKind;
import io.everup.task.TaskRun;
import io.everup.task.TaskStep;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * What an operator's decision about a silent host comes to, as a task: it follows the host's failover to its end. Ending
 * the task doesn't end the failover, which is high availability's own.
 */
@Component
class FailoverFollow implements TaskKind {

    static final String KIND = "failover-follow";

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final HaDirectory directory;

    FailoverFollow(HaDirectory directory) {
        this.directory = directory;
    }

    @Override
    public String name() {
        return KIND;
    }

    @Override
    public List<TaskStep> steps(TaskRun run) {
        return List.of(
                TaskStep.of("Make sure that it is off", this::proof), TaskStep.of("Restart its VMs", this::restart));
    }

    private void proof(TaskRun run) {
        var failover = failover(run);
        if (failover.provenAt() == null && failover.endedAt() == null) {
            if (failover.state() == FailoverState.WAITING && run.flag("fence")) {
                throw Refusal.conflict(
                        "not-fenced",
                        failover.hostName() + " could not be switched off: nothing is restarted.",
                        failover.advice());
            }
            throw new TaskStep.Again(PAUSE);
        }
        run.log(
                failover.proofText() == null
                        ? failover.hostName() + " answers again; nothing is restarted."
                        : failover.proofText());
    }

    private void restart(TaskRun run) {
        var failover = failover(run);
        if (failover.endedAt() == null) {
            if (failover.vms() > 0) {
                run.progress(100 * failover.running() / failover.vms());
            }
            throw new TaskStep.Again(PAUSE);
        }
        run.result("restarted", failover.running());
        run.log(failover.running() + " of " + failover.vms() + " VMs were restarted elsewhere.");
    }

    private FailoverView failover(TaskRun run) {
        return directory.failover(Actor.SYSTEM, run.uuid("failover")).failover();
    }
}
