package io.everup.vm;

import io.everup.host.HostConnections;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.NewVolume;
import io.everup.network.NetworkOperations;
import io.everup.storage.Volumes;
import io.everup.task.TaskKind;
import io.everup.task.TaskRun;
import io.everup.task.TaskState;
import io.everup.task.TaskStep;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Makes a VM: its volumes, its definition, and if wished its first start. A failed start leaves the VM made and off. */
@Component
class VmDeploy implements TaskKind {

    static final String KIND = "vm-deploy";

    private static final TypeReference<List<VmPlanner.Source>> SOURCES = new TypeReference<>() {};

    private final HostConnections connections;
    private final Volumes volumes;
    private final VmRepository vms;
    private final VmGate gate;
    private final VmSwitch power;
    private final NetworkOperations addresses;
    private final JsonMapper json;

    VmDeploy(
            HostConnections connections,
            Volumes volumes,
            VmRepository vms,
            VmGate gate,
            VmSwitch power,
            NetworkOperations addresses,
            JsonMapper json) {
        this.connections = connections;
        this.volumes = volumes;
        this.vms = vms;
        this.gate = gate;
        this.power = power;
        this.addresses = addresses;
        this.json = json;
    }

    @Override
    public String name() {
        return KIND;
    }

    @Override
    public List<TaskStep> steps(TaskRun run) {
        var steps = new ArrayList<TaskStep>();
        steps.add(TaskStep.of("Choose the host", task -> {
            task.log("Chosen " + task.text("why") + ".");
            task.result("vm", task.subject().id());
        }));
        for (var source : json.readValue(run.text("volumes"), SOURCES)) {
            steps.add(new MakeVolume(source));
        }
        steps.add(new Define());
        if (run.flag("start")) {
            steps.add(power.on("host"));
        }
        return steps;
    }

    @Override
    public void ended(TaskRun run, TaskState state) {
        var vm = run.subject().id();
        power.gaveUp(run);
        if (vms.findById(vm).map(Vm::state).orElse(null) == VmState.DELETED) {
            addresses.takeBack(vm);
        }
    }

    /** The name holds part of the VM's id, so a volume of that name is ours: from an attempt before, maybe half made. */
    private final class MakeVolume implements TaskStep {

        private final VmPlanner.Source source;

        MakeVolume(VmPlanner.Source source) {
            this.source = source;
        }

        @Override
        public String title() {
            return "Make the volume " + source.volume();
        }

        @Override
        public Probe probe(TaskRun run) {
            return run.flag("made:" + source.volume()) ? Probe.DONE : Probe.NOT_DONE;
        }

        @Override
        public void perform(TaskRun run) {
            var host = run.uuid("host");
            var wanted = wanted(run.flag("linked"));
            try {
                volumes.create(host, source.datastore(), wanted);
            } catch (HypervisorFailure.Conflict e) {
                // Asked only now, since each such question makes the host list its whole datastore.
                if (!volumes.exists(host, source.datastore(), source.volume())) {
                    throw e;
                }
                volumes.delete(host, source.datastore(), source.volume());
                volumes.create(host, source.datastore(), wanted);
            }
            run.put("made:" + source.volume(), true);
        }

        private NewVolume wanted(boolean linked) {
            if (source.source() == null) {
                return NewVolume.empty(source.volume(), "qcow2", source.capacityBytes());
            }
            return linked
                    ? NewVolume.linkedClone(
                            source.volume(), source.capacityBytes(), source.source(), source.sourceFormat())
                    : NewVolume.fullCopy(
                            source.volume(), "qcow2", source.capacityBytes(), source.source(), source.sourceFormat());
        }

        @Override
        public void undo(TaskRun run) {
            volumes.delete(run.uuid("host"), source.datastore(), source.volume());
        }
    }

    private final class Define implements TaskStep {

        @Override
        public String title() {
            return "Define it on its host";
        }

        @Override
        public void perform(TaskRun run) {
            var id = run.subject().id();
            var host = connections.to(run.uuid("host"));
            if (host.vm(id).isEmpty()) {
                host.define(vms.findWithDevices(id).orElseThrow().spec());
            }
            if (!run.flag("start")) {
                power.learn(run.uuid("host"), id);
            }
            gate.signalIfMeant(id, VmSignal.PROVISIONED, null);
        }

        @Override
        public void undo(TaskRun run) {
            try {
                connections.to(run.uuid("host")).undefine(run.subject().id());
            } catch (HypervisorFailure.Missing e) {
                run.log("It was not defined.");
            }
        }
    }
}
