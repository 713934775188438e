package io.everup.vm;

import io.everup.event.EventLog;
import io.everup.event.Severity;
import io.everup.event.Subject;
import io.everup.shared.Refusal;
import io.everup.task.TaskOperations;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The one gate through which a VM's state passes; every passage is an event. For the modules that move VMs. */
@Component
public class VmGate {

    private static final Set<VmState> REST = Set.of(VmState.STOPPED, VmState.RUNNING, VmState.PAUSED);

    private final VmRepository vms;
    private final TaskOperations tasks;
    private final EventLog events;
    private final ApplicationEventPublisher publisher;
    private final Clock clock;

    VmGate(VmRepository vms, TaskOperations tasks, EventLog events, ApplicationEventPublisher publisher, Clock clock) {
        this.vms = vms;
        this.tasks = tasks;
        this.events = events;
        this.publisher = publisher;
        this.clock = clock;
    }

    /** @throws Refusal when there is no such VM, or the signal means nothing in its present state */
    @Transactional
    public VmState signal(UUID id, VmSignal signal, String problem) {
        return pass(find(id), signal, problem, vm -> {});
    }

    /** As {@link #signal}, but a signal that means nothing now is passed over. @return whether it meant something */
    @Transactional
    public boolean signalIfMeant(UUID id, VmSignal signal, String problem) {
        var vm = vms.lock(id);
        if (vm.isEmpty() || !vm.get().accepts(signal)) {
            return false;
        }
        pass(vm.get(), signal, problem, changed -> {});
        return true;
    }

    /** As {@link #signalIfMeant}, and from now on it lives on this host. */
    @Transactional
    public boolean arrivedIfMeant(UUID id, VmSignal signal, UUID host) {
        var vm = vms.lock(id);
        if (vm.isEmpty() || !vm.get().accepts(signal)) {
            return false;
        }
        pass(vm.get(), signal, null, changed -> changed.livesOn(host));
        return true;
    }

    /** Notes on which host it lives, without a change of state. */
    @Transactional
    public void livesOn(UUID id, UUID host) {
        find(id).livesOn(host);
        events.changed("vm", id);
    }

    /** Renews what is said to be wrong with a VM, without a change of state. */
    @Transactional
    public void explain(UUID id, String problem) {
        find(id).worry(problem);
        events.changed("vm", id);
    }

    /** Notes whether its owner wants it on. */
    @Transactional
    public void want(UUID id, boolean on) {
        find(id).want(on);
    }

    /** What the observer saw, unless our own doing came later than its question. @return whether it meant something */
    @Transactional
    boolean seen(UUID id, VmSignal signal, String problem, Instant asked, Consumer<Vm> and) {
        var vm = vms.lock(id);
        if (vm.isEmpty() || !vm.get().accepts(signal) || !asked.isAfter(vm.get().stateSince())) {
            return false;
        }
        pass(vm.get(), signal, problem, and);
        return true;
    }

    private VmState pass(Vm vm, VmSignal signal, String problem, Consumer<Vm> and) {
        var before = vm.state();
        vm.apply(signal, problem, clock.instant());
        and.accept(vm);
        vms.flush();
        tell(vm, before, signal, problem);
        publisher.publishEvent(new VmEvents.StateChanged(vm.id(), vm.name(), before, vm.state()));
        return vm.state();
    }

    private Vm find(UUID id) {
        return vms.lock(id).orElseThrow(() -> Refusal.notFound("VM"));
    }

    private void tell(Vm vm, VmState before, VmSignal signal, String problem) {
        var outside = signal.name().startsWith("SEEN") && !tasks.held(VmOperations.key(vm.id()));
        var text = sentence(vm.name(), before, vm.state(), signal)
                + (outside && REST.contains(vm.state()) ? " That was not asked for in Everup." : "")
                + (problem == null ? "" : " " + problem);
        var severity = vm.state() == VmState.FAULTED || problem != null ? Severity.WARNING : Severity.INFO;
        events.record(
                "vm-" + vm.state().name().toLowerCase(java.util.Locale.ROOT),
                severity,
                new Subject("vm", vm.id(), vm.name()),
                text);
    }

    private static String sentence(String name, VmState before, VmState now, VmSignal signal) {
        return switch (now) {
            case PROVISIONING -> name + " is being made.";
            case STOPPED -> before == VmState.PROVISIONING ? name + " is made and off." : name + " is off.";
            case STARTING -> name + " is being started.";
            case RUNNING ->
                switch (before) {
                    case MIGRATING -> signal == VmSignal.GIVEN_UP ? name + " stays where it is." : name + " has moved.";
                    case RECOVERING -> name + " runs again.";
                    default -> name + " runs.";
                };
            case PAUSED -> name + " is paused.";
            case STOPPING -> name + " is being switched off.";
            case MIGRATING -> name + " begins to move.";
            case RECOVERING -> name + " lost its host and is being restarted elsewhere.";
            case DELETING -> name + " is being deleted.";
            case DELETED -> name + " is deleted.";
            case FAULTED -> name + " has a fault.";
        };
    }
}
