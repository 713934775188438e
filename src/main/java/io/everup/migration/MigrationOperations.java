package io.everup.migration;

import io.everup.event.Subject;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.shared.Ids;
import io.everup.shared.Refusal;
import io.everup.task.NewTask;
import io.everup.task.TaskOperations;
import io.everup.vm.VmDirectory;
import io.everup.vm.VmGate;
import io.everup.vm.VmOperations;
import io.everup.vm.VmSignal;
import io.everup.vm.VmView;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Moves running VMs between hosts. */
@Component
public class MigrationOperations {

    private final VmDirectory vms;
    private final VmGate gate;
    private final TaskOperations tasks;
    private final MigrationJournal journal;
    private final MigrationPolicies policies;
    private final MigrationForecasts forecasts;
    private final MoveTargets targets;
    private final DiskPlans plans;
    private final DiskJournal disks;
    private final Ids ids;

    MigrationOperations(
            VmDirectory vms,
            VmGate gate,
            TaskOperations tasks,
            MigrationJournal journal,
            MigrationPolicies policies,
            MigrationForecasts forecasts,
            MoveTargets targets,
            DiskPlans plans,
            DiskJournal disks,
            Ids ids) {
        this.vms = vms;
        this.gate = gate;
        this.tasks = tasks;
        this.journal = journal;
        this.policies = policies;
        this.forecasts = forecasts;
        this.targets = targets;
        this.plans = plans;
        this.disks = disks;
        this.ids = ids;
    }

    /** As {@link #begin}, in all else as its pool wants it. */
    @Transactional
    public UUID migrate(Actor actor, UUID vmId, UUID host) {
        return begin(actor, vmId, MigrationWish.to(host));
    }

    /**
     * Begins a live migration. It may have to wait for its turn at either host.
     *
     * @return the task
     * @throws Refusal when it doesn't run, the host (or every host) can't take it, which is said host by host, or when by
     *     all that is known it can't end within its pause budget by anything that is allowed
     */
    @Transactional
    public UUID begin(Actor actor, UUID vmId, MigrationWish wish) {
        return begin(actor, vmId, wish, false);
    }

    /** As {@link #begin}, for when its host gives up all its VMs: those that must stay together with it will follow. */
    @Transactional
    public UUID leave(Actor actor, UUID vmId, MigrationWish wish) {
        return begin(actor, vmId, wish, true);
    }

    /** As {@link #migrate}, for when its host gives up all its VMs. */
    @Transactional
    public UUID leave(Actor actor, UUID vmId, UUID host) {
        return begin(actor, vmId, MigrationWish.to(host), true);
    }

    private UUID begin(Actor actor, UUID vmId, MigrationWish wish, boolean leaving) {
        var vm = movable(actor, vmId, wish);
        refuseUnknownDisks(actor, vm);
        var wished = policies.of(vm.poolId()).with(wish).checked();
        var target = targets.choose(actor, vm, wish, leaving);
        var chosen = target.host();
        var copies = target.disks().needed();
        var policy = copies ? wished.copyingDisks() : wished;
        var expected = forecasts.of(vmId, chosen.host(), wish, target.disks().copyBytes());
        MigrationCheck.refuseHopeless(vm.name(), expected);
        gate.signal(vmId, VmSignal.MIGRATE, null);
        var id = ids.next();
        var why = String.join(", ", chosen.reasons());
        var task = tasks.submit(
                actor,
                NewTask.of(
                        VmMigrate.KIND,
                        "Move " + vm.name() + " to " + chosen.name() + (copies ? " with its disks" : ""),
                        new Subject("vm", vmId, vm.name()),
                        VmOperations.key(vmId),
                        MigrationPayload.of(id, vm.hostId(), chosen.host(), chosen.name(), why, policy, copies)));
        journal.request(id, vmId, vm.name(), vm.hostId(), chosen.host(), why, task, actor.name(), policy, copies);
        disks.plan(id, target.disks());
        return task;
    }

    /**
     * What a migration would take, from what is stored; no host is asked.
     *
     * @throws Refusal when the wish is out of its ranges, or the VM isn't theirs to move
     */
    public MigrationForecast forecast(Actor actor, UUID vmId, MigrationWish wish) {
        var vm = movable(actor, vmId, wish);
        policies.of(vm.poolId()).with(wish).checked();
        var copied = wish.copiesDisks() && wish.host() != null
                ? plans.of(vmId, wish.host(), wish.datastore()).copyBytes()
                : 0;
        return forecasts.of(vmId, wish.host(), wish, copied);
    }

    /**
     * Which disks of a VM a host doesn't reach, and where they could be copied to; no host is asked.
     *
     * @param datastore the one that is wanted; null for the best
     * @throws Refusal when a disk can't be copied, the datastore won't do, or the VM isn't theirs to move
     */
    public DiskPlan disks(Actor actor, UUID vmId, UUID host, UUID datastore) {
        var vm = movable(actor, vmId, MigrationWish.to(host));
        actor.require(Permission.DATASTORE_VIEW, Place.pool(vm.poolId()));
        if (host == null) {
            throw Refusal.invalidField("host", "Say to which host: each has datastores of its own.");
        }
        return plans.of(vmId, host, datastore);
    }

    private VmView movable(Actor actor, UUID vmId, MigrationWish wish) {
        var vm = vms.vm(actor, vmId);
        actor.require(Permission.VM_MIGRATE, vm.place());
        if (wish.host() != null) {
            // Whoever says where to must be able to see where to.
            actor.require(Permission.HOST_VIEW, Place.pool(vm.poolId()));
        }
        return vm;
    }

    /** A disk that no datastore holds may be another file on another host. */
    private void refuseUnknownDisks(Actor actor, VmView vm) {
        vms.detail(actor, vm.id()).disks().stream()
                .filter(disk -> disk.path() != null && disk.datastore() == null)
                .findFirst()
                .ifPresent(disk -> {
                    throw Refusal.conflict(
                            "disk-outside-datastores",
                            "The disk " + disk.path() + " of " + vm.name() + " lies in no datastore that Everup knows,"
                                    + " so nothing tells whether another host sees the same disk.",
                            "Define a storage pool for its folder on the hosts, or eject it, then try again.");
                });
    }
}
