package io.everup.maintenance;

import io.everup.audit.AuditJournal;
import io.everup.event.Subject;
import io.everup.host.Admission;
import io.everup.host.HostDirectory;
import io.everup.host.HostOperations;
import io.everup.host.HostSignal;
import io.everup.host.HostState;
import io.everup.host.HostView;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.shared.Ids;
import io.everup.shared.Refusal;
import io.everup.task.NewTask;
import io.everup.task.TaskOperations;
import io.everup.vm.VmDirectory;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Empties a host by live migration so that it can be serviced, and takes it back into use. */
@Component
public class MaintenanceOperations {

    private static final int MOST_REASON = 500;

    private final HostDirectory hosts;
    private final HostOperations operations;
    private final Admission admission;
    private final VmDirectory vms;
    private final Rehearsals rehearsals;
    private final JobStore store;
    private final VmLines lines;
    private final MaintenanceDirectory directory;
    private final TaskOperations tasks;
    private final AuditJournal audit;
    private final Ids ids;

    MaintenanceOperations(
            HostDirectory hosts,
            HostOperations operations,
            Admission admission,
            VmDirectory vms,
            Rehearsals rehearsals,
            JobStore store,
            VmLines lines,
            MaintenanceDirectory directory,
            TaskOperations tasks,
            AuditJournal audit,
            Ids ids) {
        this.hosts = hosts;
        this.operations = operations;
        this.admission = admission;
        this.vms = vms;
        this.rehearsals = rehearsals;
        this.store = store;
        this.lines = lines;
        this.directory = directory;
        this.tasks = tasks;
        this.audit = audit;
        this.ids = ids;
    }

    /** As {@link #enter(Actor, UUID, NewJob)}, with what is best for each VM. */
    @Transactional
    public UUID enter(Actor actor, UUID id) {
        return enter(actor, id, NewJob.of(id));
    }

    /**
     * Begins maintenance: the host takes no more VMs and gives up those it has. It stays up, and watched, until it is
     * empty.
     *
     * @return the task, whose result has the job's id as {@code job}
     * @throws Refusal when the host isn't up, or something holds a VM back for which nothing was chosen; it names the VM
     *     and says why
     */
    @Transactional
    public UUID enter(Actor actor, UUID id, NewJob wish) {
        return enter(actor, id, wish, null);
    }

    /** @param override why it is to be done although the pool may then not survive what its policy asks; null for none */
    @Transactional
    public UUID enter(Actor actor, UUID id, NewJob wish, String override) {
        var host = hosts.host(actor, id);
        actor.require(Permission.HOST_OPERATE, Place.pool(host.poolId()));
        check(actor, wish);
        refuseUnlessFree(host);
        var plan = rehearsals.of(host, wish.choices(), wish.parallel()).plan();
        refuseBlocked(plan);
        var warning = admission.judge(actor, host.poolId(), new Admission.Leave(id, host.name(), false), override);
        var job = ids.next();
        store.add(job, host.poolId(), host.pool(), "Maintenance of " + host.name(), false, wish, actor.name());
        store.addHost(job, id, host.name(), 1, HostPhase.EMPTYING);
        store.planned(job, plan);
        var task = empty(actor, host, job, false);
        store.task(job, task);
        store.phase(job, id, HostPhase.EMPTYING, task);
        warning.ifPresent(text -> tasks.warn(task, text));
        return task;
    }

    /** Has a host emptied for a job. */
    UUID empty(Actor actor, HostView host, UUID job, boolean scheduled) {
        operations.leave(host.id(), true);
        return tasks.submit(
                actor,
                NewTask.of(
                        HostEvacuate.KIND,
                        "Empty " + host.name() + " for maintenance",
                        subject(host),
                        "host:" + host.id(),
                        Map.of("job", job.toString(), "scheduled", scheduled)));
    }

    /** @throws Refusal when a wish is out of its bounds, or asks for what the actor may not do */
    void check(Actor actor, NewJob wish) {
        if (wish.parallel() < 1 || wish.parallel() > NewJob.MOST_PARALLEL) {
            throw Refusal.invalidField("parallel", "From 1 to " + NewJob.MOST_PARALLEL + " VMs at once.");
        }
        if (wish.reason().length() > MOST_REASON) {
            throw Refusal.invalidField("reason", "At most " + MOST_REASON + " characters.");
        }
        wish.choices().forEach((vm, choice) -> {
            var view = Refusal.named("choices", () -> vms.vm(actor, vm));
            actor.require(choice.moves() ? Permission.VM_MIGRATE : Permission.VM_OPERATE, view.place());
        });
    }

    void refuseUnlessFree(HostView host) {
        refuseUnlessUp(host);
        if (!store.liveOf(host.id()).isEmpty()) {
            throw Refusal.conflict(
                    "maintenance-under-way",
                    "Another maintenance job has " + host.name() + " already.",
                    "Look at that job; cancel it or wait until it is over.");
        }
    }

    void refuseUnlessUp(HostView host) {
        if (host.state() != HostState.UP) {
            throw Refusal.conflict(
                    "host-" + host.state().name().toLowerCase(java.util.Locale.ROOT),
                    host.name() + " isn't up: " + host.state().sentence(),
                    "Maintenance can begin when the host is up.");
        }
        if (host.leavingSince() != null) {
            throw Refusal.conflict(
                    "maintenance-under-way",
                    "Another maintenance job has " + host.name() + " already.",
                    "Look at that job; cancel it or wait until it is over.");
        }
    }

