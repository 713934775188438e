package io.everup.host;

import io.everup.task.TaskKind;
import io.everup.task.TaskRun;
import io.everup.task.TaskStep;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/** Switches a host on through its fence devices. */
@Component
class HostPowerOn implements TaskKind {

    static final String KIND = "host-power-on";

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final FenceDevices fence;

    HostPowerOn(FenceDevices fence) {
        this.fence = fence;
    }

    @Override
    public String name() {
        return KIND;
    }

    @Override
    public List<TaskStep> steps(TaskRun run) {
        return List.of(TaskStep.of(
                "Switch the power on", task -> fence.on(task.subject().id(), DEADLINE)));
    }
}
