package io.everup.vm;

import io.everup.host.HostConnections;
import io.everup.host.HostDirectory;
import io.everup.host.HostState;
import io.everup.hypervisor.Hypervisor;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.VmDefinition;
import io.everup.hypervisor.VmReport;
import io.everup.placement.Placement;
import io.everup.shared.Refusal;
import io.everup.task.TaskRun;
import io.everup.task.TaskStep;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** The steps that bring a VM to a host and switch it on there, shared by start, deploy and recovery. */
@Component
public class VmSwitch {

    private final HostConnections connections;
    private final HostDirectory hosts;
    private final HostOffers offers;
    private final VmRepository vms;
    private final VmGate gate;
    private final VmObserver observer;
    private final TransactionTemplate transaction;

    VmSwitch(
            HostConnections connections,
            HostDirectory hosts,
            HostOffers offers,
            VmRepository vms,
            VmGate gate,
            VmObserver observer,
            TransactionTemplate transaction) {
        this.connections = connections;
        this.hosts = hosts;
        this.offers = offers;
        this.vms = vms;
        this.gate = gate;
        this.observer = observer;
        this.transaction = transaction;
    }

    /** Chooses the host for a start and puts it into the payload as {@code host}; stays where it is when it can. */
    TaskStep choose() {
        return TaskStep.of("Choose the host", run -> {
            var vm = vms.findById(run.subject().id()).orElseThrow(() -> Refusal.notFound("VM"));
            var home = vm.hostId();
            var homeState = home == null ? null : hosts.stateOf(home).orElse(null);
            if (homeState == HostState.SUSPECT || homeState == HostState.LOST || homeState == HostState.FENCING) {
                throw Refusal.conflict(
                        "host-silent",
                        "The host on which " + vm.name() + " was last seen doesn't answer: it might run there still.",
                        "Wait until the host answers, or confirm that it is dead; then start it again.");
            }
            var ranking = Placement.rank(
                    offers.demandOfStart(vm.id()), offers.ofPool(vm.poolId(), vm.id()), offers.policy(vm.poolId()));
            var avoid = run.uuid(VmStart.AVOID);
            var other = avoid != null
                    && ranking.candidates().stream().anyMatch(c -> !c.host().equals(avoid));
            var stay = ranking.candidates().stream()
                    .filter(c -> c.host().equals(home) && !(other && home.equals(avoid)))
                    .findFirst();
            var chosen = stay.or(() -> ranking.candidates().stream()
                            .filter(c -> !(other && c.host().equals(avoid)))
                            .findFirst())
                    .orElseThrow(() -> Refusal.conflict(
                            "no-host-fits",
                            "No host can take " + vm.name() + " now. "
                                    + ranking.rejections().stream()
                                            .map(r -> r.sentence() + ".")
                                            .collect(Collectors.joining(" ")),
                            "Free room on a host, or bring one back that is off."));
            if (stay.isEmpty() && (homeState == HostState.UP || homeState == HostState.CONNECTING)) {
                requireOffAt(home, vm);
            }
            run.put("host", chosen.host());
            run.log(
                    stay.isPresent()
                            ? "It stays on " + chosen.name() + "."
                            : "Chosen " + chosen.name() + ": " + String.join(", ", chosen.reasons()) + ".");
        });
    }

    /** A guest that crashed may have been kept in memory, to be looked at: there it can neither run on nor start anew. */
    TaskStep clear() {
        return TaskStep.of("Let go what the crashed guest left", run -> {
            var id = run.subject().id();
            var home = vms.findById(id).map(Vm::hostId).orElse(null);
            if (home == null || hosts.stateOf(home).orElse(null) == HostState.FENCED) {
                return;
            }
            letGo(connections.to(home), run);
        });
    }

    private static void letGo(Hypervisor host, TaskRun run) {
        var id = run.subject().id();
        var left = host.vm(id)
                .filter(seen -> seen.power() == VmReport.Power.PAUSED && seen.reason() == VmReport.Reason.CRASHED);
        if (left.isPresent()) {
            host.powerOff(id);
            run.log("Its host had kept the crashed guest in memory; that was let go.");
        }
    }

