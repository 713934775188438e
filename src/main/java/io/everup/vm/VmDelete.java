package io.everup.vm;

import io.everup.host.HostConnections;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.network.NetworkOperations;
import io.everup.shared.Refusal;
import io.everup.storage.Volumes;
import io.everup.task.TaskKind;
import io.everup.task.TaskRun;
import io.everup.task.TaskState;
import io.everup.task.TaskStep;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** Deletes a VM: its definition first, then the volumes that were made for it; volumes it was adopted with stay. */
@Component
class VmDelete implements TaskKind {

    static final String KIND = "vm-delete";

    private final HostConnections connections;
    private final Volumes volumes;
    private final VmRepository vms;
    private final VmGate gate;
    private final NetworkOperations addresses;

    VmDelete(HostConnections connections, Volumes volumes, VmRepository vms, VmGate gate, NetworkOperations addresses) {
        this.connections = connections;
        this.volumes = volumes;
        this.vms = vms;
        this.gate = gate;
        this.addresses = addresses;
    }

    @Override
    public String name() {
        return KIND;
    }

    @Override
    public List<TaskStep> steps(TaskRun run) {
        var vm = vms.findWithDevices(run.subject().id()).orElseThrow(() -> Refusal.notFound("VM"));
        var steps = new ArrayList<TaskStep>();
        steps.add(TaskStep.of("Remove its definition", this::undefine));
        vm.disks().stream()
                .filter(disk -> disk.owned() && disk.datastoreId() != null)
                .forEach(disk -> steps.add(TaskStep.of(
                        "Delete the volume " + disk.volumeName(),
                        task -> volumes.delete(vm.hostId(), disk.datastoreId(), disk.volumeName()))));
        vm.disks().stream()
                .filter(disk -> !disk.owned() && !disk.cdrom() && disk.path() != null)
                .forEach(disk -> steps.add(TaskStep.of(
                        "Keep " + disk.path(),
                        task -> task.log("The disk " + disk.path() + " was there before; it stays."))));
        steps.add(TaskStep.of("Forget it", task -> {
            addresses.takeBack(task.subject().id());
            gate.signalIfMeant(task.subject().id(), VmSignal.REMOVED, null);
        }));
        return steps;
    }

    private void undefine(TaskRun run) {
        var vm = vms.findById(run.subject().id()).orElseThrow(() -> Refusal.notFound("VM"));
        if (vm.hostId() == null) {
            return;
        }
        try {
            connections.to(vm.hostId()).undefine(vm.id());
        } catch (HypervisorFailure.Missing e) {
            run.log("Its host didn't know it any more.");
        }
    }

    @Override
    public void ended(TaskRun run, TaskState state) {
        gate.signalIfMeant(run.subject().id(), VmSignal.GIVEN_UP, "It could only be deleted in part. Delete it again.");
    }
}
