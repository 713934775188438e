package io.everup.migration;

import io.everup.host.HostDirectory;
import io.everup.host.HostState;
import io.everup.shared.Refusal;
import io.everup.task.TaskKind;
import io.everup.task.TaskRun;
import io.everup.task.TaskStep;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/** Takes a host back into use after maintenance: it is checked like a host that was away. */
@Component
class HostReturn implements TaskKind {

    static final String KIND = "host-return";

    private static final Duration PAUSE = Duration.ofMillis(500);
    /** Looks, half a second apart: two minutes. */
    private static final int MOST_LOOKS = 240;

    private final HostDirectory hosts;

    HostReturn(HostDirectory hosts) {
        this.hosts = hosts;
    }

    @Override
    public String name() {
        return KIND;
    }

    @Override
    public List<TaskStep> steps(TaskRun run) {
        return List.of(TaskStep.of("Wait until it is checked and up", this::await));
    }

    private void await(TaskRun run) {
        var name = run.subject().name();
        var state = hosts.stateOf(run.subject().id()).orElseThrow(() -> Refusal.notFound("host"));
        if (state == HostState.UP) {
            run.log(name + " takes VMs again.");
            return;
        }
        run.put("looks", run.number("looks") + 1);
        if (state != HostState.CONNECTING || run.number("looks") > MOST_LOOKS) {
            throw Refusal.conflict(
                    "host-not-up",
                    "Maintenance of " + name + " has ended, but it isn't up: " + state.sentence(),
                    "See to the host; it takes VMs again as soon as it answers.");
        }
        throw new TaskStep.Again(PAUSE);
    }
}
