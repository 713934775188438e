package io.everup.vm;

import io.everup.host.HostConnections;
import io.everup.hypervisor.Hypervisor;
import io.everup.shared.Refusal;
import io.everup.task.TaskKind;
import io.everup.task.TaskRun;
import io.everup.task.TaskStep;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.springframework.stereotype.Component;

/** The short commands to a VM that need no state of their own on the way. */
@Component
class VmAct implements TaskKind {

    static final String KIND = "vm-act";

    /** A command, what it is called, in which state it means something, and what is seen after it. */
    enum Act {
        REBOOT("Reboot", VmState.RUNNING, Hypervisor::reboot, null),
        RESET("Reset", VmState.RUNNING, Hypervisor::reset, null),
        SUSPEND("Suspend", VmState.RUNNING, Hypervisor::suspend, VmSignal.SEEN_PAUSED),
        RESUME("Resume", VmState.PAUSED, Hypervisor::resume, VmSignal.SEEN_RUNNING);

        private final String words;
        private final VmState needs;
        private final BiConsumer<Hypervisor, UUID> command;
        private final VmSignal after;

        Act(String words, VmState needs, BiConsumer<Hypervisor, UUID> command, VmSignal after) {
            this.words = words;
            this.needs = needs;
            this.command = command;
            this.after = after;
        }

        String words() {
            return words;
        }

        VmState needs() {
            return needs;
        }
    }

    private final HostConnections connections;
    private final VmRepository vms;
    private final VmGate gate;

    VmAct(HostConnections connections, VmRepository vms, VmGate gate) {
        this.connections = connections;
        this.vms = vms;
        this.gate = gate;
    }

    @Override
    public String name() {
        return KIND;
    }

    @Override
    public List<TaskStep> steps(TaskRun run) {
        var act = Act.valueOf(run.text("act"));
        return List.of(TaskStep.of(act.words() + " it", task -> {
            var vm = vms.findById(task.subject().id()).orElseThrow(() -> Refusal.notFound("VM"));
            act.command.accept(connections.to(vm.hostId()), vm.id());
            if (act.after != null) {
                gate.signalIfMeant(vm.id(), act.after, null);
            }
        }));
    }
}
