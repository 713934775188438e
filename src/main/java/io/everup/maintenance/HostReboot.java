package io.everup.maintenance;

import io.everup.host.FenceDevices;
import io.everup.host.HostDirectory;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.PowerControl.PowerState;
import io.everup.identity.Actor;
import io.everup.shared.Refusal;
import io.everup.task.TaskKind;
import io.everup.task.TaskRun;
import io.everup.task.TaskStep;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/** Restarts a host in maintenance and waits until it is back: by a command, or by cutting and giving power. */
@Component
class HostReboot implements TaskKind {

    static final String KIND = "host-reboot";

    private static final Duration BACK_WITHIN = Duration.ofMinutes(20);
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final String BOOT_ID = "cat /proc/sys/kernel/random/boot_id";

    private final FenceDevices fence;
    private final HostDirectory hosts;
    private final SshOperations ssh;
    private final RemoteShell shell;
    private final JobStore store;
    private final Clock clock;

    HostReboot(
            FenceDevices fence,
            HostDirectory hosts,
            SshOperations ssh,
            RemoteShell shell,
            JobStore store,
            Clock clock) {
        this.fence = fence;
        this.hosts = hosts;
        this.ssh = ssh;
        this.shell = shell;
        this.store = store;
        this.clock = clock;
    }

    @Override
    public String name() {
        return KIND;
    }

    @Override
    public List<TaskStep> steps(TaskRun run) {
        var restart = Reboot.valueOf(run.text("reboot")) == Reboot.POWER
                ? List.of(TaskStep.of("Switch its power off", this::off), TaskStep.of("Switch its power on", this::on))
                : List.of(TaskStep.of("Restart it", this::command));
        return java.util.stream.Stream.concat(
                        restart.stream(), java.util.stream.Stream.of(TaskStep.of("Wait until it is back", this::await)))
                .toList();
    }

    private void off(TaskRun run) {
        var host = run.subject().id();
        for (var device : fence.of(host)) {
            try {
                fence.off(host, device, DEADLINE);
                if (fence.ask(host, device).power() == PowerState.OFF) {
                    run.put("asked", clock.instant().toString());
                    run.log("Its power was seen off by " + device.target().agent() + ".");
                    return;
                }
            } catch (HypervisorFailure e) {
                run.warn(device.target().agent() + ": " + e.getMessage());
            }
        }
        throw Refusal.conflict(
                "power-not-off",
                "No fence device switched " + run.subject().name() + " off.",
                "Test its fence devices. Go on to try it again, or skip the host.");
    }

    private void on(TaskRun run) {
        fence.on(run.subject().id(), DEADLINE);
        run.put("asked", clock.instant().toString());
    }

    private void command(TaskRun run) {
        if (run.text("asked") != null) {
            return;
        }
        run.put("boot", bootId(run));
        run.put("asked", clock.instant().toString());
        try {
            shell.run(
                    ssh.target(run.subject().id()),
                    "nohup sh -c 'sleep 1; reboot' >/dev/null 2>&1 &",
                    DEADLINE,
                    text -> {},
                    () -> false);
        } catch (RemoteShell.Failed e) {
            run.warn("The connection ended: " + e.getMessage());
        }
    }

    /** @throws Refusal when it can't be asked */
    private String bootId(TaskRun run) {
        var said = new StringBuilder();
        try {
            shell.run(ssh.target(run.subject().id()), BOOT_ID, DEADLINE, said::append, () -> false);
            return said.toString().strip();
        } catch (RemoteShell.Failed e) {
            throw Refusal.conflict("ssh-failed", e.getMessage(), "Test SSH on the host's page, then go on.");
        }
    }

    private void await(TaskRun run) {
        var asked = Instant.parse(run.text("asked"));
        if (back(run, asked)) {
            store.rebooted(run.uuid("job"), run.subject().id());
            run.log("It is back after "
                    + Duration.between(asked, clock.instant()).toSeconds() + " s.");
            return;
        }
        if (asked.plus(BACK_WITHIN).isBefore(clock.instant())) {
            throw Refusal.conflict(
                    "host-not-back",
                    run.subject().name() + " wasn't back " + BACK_WITHIN.toMinutes() + " minutes after its restart.",
                    "Look at its console. Go on when it is back, or skip it.");
        }
        throw new TaskStep.Again(Duration.ofSeconds(2));
    }

    private boolean back(TaskRun run, Instant asked) {
        var host = hosts.host(Actor.SYSTEM, run.subject().id());
        if (!host.answering()) {
            run.put("away", true);
            return false;
        }
        if (run.text("boot") != null) {
            try {
                return !bootId(run).equals(run.text("boot"));
            } catch (Refusal e) {
                return false;
            }
        }
        return host.seenAt() != null && host.seenAt().isAfter(asked.plusSeconds(1));
    }
}
