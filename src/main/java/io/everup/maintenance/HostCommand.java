package io.everup.maintenance;

import io.everup.identity.Actor;
import io.everup.shared.Refusal;
import io.everup.task.TaskKind;
import io.everup.task.TaskRun;
import io.everup.task.TaskStep;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.stereotype.Component;

/**
 * Runs a job's command on a host in maintenance. It is run once: when the portal died under it nobody knows how it
 * ended, and that is said, not guessed at.
 */
@Component
class HostCommand implements TaskKind {

    static final String KIND = "host-command";

    private static final Duration WRITE_EVERY = Duration.ofSeconds(2);

    private final SshOperations ssh;
    private final RemoteShell shell;
    private final MaintenanceDirectory jobs;
    private final JobStore store;
    private final Clock clock;

    HostCommand(SshOperations ssh, RemoteShell shell, MaintenanceDirectory jobs, JobStore store, Clock clock) {
        this.ssh = ssh;
        this.shell = shell;
        this.jobs = jobs;
        this.store = store;
        this.clock = clock;
    }

    @Override
    public String name() {
        return KIND;
    }

    @Override
    public List<TaskStep> steps(TaskRun run) {
        return List.of(TaskStep.of("Run the command", this::command));
    }

    private void command(TaskRun run) {
        var name = run.subject().name();
        if (run.flag("begun")) {
            throw Refusal.conflict(
                    "command-outcome-unknown",
                    "The portal was stopped while the command ran on " + name + "; how it ended isn't known.",
                    "Look at the host. Go on to run the command again, or skip the host.");
        }
        var job = jobs.job(Actor.SYSTEM, run.uuid("job"));
        var target = ssh.target(run.subject().id());
        run.put("begun", true);
        run.log("Begun as " + target + ".");
        var output = new AtomicReference<>("");
        var written = new AtomicReference<>(clock.instant());
        try {
            var status = shell.run(
                    target,
                    job.command(),
                    Duration.ofSeconds(job.commandSeconds()),
                    text -> hear(run, target, output, written, text),
                    run::cancelRequested);
            keep(run, target, output.get(), status);
            refuseUnlessDone(name, status);
            run.log("It ended with status 0.");
        } catch (RemoteShell.Failed e) {
            keep(run, target, output.get(), null);
            throw Refusal.conflict(
                    "command-failed",
                    e.getMessage(),
                    "Look at its output and at the host. Go on to run it again, or skip the host.");
        }
    }

    private static void refuseUnlessDone(String name, int status) {
        if (status != 0) {
            throw Refusal.conflict(
                    "command-failed",
                    "The command on " + name
                            + (status < 0
                                    ? " was cut off before it told how it ended."
                                    : " ended with status " + status + "."),
                    "Look at its output. Go on to run it again, or skip the host.");
        }
    }

    private void hear(
            TaskRun run,
            RemoteShell.Target target,
            AtomicReference<String> output,
            AtomicReference<Instant> written,
            String text) {
        var all = output.get() + text;
        output.set(all.length() > 2 * OutputRules.MOST ? all.substring(all.length() - OutputRules.MOST) : all);
        if (written.get().plus(WRITE_EVERY).isBefore(clock.instant())) {
            written.set(clock.instant());
            keep(run, target, output.get(), null);
        }
    }

    private void keep(TaskRun run, RemoteShell.Target target, String output, Integer status) {
        store.output(run.uuid("job"), run.subject().id(), OutputRules.kept(output, List.of(target.secret())), status);
    }
}
