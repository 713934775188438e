package io.everup.host;

import io.everup.shared.Refusal;
import io.everup.task.TaskKind;
import io.everup.task.TaskRun;
import io.everup.task.TaskStep;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Asks each fence device of a host for the power state. */
@Component
class FenceTest implements TaskKind {

    static final String KIND = "fence-test";

    private final FenceDevices fence;

    FenceTest(FenceDevices fence) {
        this.fence = fence;
    }

    @Override
    public String name() {
        return KIND;
    }

    @Override
    public List<TaskStep> steps(TaskRun run) {
        return List.of(TaskStep.of("Ask each device for the power state", this::ask));
    }

    private void ask(TaskRun run) {
        var host = run.subject().id();
        var one = run.uuid("device");
        var answers = one == null
                ? fence.askAll(host).answers()
                : fence.of(host).stream()
                        .filter(device -> device.id().equals(one))
                        .map(device -> fence.ask(host, device))
                        .toList();
        answers.forEach(answer -> run.log(String.format(
                Locale.ROOT,
                "%s: %s It took %.1f s.",
                answer.agent(),
                answer.finding(),
                answer.took().toMillis() / 1000.0)));
        var failing = answers.stream().filter(answer -> answer.power() == null).toList();
        if (answers.isEmpty()) {
            throw Refusal.conflict(
                    "no-fence-device",
                    run.subject().name() + " has no fence device.",
                    "Add one: without it nothing can prove that the host is off.");
        }
        if (!failing.isEmpty()) {
            throw Refusal.conflict(
                    "fence-device-fails",
                    failing.get(0).agent() + " can't be used: " + failing.get(0).finding(),
                    "Correct its address, user or password, or see to the device.");
        }
    }
}
