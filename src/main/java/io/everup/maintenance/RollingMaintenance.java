package io.everup.maintenance;

import io.everup.event.EventLog;
import io.everup.event.Severity;
import io.everup.event.Subject;
import io.everup.host.HostDirectory;
import io.everup.identity.Actor;
import io.everup.shared.Refusal;
import io.everup.task.NewTask;
import io.everup.task.TaskDirectory;
import io.everup.task.TaskKind;
import io.everup.task.TaskOperations;
import io.everup.task.TaskRun;
import io.everup.task.TaskState;
import io.everup.task.TaskStep;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Services host after host. All that it knows is in the tables: each round looks at what is true there and begins at most
 * one thing, in one transaction with what is written down of it; so it goes on wherever a portal died.
 */
@Component
class RollingMaintenance implements TaskKind {

    static final String KIND = "rolling-maintenance";

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final MaintenanceDirectory jobs;
    private final MaintenanceOperations operations;
    private final Rehearsals rehearsals;
    private final HostDirectory hosts;
    private final JobStore store;
    private final TaskDirectory directory;
    private final TaskOperations tasks;
    private final EventLog events;
    private final TransactionTemplate transaction;
    private final Clock clock;

    RollingMaintenance(
            MaintenanceDirectory jobs,
            MaintenanceOperations operations,
            Rehearsals rehearsals,
            HostDirectory hosts,
            JobStore store,
            TaskDirectory directory,
            TaskOperations tasks,
            EventLog events,
            TransactionTemplate transaction,
            Clock clock) {
        this.jobs = jobs;
        this.operations = operations;
        this.rehearsals = rehearsals;
        this.hosts = hosts;
        this.store = store;
        this.directory = directory;
        this.tasks = tasks;
        this.events = events;
        this.transaction = transaction;
        this.clock = clock;
    }

    static String key(UUID job) {
        return "maintenance:" + job;
    }

    @Override
    public String name() {
        return KIND;
    }

    @Override
    public Duration patience() {
        return Duration.ofDays(7);
    }

    @Override
    public List<TaskStep> steps(TaskRun run) {
        return List.of(TaskStep.of("Service host after host", this::round));
    }

    private void round(TaskRun run) {
        var over = transaction.execute(status -> step(run));
        if (!Boolean.TRUE.equals(over)) {
            throw new TaskStep.Again(PAUSE);
        }
    }

    /** @return whether nothing is left for this task to do */
    private boolean step(TaskRun run) {
        var detail = jobs.detail(Actor.SYSTEM, run.subject().id());
        var job = detail.job();
        if (job.state() != JobState.RUNNING) {
            return job.state() != JobState.PAUSED;
        }
        var act = RollingRules.next(job, detail.hosts(), children(detail.hosts()), clock.instant());
        run.progress(100 * job.hostsDone() / Math.max(1, job.hosts()));
        switch (act.kind()) {
            case BEGIN_HOST -> empty(run, job, act.host());
            case BEGIN_COMMAND ->
                begin(run, job, act.host(), HostPhase.COMMAND, HostCommand.KIND, "Run the command on ");
            case BEGIN_REBOOT -> begin(run, job, act.host(), HostPhase.REBOOTING, HostReboot.KIND, "Restart ");
            case BEGIN_RETURN -> giveBack(run, job, act.host());
            case STOP -> stop(run, job, act);
            case NO_TIME -> noTime(run, job, act.host());
            case COMPLETE -> complete(run, job);
            case WAIT -> {
                return false;
            }
        }
        return act.kind() == RollingRules.Kind.STOP
                || act.kind() == RollingRules.Kind.NO_TIME
                || act.kind() == RollingRules.Kind.COMPLETE;
    }

    private Map<UUID, RollingRules.Child> children(List<JobView.HostLine> lines) {
        var children = new HashMap<UUID, RollingRules.Child>();
        for (var line : lines) {
            if (line.task() != null && !line.phase().over()) {
                var task = directory.find(Actor.SYSTEM, line.task());
                var failure = task.state() == TaskState.CANCELLED
                        ? "\"" + task.title() + "\" was cancelled."
                        : task.failure();
                children.put(
                        line.task(),
                        new RollingRules.Child(
                                task.state().ended() ? task.state() == TaskState.SUCCEEDED : null,
                                failure,
                                task.next()));
            }
        }
        return children;
    }

    /** It is rehearsed anew: the pool isn't as it was when the job was begun. */
    private void empty(TaskRun run, JobView job, JobView.HostLine line) {
        var host = hosts.host(Actor.SYSTEM, line.id());
        try {
            operations.refuseUnlessUp(host);
            var plan =
                    rehearsals.of(host, store.choices(job.id()), job.parallel()).plan();
            MaintenanceOperations.refuseBlocked(plan);
            store.planned(job.id(), plan);
            store.phase(job.id(), host.id(), HostPhase.EMPTYING, operations.empty(Actor.SYSTEM, host, job.id(), true));
            run.log("Begins with " + host.name() + ".");
        } catch (Refusal refusal) {
            store.failed(job.id(), host.id(), HostPhase.WAITING, refusal.getMessage(), refusal.next());
        }
    }

    private void begin(TaskRun run, JobView job, JobView.HostLine host, HostPhase phase, String kind, String words) {
        var task = tasks.submit(
                Actor.SYSTEM,
                NewTask.of(
                        kind,
                        words + host.name(),
                        new Subject("host", host.id(), host.name()),
                        kind + ":" + host.id(),
                        Map.of(
                                "job",
                                job.id().toString(),
                                "reboot",
                                job.reboot().name())));
        store.phase(job.id(), host.id(), phase, task);
        run.log(words + host.name() + ".");
    }

    private void giveBack(TaskRun run, JobView job, JobView.HostLine line) {
        var host = hosts.host(Actor.SYSTEM, line.id());
        operations.back(Actor.SYSTEM, host, job.id(), Map.of("bringBack", job.bringBack()));
        run.log("Takes " + host.name() + " back into use.");
    }

    private void stop(TaskRun run, JobView job, RollingRules.Act act) {
        var host = act.host();
        if (host.phase() != HostPhase.FAILED) {
            store.failed(job.id(), host.id(), host.phase(), act.failure(), act.next());
        }
        var text = host.name() + ": " + act.failure();
        store.state(job.id(), JobState.STOPPED, text, act.next());
        run.warn(text);
        tell(job, Severity.WARNING, "\"" + job.title() + "\" stopped at " + text);
    }

    private void noTime(TaskRun run, JobView job, JobView.HostLine host) {
        var text = host.name() + " wouldn't be done by the end of the window; it wasn't begun.";
        store.state(job.id(), JobState.STOPPED, text, "Go on in the next window, or cancel what is left.");
        store.outOfTime(job.id());
        run.log(text);
        tell(job, Severity.INFO, "\"" + job.title() + "\": " + text);
    }

    private void complete(TaskRun run, JobView job) {
        store.state(job.id(), JobState.COMPLETED, null, null);
        run.log("All hosts were seen to.");
        tell(job, Severity.INFO, "\"" + job.title() + "\" is done.");
    }

    private void tell(JobView job, Severity severity, String text) {
        events.record("maintenance", severity, new Subject("maintenance", job.id(), job.title()), text);
    }
}
