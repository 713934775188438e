package io.everup.vm;

import io.everup.host.HostConnections;
import io.everup.hypervisor.Hypervisor;
import io.everup.hypervisor.VmReport;
import io.everup.shared.Refusal;
import io.everup.task.TaskKind;
import io.everup.task.TaskRun;
import io.everup.task.TaskStep;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.springframework.stereotype.Component;

/** The short commands to a VM that need no state of their own on the way. */
@Component
class VmAct implements TaskKind {

    static final String KIND = "vm-act";

    /** A command, what it is called, in which state it means something, and what is seen after it. */
    enum Act {
        REBOOT("Reboot", VmState.RUNNING, Hypervisor::reboot, null, null),
        RESET("Reset", VmState.RUNNING, Hypervisor::reset, null, null),
        SUSPEND("Suspend", VmState.RUNNING, Hypervisor::suspend, VmReport.Power.PAUSED, VmSignal.SEEN_PAUSED),
        RESUME("Resume", VmState.PAUSED, Hypervisor::resume, VmReport.Power.RUNNING, VmSignal.SEEN_RUNNING);

        private final String words;
        private final VmState needs;
        private final BiConsumer<Hypervisor, UUID> command;
        private final VmReport.Power seen;
        private final VmSignal after;

        Act(String words, VmState needs, BiConsumer<Hypervisor, UUID> command, VmReport.Power seen, VmSignal after) {
            this.words = words;
            this.needs = needs;
            this.command = command;
            this.seen = seen;
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
        return List.of(new Command(Act.valueOf(run.text("act"))));
    }

    private final class Command implements TaskStep {

        private final Act act;

        Command(Act act) {
            this.act = act;
        }

        @Override
        public String title() {
            return act.words() + " it";
        }

        /** What can be seen is looked at first: a second attempt after a lost answer would be refused. */
        @Override
        public Probe probe(TaskRun run) {
            if (act.after == null) {
                return Probe.NOT_DONE;
            }
            var power = connections.to(home(run)).vm(run.subject().id()).map(VmReport::power);
            return power.equals(Optional.of(act.seen)) ? done(run) : Probe.NOT_DONE;
        }

        @Override
        public void perform(TaskRun run) {
            act.command.accept(connections.to(home(run)), run.subject().id());
            done(run);
        }

        private Probe done(TaskRun run) {
            if (act.after != null) {
                gate.signalIfMeant(run.subject().id(), act.after, null);
            }
            return Probe.DONE;
        }

        private UUID home(TaskRun run) {
            return vms.findById(run.subject().id()).map(Vm::hostId).orElseThrow(() -> Refusal.notFound("VM"));
        }
    }
}
