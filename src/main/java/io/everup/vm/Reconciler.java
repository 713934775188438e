package io.everup.vm;

import io.everup.hypervisor.VmReport.Power;
import io.everup.hypervisor.VmReport.Reason;
import java.util.Optional;

/** Compares what Everup intends with what a VM's host sees. Pure. */
final class Reconciler {

    private Reconciler() {}

    /** @param wantedOn whether, after this, its owner is taken to want it on; null for no change */
    record Verdict(VmSignal signal, String problem, Boolean wantedOn) {}

    /** What follows when the VM's own host reports it so; empty when it is as it should be, or a task is at work on it. */
    static Optional<Verdict> judge(VmState state, Power power, Reason reason) {
        if (state.changing() || state == VmState.DELETED) {
            return Optional.empty();
        }
        return switch (power) {
            case RUNNING ->
                state == VmState.RUNNING
                        ? Optional.empty()
                        : Optional.of(new Verdict(VmSignal.SEEN_RUNNING, null, true));
            case PAUSED -> paused(state, reason);
            case OFF -> off(state, reason);
            case UNKNOWN -> Optional.empty();
        };
    }

    private static Optional<Verdict> paused(VmState state, Reason reason) {
        // While it leaves or arrives, a host shows it as paused; the task that moves it knows better.
        if (state == VmState.PAUSED || reason == Reason.MIGRATING) {
            return Optional.empty();
        }
        var problem = switch (reason) {
            case IO_ERROR -> "Its host paused it because its disk gives errors or its datastore is full.";
            case CRASHED -> "Its guest crashed; its host keeps its memory, to be looked at.";
            default -> null;
        };
        return Optional.of(new Verdict(VmSignal.SEEN_PAUSED, problem, null));
    }

    private static Optional<Verdict> off(VmState state, Reason reason) {
        if (state == VmState.STOPPED || reason == Reason.MIGRATED) {
            return Optional.empty();
        }
        return Optional.of(
                switch (reason) {
                    case SHUTDOWN -> new Verdict(VmSignal.SEEN_OFF, null, false);
                    case POWERED_OFF -> new Verdict(VmSignal.SEEN_OFF, null, false);
                    case CRASHED -> new Verdict(VmSignal.SEEN_OFF, "Its guest or its emulator crashed.", null);
                    default -> new Verdict(VmSignal.SEEN_OFF, "It lost its power with its host.", null);
                });
    }
}