    /** Before it leaves a host that answers, that host says that it doesn't run there without our knowledge. */
    private void requireOffAt(UUID home, Vm vm) {
        var power = connections.to(home).vm(vm.id()).map(VmReport::power).orElse(VmReport.Power.OFF);
        if (power != VmReport.Power.OFF) {
            throw Refusal.conflict(
                    "vm-runs-already",
                    vm.name() + " runs already on the host where it was.",
                    "Wait a moment; its state will be shown as it is.");
        }
    }

    /** Makes the VM known to the host that the payload names, from the definition that is kept. */
    public TaskStep define(String hostKey) {
        return TaskStep.of("Make it known to the host", run -> {
            var id = run.subject().id();
            var target = run.uuid(hostKey);
            var host = connections.to(target);
            if (host.vm(id).isEmpty()) {
                var vm = vms.findWithDevices(id).orElseThrow(() -> Refusal.notFound("VM"));
                try {
                    defineOn(host, vm);
                } catch (HypervisorFailure.Conflict e) {
                    if (host.vm(id).isEmpty()) {
                        throw e;
                    }
                }
            }
            gate.livesOn(id, target);
        });
    }

    private static void defineOn(Hypervisor host, Vm vm) {
        if (vm.definition() != null) {
            host.define(new VmDefinition(vm.definition()));
        } else {
            host.define(vm.spec());
        }
    }

    /** Switches it on and holds it for running only when its host says so. A failure leaves it made and off. */
    public TaskStep on(String hostKey) {
        return new TaskStep() {
            @Override
            public String title() {
                return "Switch it on";
            }

            @Override
            public void perform(TaskRun run) {
                var id = run.subject().id();
                var target = run.uuid(hostKey);
                gate.signalIfMeant(id, VmSignal.START, null);
                var host = connections.to(target);
                requireNotLost(target);
                if (!running(host, id)) {
                    // It may have crashed there between its start and the word of it.
                    letGo(host, run);
                    start(host, id);
                }
                // That it runs is told first: readers, and high availability's clock, wait for nothing else.
                gate.signalIfMeant(id, VmSignal.STARTED, null);
                learn(target, id);
            }

            @Override
            public boolean keepsWhatWasDone() {
                return true;
            }
        };
    }

    /**
     * A host that was proven off since it was chosen runs nothing as far as anybody knows: what were started there the moment
     * it returns would be started elsewhere as well. Asked when the link is up, so that the answer is no older than that.
     */
    private void requireNotLost(UUID target) {
        if (hosts.stateOf(target).orElse(HostState.FENCED) == HostState.FENCED) {
            throw Refusal.conflict(
                    "host-lost",
                    "The host that was chosen was lost meanwhile.",
                    "It is tried on another host; a host that is back is checked first.");
        }
    }

    /** Another's start may be under way, as after the death of a worker: then it is looked at again, not failed. */
    private static void start(Hypervisor host, UUID id) {
        try {
            host.start(id);
        } catch (HypervisorFailure.Conflict e) {
            if (!running(host, id)) {
                throw new HypervisorFailure.OutcomeUnknown(e.getMessage(), e);
            }
        }
    }

    /** After a start without success. Where its host died meanwhile the VM is recovered as if it had run there. */
    void gaveUp(TaskRun run) {
        var vm = run.subject().id();
        var host = run.uuid("host");
        var dead = host != null && hosts.stateOf(host).orElse(null) == HostState.FENCED;
        var guarded = vms.findById(vm)
                .filter(found -> found.wantedOn() && found.protection() != Protection.OFF)
                .isPresent();
        if (!dead || !guarded || !gate.signalIfMeant(vm, VmSignal.HOST_DIED, null)) {
            gate.signalIfMeant(vm, VmSignal.GIVEN_UP, null);
        }
    }

    static boolean running(Hypervisor host, UUID vm) {
        return host.vm(vm)
                .map(report -> report.power() == VmReport.Power.RUNNING)
                .orElse(false);
    }

    /** Looks at the VM now and stores what the host says of it: devices, definition, console, power. */
    public void learn(UUID host, UUID vm) {
        observer.look(host, vm);
    }
}
