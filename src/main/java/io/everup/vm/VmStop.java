package io.everup.vm;

import io.everup.host.HostConnections;
import io.everup.host.HostDirectory;
import io.everup.host.HostState;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.VmReport;
import io.everup.shared.Refusal;
import io.everup.task.TaskKind;
import io.everup.task.TaskRun;
import io.everup.task.TaskState;
import io.everup.task.TaskStep;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Switches a VM off: by asking its guest, or by cutting its power. */
@Component
class VmStop implements TaskKind {

    static final String KIND = "vm-stop";

    private static final Duration GUEST_MAY_TAKE = Duration.ofSeconds(90);

    private final HostConnections connections;
    private final HostDirectory hosts;
    private final VmRepository vms;
    private final VmGate gate;
    private final Clock clock;

    VmStop(HostConnections connections, HostDirectory hosts, VmRepository vms, VmGate gate, Clock clock) {
        this.connections = connections;
        this.hosts = hosts;
        this.vms = vms;
        this.gate = gate;
        this.clock = clock;
    }

    @Override
    public String name() {
        return KIND;
    }

    @Override
    public List<TaskStep> steps(TaskRun run) {
        var first = run.flag("force")
                ? TaskStep.of("Cut its power", this::cut)
                : TaskStep.of("Ask the guest to shut down", this::ask);
        return List.of(first, new WaitUntilOff());
    }

    private void cut(TaskRun run) {
        var id = run.subject().id();
        var host = connections.to(home(id));
        if (!off(host.vm(id).map(VmReport::power).orElse(VmReport.Power.OFF))) {
            try {
                host.powerOff(id);
            } catch (HypervisorFailure.Conflict e) {
                if (!off(host.vm(id).map(VmReport::power).orElse(VmReport.Power.OFF))) {
                    throw new HypervisorFailure.OutcomeUnknown(e.getMessage(), e);
                }
                run.log("It was off already.");
            }
        }
    }

    private void ask(TaskRun run) {
        run.put("asked", clock.instant().toString());
        connections.to(home(run.subject().id())).shutdown(run.subject().id());
    }

    private UUID home(UUID vm) {
        return vms.findById(vm).map(Vm::hostId).orElseThrow(() -> Refusal.notFound("VM"));
    }

    private static boolean off(VmReport.Power power) {
        return power == VmReport.Power.OFF;
    }

    @Override
    public void ended(TaskRun run, TaskState state) {
        var id = run.subject().id();
        var dead = hosts.stateOf(home(id)).orElse(null) == HostState.FENCED;
        gate.signalIfMeant(id, VmSignal.GIVEN_UP, null);
        // Its owner wanted it off: when its host's death does that, it is not to be restarted.
        gate.want(id, !dead);
    }

    private final class WaitUntilOff implements TaskStep {

        @Override
        public String title() {
            return "Wait until it is off";
        }

        @Override
        public Probe probe(TaskRun run) {
            var id = run.subject().id();
            var power = connections.to(home(id)).vm(id).map(VmReport::power).orElse(VmReport.Power.OFF);
            if (off(power)) {
                gate.signalIfMeant(id, VmSignal.SWITCHED_OFF, null);
                return Probe.DONE;
            }
            var asked = run.text("asked");
            if (asked != null && Instant.parse(asked).plus(GUEST_MAY_TAKE).isBefore(clock.instant())) {
                throw Refusal.conflict(
                        "guest-ignores-shutdown",
                        "The guest of " + run.subject().name() + " didn't shut down within "
                                + GUEST_MAY_TAKE.toSeconds() + " s.",
                        "Shut it down from inside, or power it off; what it hasn't written is lost then.");
            }
            return Probe.IN_FLIGHT;
        }

        @Override
        public void perform(TaskRun run) {
            throw new IllegalStateException("Never reached: the probe never answers NOT_DONE");
        }
    }
}