    static void refuseBlocked(EvacuationPlan plan) {
        plan.blocked().stream().findFirst().ifPresent(step -> {
            throw Refusal.conflict(
                    step.blocker().kind() == EvacuationPlan.Kind.NO_HOST ? "no-host-fits" : "vm-cannot-leave",
                    step.name() + " can't leave " + plan.hostName() + ". "
                            + step.blocker().text(),
                    "Free room on another host, or choose for " + step.name() + ": "
                            + String.join(
                                    "; ",
                                    step.blocker().choices().stream()
                                            .map(choice -> choice.words().toLowerCase(java.util.Locale.ROOT))
                                            .toList())
                            + ".");
        });
    }

    /** Somebody's word on a VM that waits or is blocked while its host is emptied. */
    @Transactional
    public void choose(Actor actor, UUID job, UUID vm, Choice choice) {
        var view = directory.job(actor, job);
        actor.require(Permission.HOST_OPERATE, Place.pool(view.poolId()));
        if (choice == null) {
            throw Refusal.invalidField("choice", "Choose what is to be done with it.");
        }
        var found = vms.vm(actor, vm);
        actor.require(choice.moves() ? Permission.VM_MIGRATE : Permission.VM_OPERATE, found.place());
        if (view.state().over() || !lines.choose(job, vm, choice)) {
            throw Refusal.conflict(
                    "nothing-to-choose",
                    found.name() + " doesn't wait for a choice in this job.",
                    "Look at the job again: it may have left meanwhile.");
        }
        audit.done(
                actor,
                "maintenance.choose",
                new Subject("maintenance", job, view.title()),
                Map.of("vm", found.name(), "choice", choice.name()));
    }

    /**
     * Calls the emptying of one host off: moves that are under way are rolled back, and the host takes VMs again.
     *
     * @param bringBack whether those that have left come back
     */
    @Transactional
    public void cancel(Actor actor, UUID id, boolean bringBack) {
        var job = directory.detail(actor, id);
        actor.require(Permission.HOST_OPERATE, Place.pool(job.job().poolId()));
        var host = job.job().rolling() ? null : job.hosts().get(0);
        if (host == null || host.phase() != HostPhase.EMPTYING) {
            throw Refusal.conflict(
                    "nothing-to-cancel",
                    job.job().title() + " isn't emptying its host.",
                    "End the maintenance if the host is to work again.");
        }
        tasks.cancelHolder("host:" + host.id(), actor.name() + " called the maintenance off.");
        if (bringBack) {
            back(actor, hosts.host(actor, host.id()), id, Map.of("bringBack", true, "cancelled", true));
        }
        audit.done(
                actor,
                "maintenance.cancel",
                new Subject("maintenance", id, job.job().title()),
                Map.of("bringBack", bringBack));
    }

    /** As {@link #exit(Actor, UUID, Boolean, boolean)}; VMs come back if that was chosen when it began. */
    @Transactional
    public UUID exit(Actor actor, UUID id) {
        return exit(actor, id, null, false);
    }

    /**
     * Takes the host back into use; it is checked first, like a host that was away.
     *
     * @param bringBack whether the VMs that lived there come back; null for what was chosen when it began
     * @param unchecked whether it is used even if it can do less than before
     * @return the task that waits for it
     */
    @Transactional
    public UUID exit(Actor actor, UUID id, Boolean bringBack, boolean unchecked) {
        var host = hosts.host(actor, id);
        actor.require(Permission.HOST_OPERATE, Place.pool(host.poolId()));
        var job = store.liveOf(id).stream().findFirst().map(one -> directory.job(Actor.SYSTEM, one));
        job.filter(one -> one.rolling() && (one.state() == JobState.RUNNING || one.state() == JobState.PAUSED))
                .ifPresent(one -> {
                    throw Refusal.conflict(
                            "rolling-job",
                            "\"" + one.title() + "\" has " + host.name() + " now.",
                            "Skip the host in that job, or cancel the job.");
                });
        if (host.state() == HostState.MAINTENANCE || host.leavingSince() == null) {
            operations.signal(id, HostSignal.MAINTENANCE_ENDED, null);
            operations.leave(id, true);
        }
        tasks.cancelHolder("host:" + id, "Maintenance was ended.");
        audit.done(actor, "host.exit-maintenance", subject(host), Map.of("unchecked", unchecked));
        var payload = new HashMap<String, Object>();
        payload.put("unchecked", unchecked);
        payload.put(
                "bringBack",
                bringBack != null ? bringBack : job.isPresent() && job.get().bringBack());
        return back(actor, host, job.map(JobView::id).orElse(null), payload);
    }

    /** Has a host checked and taken back into use. @param job null where none is known */
    UUID back(Actor actor, HostView host, UUID job, Map<String, ?> payload) {
        var all = new HashMap<String, Object>(payload);
        if (job != null) {
            all.put("job", job.toString());
        }
        var task = tasks.submit(
                actor,
                NewTask.of(
                        HostReturn.KIND,
                        "Take " + host.name() + " back into use",
                        subject(host),
                        "host-return:" + host.id(),
                        all));
        if (job != null && !Boolean.TRUE.equals(payload.get("cancelled"))) {
            store.phase(job, host.id(), HostPhase.RETURNING, task);
        }
        return task;
    }

    private static Subject subject(HostView host) {
        return new Subject("host", host.id(), host.name());
    }
}
