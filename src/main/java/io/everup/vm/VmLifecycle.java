package io.everup.vm;

import static io.everup.vm.VmSignal.*;
import static io.everup.vm.VmState.*;

import io.everup.shared.Refusal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The VM's state machine: data, and one gate ({@link Vm#apply}). An absent pair is refused. */
final class VmLifecycle {

    static final Map<VmState, Map<VmSignal, VmState>> TABLE = Map.ofEntries(
            Map.entry(PROVISIONING, Map.of(PROVISIONED, STOPPED, GIVEN_UP, DELETED)),
            Map.entry(
                    STOPPED,
                    Map.of(
                            START, STARTING,
                            RESTART, STARTING,
                            DELETE, DELETING,
                            SEEN_RUNNING, RUNNING,
                            SEEN_PAUSED, PAUSED,
                            SEEN_GONE, FAULTED)),
            Map.entry(STARTING, Map.of(STARTED, RUNNING, GIVEN_UP, STOPPED, HOST_DIED, RECOVERING)),
            Map.entry(
                    RUNNING,
                    Map.of(
                            STOP, STOPPING,
                            MIGRATE, MIGRATING,
                            HOST_DIED, RECOVERING,
                            SEEN_OFF, STOPPED,
                            SEEN_PAUSED, PAUSED,
                            SEEN_GONE, FAULTED)),
            Map.entry(
                    PAUSED,
                    Map.of(
                            STOP, STOPPING,
                            RESTART, STARTING,
                            HOST_DIED, RECOVERING,
                            SEEN_RUNNING, RUNNING,
                            SEEN_OFF, STOPPED,
                            SEEN_GONE, FAULTED)),
            Map.entry(STOPPING, Map.of(SWITCHED_OFF, STOPPED, GIVEN_UP, RUNNING, HOST_DIED, RECOVERING)),
            Map.entry(MIGRATING, Map.of(MIGRATED, RUNNING, GIVEN_UP, RUNNING, HOST_DIED, RECOVERING)),
            Map.entry(RECOVERING, Map.of(STARTED, RUNNING, GIVEN_UP, STOPPED)),
            Map.entry(DELETING, Map.of(REMOVED, DELETED, GIVEN_UP, FAULTED)),
            Map.entry(DELETED, Map.of()),
            Map.entry(
                    FAULTED,
                    Map.of(
                            START, STARTING,
                            DELETE, DELETING,
                            SEEN_RUNNING, RUNNING,
                            SEEN_PAUSED, PAUSED,
                            SEEN_OFF, STOPPED,
                            HOST_DIED, STOPPED)));

    private VmLifecycle() {}

    static Optional<VmState> next(VmState state, VmSignal signal) {
        return Optional.ofNullable(TABLE.get(state).get(signal));
    }

    static Refusal refusal(String vm, VmState state, VmSignal signal) {
        var word = state.name().toLowerCase(Locale.ROOT);
        return Refusal.conflict("vm-" + word, vm + " is " + word + ": " + state.sentence(), next(signal, state));
    }

    /** For a command that leaves the state as it is or is seen in it afterwards, such as a reboot. */
    static Refusal refusal(String vm, VmState state, VmState needed) {
        var needs = needed.name().toLowerCase(Locale.ROOT);
        var refusal = refusal(vm, state, VmSignal.STARTED);
        return state.changing()
                ? refusal
                : Refusal.conflict(
                        refusal.code(), refusal.getMessage(), "This can be done only while it is " + needs + ".");
    }

    private static String next(VmSignal signal, VmState state) {
        if (state.changing()) {
            return "Wait until its task ends, or cancel the task.";
        }
        return switch (signal) {
            case START, RESTART -> "Only a VM that is off can be started.";
            case STOP -> "Only a VM that runs can be switched off.";
            case MIGRATE -> "Only a VM that runs can be moved live.";
            case DELETE -> "Switch it off first, then delete it.";
            default -> "Look at its page for what can be done now.";
        };
    }
}
