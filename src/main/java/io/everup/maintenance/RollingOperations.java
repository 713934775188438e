package io.everup.maintenance;

import io.everup.audit.AuditJournal;
import io.everup.event.Subject;
import io.everup.host.HostView;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.shared.Ids;
import io.everup.shared.Refusal;
import io.everup.task.NewTask;
import io.everup.task.TaskOperations;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Begins and steers maintenance of several hosts as one job. */
@Component
public class RollingOperations {

    private static final int MOST_COMMAND = 10_000;
    private static final int MOST_SECONDS = 86_400;

    private final MaintenanceOperations single;
    private final MaintenanceDirectory directory;
    private final SshOperations ssh;
    private final JobStore store;
    private final TaskOperations tasks;
    private final AuditJournal audit;
    private final Ids ids;

    RollingOperations(
            MaintenanceOperations single,
            MaintenanceDirectory directory,
            SshOperations ssh,
            JobStore store,
            TaskOperations tasks,
            AuditJournal audit,
            Ids ids) {
        this.single = single;
        this.directory = directory;
        this.ssh = ssh;
        this.store = store;
        this.tasks = tasks;
        this.audit = audit;
        this.ids = ids;
    }

    /**
     * Begins a rolling job.
     *
     * @return the job's id
     * @throws Refusal when a host isn't up, a VM can't leave and nothing was chosen for it, or a host can't be reached
     *     for the command or the restart; it names the first
     */
    @Transactional
    public UUID begin(Actor actor, NewJob wish) {
        if (wish.pool() == null) {
            throw Refusal.invalidField("pool", "Choose the pool.");
        }
        actor.require(Permission.HOST_OPERATE, Place.pool(wish.pool()));
        single.check(actor, wish);
        checkCommand(actor, wish);
        var hosts = directory.order(actor, wish);
        hosts.forEach(single::refuseUnlessFree);
        hosts.forEach(host -> requireReach(host, wish));
        var plans = directory.rehearse(actor, wish);
        plans.forEach(plan -> MaintenanceOperations.refuseBlocked(plan.plan()));
        var job = ids.next();
        var title = "Maintenance of "
                + (hosts.size() == 1
                        ? hosts.get(0).name()
                        : hosts.size() + " hosts of " + hosts.get(0).pool());
        store.add(job, wish.pool(), hosts.get(0).pool(), title, true, wish, actor.name());
        for (var place = 0; place < hosts.size(); place++) {
            var host = hosts.get(place);
            store.addHost(job, host.id(), host.name(), place + 1, HostPhase.WAITING);
            store.predicted(job, host.id(), plans.get(place).plan().millis());
        }
        begin(actor, job, title);
        tell(actor, "maintenance.begin", job, title, detail(wish, hosts));
        return job;
    }

    private static Map<String, Object> detail(NewJob wish, List<HostView> hosts) {
        var detail = new HashMap<String, Object>();
        detail.put("hosts", hosts.stream().map(HostView::name).toList());
        detail.put("reboot", wish.reboot().name());
        if (wish.command() != null) {
            detail.put("command", wish.command());
        }
        return detail;
    }

    private void begin(Actor actor, UUID job, String title) {
        var task = tasks.submit(
                actor,
                NewTask.of(
                        RollingMaintenance.KIND,
                        title,
                        new Subject("maintenance", job, title),
                        RollingMaintenance.key(job),
                        Map.of()));
        store.task(job, task);
    }

    private static void checkCommand(Actor actor, NewJob wish) {
        if (wish.command() != null) {
            // Whoever may write a command may do anything on the host.
            actor.require(Permission.HOST_MANAGE, Place.pool(wish.pool()));
            if (wish.command().length() > MOST_COMMAND) {
                throw Refusal.invalidField("command", "At most " + MOST_COMMAND + " characters.");
            }
        }
        if (wish.commandSeconds() < 1 || wish.commandSeconds() > MOST_SECONDS) {
            throw Refusal.invalidField("seconds", "From 1 second to a day (" + MOST_SECONDS + ").");
        }
    }

    private void requireReach(HostView host, NewJob wish) {
        if (wish.command() != null || wish.reboot() == Reboot.COMMAND) {
            ssh.requireReady(host);
        }
        if (wish.reboot() == Reboot.POWER && host.fence().isEmpty()) {
            throw Refusal.conflict(
                    "no-fence-device",
                    host.name() + " has no fence device that could restart it.",
                    "Give it one, or restart by command.");
        }
    }

