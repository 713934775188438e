package io.everup.drill;

import io.everup.ha.FailoverMarks;
import io.everup.ha.FailoverView;
import io.everup.ha.HaDirectory;
import io.everup.host.HostDirectory;
import io.everup.host.HostState;
import io.everup.identity.Actor;
import io.everup.task.TaskRun;
import io.everup.task.TaskStep;
import io.everup.vm.VmDirectory;
import io.everup.vm.VmState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Follows what high availability makes of a cut host: it is left to itself and only looked at. */
@Component
class CanaryFollow {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration BACK = Duration.ofMinutes(10);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final HaDirectory ha;
    private final FailoverMarks marks;
    private final VmDirectory vms;
    private final HostDirectory hosts;
    private final DrillStore store;
    private final Clock clock;

    CanaryFollow(
            HaDirectory ha, FailoverMarks marks, VmDirectory vms, HostDirectory hosts, DrillStore store, Clock clock) {
        this.ha = ha;
        this.marks = marks;
        this.vms = vms;
        this.hosts = hosts;
        this.store = store;
        this.clock = clock;
    }

    /** Until the canary runs elsewhere and the failover has ended, or five minutes after the cut. */
    void follow(TaskRun run) {
        var cut = Instant.parse(run.text("cutAt"));
        var failover = failover(run.uuid("vm"), run.uuid("host"), cut);
        if (failover.isPresent() && run.text("failover") == null) {
            marks.drill(failover.get().id());
            store.followed(run.uuid("drill"), failover.get().id());
            run.put("failover", failover.get().id());
        }
        var vm = vms.vm(Actor.SYSTEM, run.uuid("vm"));
        var elsewhere = vm.state() == VmState.RUNNING && !run.uuid("host").equals(vm.hostId());
        if (elsewhere && failover.isPresent() && failover.get().endedAt() != null) {
            store.add(run.uuid("drill"), figures(run, failover.get(), vm.host(), cut));
        } else if (clock.instant().isAfter(cut.plus(PATIENCE))) {
            store.add(
                    run.uuid("drill"),
                    List.of(Check.failed(
                            "failover",
                            vm.name(),
                            "Five minutes after the cut it doesn't run elsewhere: it is "
                                    + vm.state().name().toLowerCase(Locale.ROOT) + ".",
                            "See the failover's page for what it waits for.")));
        } else {
            throw new TaskStep.Again(PAUSE);
        }
    }

    private Optional<FailoverView> failover(UUID vm, UUID host, Instant cut) {
        return java.util.stream.Stream.concat(
                        ha.openFor(Actor.SYSTEM, host).stream(), ha.ofVm(Actor.SYSTEM, vm, 1).stream())
                .filter(each -> host.equals(each.host()) && each.suspectedAt().isAfter(cut.minusSeconds(1)))
                .findFirst();
    }

    private static List<Check> figures(TaskRun run, FailoverView failover, String target, Instant cut) {
        var checks = new ArrayList<Check>();
        stage(checks, "suspected", run, "Its silence was noticed.", cut, failover.suspectedAt());
        stage(checks, "proven", run, String.valueOf(failover.proofText()), cut, failover.provenAt());
        stage(checks, "placed", run, target + " was chosen for its VM.", cut, failover.placedAt());
        stage(checks, "running", run, "Its VM runs on " + target + ".", cut, failover.firstRunningAt());
        run.put(
                "words",
                seconds(cut, failover.firstRunningAt() == null ? failover.endedAt() : failover.firstRunningAt()));
        return checks;
    }

    private static void stage(List<Check> checks, String name, TaskRun run, String text, Instant cut, Instant at) {
        if (at != null) {
            checks.add(Check.passed(name, run.text("hostName"), text)
                    .took(Math.max(0, Duration.between(cut, at).toMillis())));
        }
    }

    private static String seconds(Instant from, Instant to) {
        return String.format(Locale.ROOT, "%.1f s", Duration.between(from, to).toMillis() / 1000.0);
    }

    /** Until the host is up, or ten minutes after it was switched on. */
    void awaitHost(TaskRun run) {
        var on = Instant.parse(run.text("onAt"));
        var host = hosts.host(Actor.SYSTEM, run.uuid("host"));
        if (host.state() == HostState.UP) {
            store.add(
                    run.uuid("drill"),
                    List.of(Check.passed("back", host.name(), "It was switched on again and is up.")
                            .took(Duration.between(on, clock.instant()).toMillis())));
        } else if (clock.instant().isAfter(on.plus(BACK))) {
            store.add(
                    run.uuid("drill"),
                    List.of(Check.failed(
                            "back",
                            host.name(),
                            "Ten minutes after it was switched on it is not back. " + host.sentence(),
                            "See to the machine: does it start by itself when it gets power?")));
        } else {
            throw new TaskStep.Again(PAUSE);
        }
    }
}
