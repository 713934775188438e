package io.everup.migration;

import io.everup.audit.AuditJournal;
import io.everup.event.Subject;
import io.everup.host.HostDirectory;
import io.everup.host.HostOperations;
import io.everup.host.HostSignal;
import io.everup.host.HostState;
import io.everup.host.HostView;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.placement.Ranking;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.task.NewTask;
import io.everup.task.TaskOperations;
import io.everup.vm.VmDirectory;
import io.everup.vm.VmState;
import io.everup.vm.VmView;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Empties a host by live migration so that it can be serviced, and takes it back into use. */
@Component
public class MaintenanceOperations {

    private static final Set<VmState> ON = Set.of(
            VmState.RUNNING, VmState.PAUSED, VmState.STARTING, VmState.STOPPING, VmState.MIGRATING, VmState.RECOVERING);

    private final HostDirectory hosts;
    private final HostOperations operations;
    private final VmDirectory vms;
    private final TaskOperations tasks;
    private final AuditJournal audit;

    MaintenanceOperations(
            HostDirectory hosts, HostOperations operations, VmDirectory vms, TaskOperations tasks, AuditJournal audit) {
        this.hosts = hosts;
        this.operations = operations;
        this.vms = vms;
        this.tasks = tasks;
        this.audit = audit;
    }

    /** Where one VM of a host in maintenance would go. @param ranking every host judged for it */
    public record Rehearsal(VmView vm, Ranking ranking) {}

    /** For each VM that is on there: where it could go now, and why; nothing is changed. */
    public List<Rehearsal> rehearse(Actor actor, UUID host) {
        var found = hosts.host(actor, host);
        actor.require(Permission.VM_VIEW, Place.pool(found.poolId()));
        return onHost(Actor.SYSTEM, found).stream()
                .map(vm -> new Rehearsal(vm, vms.targetsOnLeaving(Actor.SYSTEM, vm.id())))
                .toList();
    }

    /**
     * Begins maintenance: the host takes no more VMs and gives up those it has.
     *
     * @return the task
     * @throws Refusal when the host isn't up, or a VM on it has nowhere to go; it names the VM and says why
     */
    @Transactional
    public UUID enter(Actor actor, UUID id) {
        var host = hosts.host(actor, id);
        actor.require(Permission.HOST_OPERATE, Place.pool(host.poolId()));
        for (var vm : rehearse(actor, id)) {
            if (vm.ranking().best().isEmpty()) {
                throw Refusal.conflict(
                        "no-host-fits",
                        vm.vm().name() + " has nowhere to go: "
                                + String.join(
                                        ". ",
                                        vm.ranking().rejections().stream()
                                                .filter(rejection ->
                                                        !rejection.host().equals(id))
                                                .map(rejection -> rejection.sentence())
                                                .toList())
                                + ".",
                        "Free room on another host, or shut " + vm.vm().name() + " down first.");
            }
        }
        operations.signal(id, HostSignal.MAINTENANCE_BEGUN, null);
        return tasks.submit(
                actor,
                NewTask.of(
                        HostEvacuate.KIND,
                        "Empty " + host.name() + " for maintenance",
                        new Subject("host", id, host.name()),
                        "host:" + id,
                        Map.of()));
    }

    /** Takes the host back into use; it is checked first, like a host that was away. @return the task that waits for it */
    @Transactional
    public UUID exit(Actor actor, UUID id) {
        var host = hosts.host(actor, id);
        actor.require(Permission.HOST_OPERATE, Place.pool(host.poolId()));
        operations.signal(id, HostSignal.MAINTENANCE_ENDED, null);
        tasks.cancelHolder("host:" + id, "Maintenance was ended.");
        audit.done(actor, "host.exit-maintenance", new Subject("host", id, host.name()), Map.of());
        return tasks.submit(
                actor,
                NewTask.of(
                        HostReturn.KIND,
                        "Take " + host.name() + " back into use",
                        new Subject("host", id, host.name()),
                        "host-return:" + id,
                        Map.of()));
    }

    boolean inMaintenance(UUID host) {
        return hosts.stateOf(host).orElse(null) == HostState.MAINTENANCE;
    }

    List<VmView> onHost(Actor actor, HostView host) {
        return vms.vms(actor, ListQuery.of("host:\"" + host.name() + "\"", "", ListQuery.MOST, null)).items().stream()
                .filter(vm -> ON.contains(vm.state()))
                .toList();
    }
}
