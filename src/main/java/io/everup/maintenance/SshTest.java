package io.everup.maintenance;

import io.everup.shared.Refusal;
import io.everup.task.TaskKind;
import io.everup.task.TaskRun;
import io.everup.task.TaskStep;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/** Signs in to a host by SSH and changes nothing there. */
@Component
class SshTest implements TaskKind {

    static final String KIND = "host-ssh-test";

    private static final Duration DEADLINE = Duration.ofSeconds(15);

    private final SshOperations ssh;
    private final RemoteShell shell;

    SshTest(SshOperations ssh, RemoteShell shell) {
        this.ssh = ssh;
        this.shell = shell;
    }

    @Override
    public String name() {
        return KIND;
    }

    @Override
    public List<TaskStep> steps(TaskRun run) {
        return List.of(TaskStep.of("Sign in", this::signIn));
    }

    private void signIn(TaskRun run) {
        var host = run.subject().id();
        try {
            var status = shell.run(ssh.target(host), "true", DEADLINE, text -> {}, run::cancelRequested);
            ssh.found(
                    host,
                    status == 0,
                    status == 0 ? "It lets Everup in." : "It ended with status " + status + ".",
                    null);
            run.log("It lets Everup in.");
        } catch (RemoteShell.Failed e) {
            ssh.found(host, false, e.getMessage(), e.offeredKey());
            throw Refusal.conflict(
                    "ssh-failed",
                    e.getMessage(),
                    e.offeredKey() == null
                            ? "Check address, login and secret."
                            : "Compare its fingerprint " + SshOperations.fingerprint(e.offeredKey())
                                    + " at the host itself and confirm it on the host's page.");
        }
    }
}