    /** What is under way goes on to its end; nothing more is begun. */
    @Transactional
    public void pause(Actor actor, UUID id) {
        var job = steered(actor, id);
        refuseUnless(job, JobState.RUNNING);
        store.state(id, JobState.PAUSED, null, null);
        tell(actor, "maintenance.pause", id, job.title(), Map.of());
    }

    /** Goes on after a pause, or tries again what it stopped at. */
    @Transactional
    public void goOn(Actor actor, UUID id) {
        var job = steered(actor, id);
        refuseUnless(job, JobState.PAUSED, JobState.STOPPED);
        directory.detail(Actor.SYSTEM, id).hosts().stream()
                .filter(host -> host.phase() == HostPhase.FAILED)
                .forEach(host -> store.phase(id, host.id(), again(host), null));
        resume(actor, job);
        tell(actor, "maintenance.go-on", id, job.title(), Map.of());
    }

    private static HostPhase again(JobView.HostLine host) {
        var during = host.failedPhase();
        return during == HostPhase.WAITING || during == HostPhase.EMPTYING
                ? HostPhase.WAITING
                : HostPhase.IN_MAINTENANCE;
    }

    private void resume(Actor actor, JobView job) {
        store.state(job.id(), JobState.RUNNING, null, null);
        if (!tasks.held(RollingMaintenance.key(job.id()))) {
            begin(actor, job.id(), job.title());
        }
    }

    /** Leaves a host out that waits or has failed; in which state it is then, it stays. A job that stopped at it goes on. */
    @Transactional
    public void skip(Actor actor, UUID id, UUID host) {
        var job = steered(actor, id);
        var line = directory.detail(Actor.SYSTEM, id).hosts().stream()
                .filter(one -> one.id().equals(host))
                .findFirst()
                .orElseThrow(() -> Refusal.invalidField("host", "There is no such host in this job."));
        if (job.state().over() || line.phase() != HostPhase.WAITING && line.phase() != HostPhase.FAILED) {
            throw Refusal.conflict(
                    "host-not-waiting",
                    line.name() + " can't be skipped: " + line.phase().sentence(),
                    "Only a host that waits or has failed can be skipped.");
        }
        store.phase(id, host, HostPhase.SKIPPED, null);
        if (job.state() == JobState.STOPPED && line.phase() == HostPhase.FAILED) {
            resume(actor, job);
        }
        tell(actor, "maintenance.skip", id, job.title(), Map.of("host", line.name()));
    }

    /** Ends the job: a host that is being emptied takes VMs again, one that is empty stays in maintenance. */
    @Transactional
    public void cancel(Actor actor, UUID id) {
        var job = steered(actor, id);
        refuseUnless(job, JobState.RUNNING, JobState.PAUSED, JobState.STOPPED);
        store.state(id, JobState.CANCELLED, null, null);
        for (var host : directory.detail(Actor.SYSTEM, id).hosts()) {
            if (!host.phase().over()) {
                var why = actor.name() + " cancelled the maintenance job.";
                if (host.phase() != HostPhase.RETURNING) {
                    tasks.cancelHolder("host:" + host.id(), why);
                    tasks.cancelHolder(HostCommand.KIND + ":" + host.id(), why);
                    tasks.cancelHolder(HostReboot.KIND + ":" + host.id(), why);
                }
                store.phase(id, host.id(), HostPhase.CANCELLED, host.task());
            }
        }
        tell(actor, "maintenance.cancel", id, job.title(), Map.of());
    }

    private JobView steered(Actor actor, UUID id) {
        var job = directory.job(actor, id);
        actor.require(Permission.HOST_OPERATE, Place.pool(job.poolId()));
        if (!job.rolling()) {
            throw Refusal.conflict(
                    "not-rolling", "\"" + job.title() + "\" is about one host.", "End or call off that maintenance.");
        }
        return job;
    }

    private static void refuseUnless(JobView job, JobState... states) {
        if (!List.of(states).contains(job.state())) {
            throw Refusal.conflict(
                    "maintenance-" + job.state().name().toLowerCase(java.util.Locale.ROOT),
                    "\"" + job.title() + "\": " + job.state().sentence(),
                    "Look at the job again; it may have gone on meanwhile.");
        }
    }

    private void tell(Actor actor, String action, UUID job, String title, Map<String, ?> detail) {
        audit.done(actor, action, new Subject("maintenance", job, title), detail);
        store.changed(job);
    }
}
