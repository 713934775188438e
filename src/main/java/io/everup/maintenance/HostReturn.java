package io.everup.maintenance;

import io.everup.host.HostDirectory;
import io.everup.host.HostOperations;
import io.everup.host.HostSignal;
import io.everup.host.HostState;
import io.everup.identity.Actor;
import io.everup.shared.Refusal;
import io.everup.task.TaskKind;
import io.everup.task.TaskOperations;
import io.everup.task.TaskRun;
import io.everup.task.TaskState;
import io.everup.task.TaskStep;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Takes a host back into use: it is checked like a host that was away, and compared with what it could do before; only
 * then it takes VMs. While it is checked it is up and watched, but takes none. At last VMs that were switched off for it
 * are started, and those that lived there come back if that was asked for.
 */
@Component
class HostReturn implements TaskKind {

    static final String KIND = "host-return";

    private static final Duration PAUSE = Duration.ofMillis(500);
    /** Looks, half a second apart: two minutes. */
    private static final int MOST_LOOKS = 240;
    /** Looks, two seconds apart: a minute. */
    private static final int MOST_CHECKS = 30;

    private final HostDirectory hosts;
    private final HostOperations operations;
    private final HostChecks checks;
    private final Homecoming homecoming;
    private final JobStore store;
    private final JobCourse jobs;
    private final TaskOperations tasks;

    HostReturn(
            HostDirectory hosts,
            HostOperations operations,
            HostChecks checks,
            Homecoming homecoming,
            JobStore store,
            JobCourse jobs,
            TaskOperations tasks) {
        this.hosts = hosts;
        this.operations = operations;
        this.checks = checks;
        this.homecoming = homecoming;
        this.store = store;
        this.jobs = jobs;
        this.tasks = tasks;
    }

    @Override
    public String name() {
        return KIND;
    }

    @Override
    public List<TaskStep> steps(TaskRun run) {
        return List.of(
                TaskStep.of("Let go of what empties it", this::letGo),
                TaskStep.of("Wait until it is up", this::await),
                TaskStep.of("Compare it with what it was", this::check),
                TaskStep.of("Let it take VMs again", this::open),
                TaskStep.of("Bring its VMs back", this::bringBack));
    }

    private void letGo(TaskRun run) {
        if (tasks.held("host:" + run.subject().id())) {
            throw new TaskStep.Again(PAUSE);
        }
        var host = run.subject().id();
        if (hosts.stateOf(host).orElse(null) == HostState.MAINTENANCE) {
            operations.leave(host, true);
            operations.signalIfMeant(host, HostSignal.MAINTENANCE_ENDED, null);
        }
    }

    private void await(TaskRun run) {
        var name = run.subject().name();
        var state = hosts.stateOf(run.subject().id()).orElseThrow(() -> Refusal.notFound("host"));
        if (state == HostState.UP) {
            run.log(name + " is up.");
            return;
        }
        run.put("looks", run.number("looks") + 1);
        if (state != HostState.CONNECTING || run.number("looks") > MOST_LOOKS) {
            throw Refusal.conflict(
                    "host-not-up",
                    "Maintenance of " + name + " has ended, but it isn't up: " + state.sentence(),
                    "See to the host; end its maintenance again once it answers.");
        }
        throw new TaskStep.Again(PAUSE);
    }

    private void check(TaskRun run) {
        var job = run.uuid("job");
        if (job == null || run.flag("unchecked")) {
            return;
        }
        var host = hosts.host(Actor.SYSTEM, run.subject().id());
        var problems = checks.problems(host, store.reachBefore(job, host.id()));
        if (problems.isEmpty()) {
            run.log(host.name() + " answers and reaches the datastores and networks that it reached before.");
            return;
        }
        run.put("checks", run.number("checks") + 1);
        if (run.number("checks") > MOST_CHECKS) {
            throw Refusal.conflict(
                    "host-lost-something",
                    host.name() + ": " + String.join("; ", problems) + ".",
                    "It takes no VMs yet. Mend it and end the maintenance again, or use it as it is.");
        }
        throw new TaskStep.Again(Duration.ofSeconds(2));
    }

    private void open(TaskRun run) {
        operations.leave(run.subject().id(), false);
        run.log(run.subject().name() + " takes VMs again.");
    }

    private void bringBack(TaskRun run) {
        var job = run.uuid("job");
        if (job == null) {
            return;
        }
        if (!homecoming.done(job, run.subject().id(), run.flag("bringBack"), run)) {
            throw new TaskStep.Again(Duration.ofSeconds(1));
        }
        var phase = run.flag("cancelled") ? HostPhase.CANCELLED : HostPhase.COMPLETED;
        store.phase(job, run.subject().id(), phase, run.id());
        jobs.returned(job, run.flag("cancelled"));
    }

    @Override
    public void ended(TaskRun run, TaskState state) {
        var job = run.uuid("job");
        if (job != null) {
            jobs.returnEnded(job, run.subject().id(), run.id(), state);
        }
    }
}
