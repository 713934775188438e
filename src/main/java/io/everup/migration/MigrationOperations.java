package io.everup.migration;

import io.everup.event.Subject;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.placement.Candidate;
import io.everup.placement.Ranking;
import io.everup.shared.Ids;
import io.everup.shared.Refusal;
import io.everup.task.NewTask;
import io.everup.task.TaskOperations;
import io.everup.vm.VmDirectory;
import io.everup.vm.VmGate;
import io.everup.vm.VmOperations;
import io.everup.vm.VmSignal;
import io.everup.vm.VmView;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Moves running VMs between hosts. */
@Component
public class MigrationOperations {

    private final VmDirectory vms;
    private final VmGate gate;
    private final TaskOperations tasks;
    private final MigrationJournal journal;
    private final Ids ids;

    MigrationOperations(VmDirectory vms, VmGate gate, TaskOperations tasks, MigrationJournal journal, Ids ids) {
        this.vms = vms;
        this.gate = gate;
        this.tasks = tasks;
        this.journal = journal;
        this.ids = ids;
    }

    /**
     * Begins a live migration.
     *
     * @param host where to; null lets Everup choose the best
     * @return the task
     * @throws Refusal when it doesn't run, or the host (or every host) can't take it; it says why, host by host
     */
    @Transactional
    public UUID migrate(Actor actor, UUID vmId, UUID host) {
        return migrate(actor, vmId, host, false);
    }

    /** As {@link #migrate}, for when its host gives up all its VMs: those that must stay together with it will follow. */
    @Transactional
    public UUID leave(Actor actor, UUID vmId, UUID host) {
        return migrate(actor, vmId, host, true);
    }

    private UUID migrate(Actor actor, UUID vmId, UUID host, boolean leaving) {
        var vm = vms.vm(actor, vmId);
        actor.require(Permission.VM_MIGRATE, vm.place());
        if (host != null) {
            // Whoever says where to must be able to see where to.
            actor.require(Permission.HOST_VIEW, Place.pool(vm.poolId()));
        }
        refuseUnknownDisks(actor, vm);
        var chosen = choose(vm, leaving ? vms.targetsOnLeaving(actor, vmId) : vms.targets(actor, vmId), host);
        gate.signal(vmId, VmSignal.MIGRATE, null);
        var id = ids.next();
        var why = String.join(", ", chosen.reasons());
        var task = tasks.submit(
                actor,
                NewTask.of(
                        VmMigrate.KIND,
                        "Move " + vm.name() + " to " + chosen.name(),
                        new Subject("vm", vmId, vm.name()),
                        VmOperations.key(vmId),
                        Map.of(
                                "migration", id.toString(),
                                "source", vm.hostId().toString(),
                                "host", chosen.host().toString(),
                                "hostName", chosen.name(),
                                "why", why)));
        journal.request(id, vmId, vm.name(), vm.hostId(), chosen.host(), why, task, actor.name());
        return task;
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

    private static Candidate choose(VmView vm, Ranking ranking, UUID wanted) {
        if (wanted == null) {
            return ranking.best()
                    .orElseThrow(() -> Refusal.conflict(
                            "no-host-fits",
                            "No other host can take " + vm.name() + ". "
                                    + ranking.rejections().stream()
                                            .filter(rejection ->
                                                    !rejection.host().equals(vm.hostId()))
                                            .map(rejection -> rejection.sentence() + ".")
                                            .collect(Collectors.joining(" ")),
                            "Free room on a host, or bring one back that is off."));
        }
        return ranking.candidates().stream()
                .filter(candidate -> candidate.host().equals(wanted))
                .findFirst()
                .orElseThrow(() -> ranking.rejection(wanted)
                        .map(rejection -> Refusal.conflict(
                                "host-does-not-fit",
                                "That host can't take " + vm.name() + ": " + rejection.sentence() + ".",
                                "Choose another host, or let Everup choose."))
                        .orElseGet(() -> Refusal.invalidField(
                                "host", "There is no such host in the pool of " + vm.name() + ".")));
    }
}
