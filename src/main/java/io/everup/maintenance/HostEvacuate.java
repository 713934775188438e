package io.everup.maintenance;

import io.everup.host.HostDirectory;
import io.everup.host.HostOperations;
import io.everup.host.HostSignal;
import io.everup.host.HostState;
import io.everup.host.HostView;
import io.everup.identity.Actor;
import io.everup.shared.Refusal;
import io.everup.task.TaskKind;
import io.everup.task.TaskOperations;
import io.everup.task.TaskRun;
import io.everup.task.TaskState;
import io.everup.task.TaskStep;
import io.everup.vm.VmOperations;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Empties a host. Until it is empty the host stays up and is watched and recovered like any other; only then it is in
 * maintenance. What is under way when it is cancelled is rolled back, and the host takes VMs again.
 */
@Component
class HostEvacuate implements TaskKind {

    static final String KIND = "host-evacuate";

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofHours(12);

    private final HostDirectory hosts;
    private final HostOperations operations;
    private final JobCourse jobs;
    private final Evacuation evacuation;
    private final HostChecks checks;
    private final JobStore store;
    private final VmLines lines;
    private final TaskOperations tasks;
    private final Clock clock;

    HostEvacuate(
            HostDirectory hosts,
            HostOperations operations,
            JobCourse jobs,
            Evacuation evacuation,
            HostChecks checks,
            JobStore store,
            VmLines lines,
            TaskOperations tasks,
            Clock clock) {
        this.hosts = hosts;
        this.operations = operations;
        this.jobs = jobs;
        this.evacuation = evacuation;
        this.checks = checks;
        this.store = store;
        this.lines = lines;
        this.tasks = tasks;
        this.clock = clock;
    }

    @Override
    public String name() {
        return KIND;
    }

    @Override
    public Duration patience() {
        return PATIENCE;
    }

    @Override
    public List<TaskStep> steps(TaskRun run) {
        return List.of(new Empty());
    }

    private final class Empty implements TaskStep {

        @Override
        public String title() {
            return "Move its VMs away";
        }

        @Override
        public Probe probe(TaskRun run) {
            return hosts.stateOf(run.subject().id()).orElse(null) == HostState.MAINTENANCE
                    ? Probe.DONE
                    : Probe.NOT_DONE;
        }

        @Override
        public void perform(TaskRun run) {
            var host = hosts.host(Actor.SYSTEM, run.subject().id());
            refuseIfDead(run, host);
            if (host.state() == HostState.UP) {
                empty(run, host);
            } else {
                throw new Again(PAUSE);
            }
        }

        /** Moves that are under way are rolled back by their own tasks, or have switched over and stay. */
        @Override
        public void undo(TaskRun run) {
            lines.of(run.uuid("job"), run.subject().id()).stream()
                    .filter(line -> line.phase() == VmPhase.MOVING)
                    .forEach(
                            line -> tasks.cancelHolder(VmOperations.key(line.vm()), "The maintenance was called off."));
        }
    }

    private void refuseIfDead(TaskRun run, HostView host) {
        if (host.state() == HostState.FENCED || host.state() == HostState.LOST) {
            throw stop(
                    run,
                    "host-died",
                    host.name() + " failed while it was emptied: "
                            + host.state().sentence(),
                    "High availability sees to its protected VMs. Begin the maintenance again when it is back.");
        }
    }

    private void empty(TaskRun run, HostView host) {
        var job = run.uuid("job");
        var parallel = jobs.parallel(job);
        evacuation.look(job, host, parallel, run);
        var all = lines.of(job, host.id());
        var next = EvacuationRules.next(all, parallel, clock.instant());
        if (next.empty()) {
            store.reach(job, host.id(), checks.reach(host));
            operations.signal(host.id(), HostSignal.MAINTENANCE_BEGUN, null);
            operations.leave(host.id(), false);
            store.phase(job, host.id(), HostPhase.IN_MAINTENANCE, run.id());
            jobs.held(job);
            run.log(host.name() + " is empty and in maintenance.");
            return;
        }
        next.begin().forEach(line -> evacuation.begin(line, run));
        run.progress(
                (int) (100 * all.stream().filter(line -> line.phase().left()).count() / Math.max(1, all.size())));
        if (next.stuck()) {
            waitForChoice(run, host, all);
        } else {
            store.unstuck(job, host.id());
        }
        throw new TaskStep.Again(PAUSE);
    }

    private void waitForChoice(TaskRun run, HostView host, List<VmLines.Line> all) {
        var since = store.stuck(run.uuid("job"), host.id());
        var blocked = all.stream()
                .filter(line -> line.phase() == VmPhase.BLOCKED)
                .map(VmLines.Line::name)
                .toList();
        var most = run.flag("scheduled") ? Duration.ofMinutes(2) : EvacuationRules.CHOICE_PATIENCE;
        if (since.plus(most).isBefore(clock.instant())) {
            throw stop(
                    run,
                    "cannot-empty-host",
                    String.join(", ", blocked) + " couldn't leave " + host.name() + ", and nobody chose what to do.",
                    "Rehearse it again and choose for each: shut it down, or leave it off.");
        }
    }

    private Refusal stop(TaskRun run, String code, String text, String next) {
        run.put("failure", text);
        run.put("next", next);
        return Refusal.conflict(code, text, next);
    }

    /** The host takes VMs again; those that left stay where they are, or come back if that was asked for. */
    @Override
    public void ended(TaskRun run, TaskState state) {
        UUID host = run.subject().id();
        operations.leave(host, false);
        var job = run.uuid("job");
        jobs.evacuationEnded(job, host, run.id(), state, run.text("failure"), run.text("next"));
    }
}
