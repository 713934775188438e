package io.everup.ha.core;

import io.everup.host.HostState;
import io.everup.vm.VmState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** What becomes of VMs whose host is proven off, when a restart is tried again, and the last look before it. Pure. */
public class VmRules {

    /** A VM that went off with its host's power is given so long to be seen to by whoever switched it off. */
    static final Duration FALLEN_FOR = Duration.ofSeconds(10);

    /** Ordinary starts of a fallen VM that may fail within ten minutes before it waits. */
    static final int FALLEN_TRIES = 3;

    private static final Set<VmState> AT_REST =
            Set.of(VmState.STOPPED, VmState.RECOVERING, VmState.DELETED, VmState.PROVISIONING);

    public enum Fate {
        /** Nothing is owed. */
        NONE,
        /** A task has it that has lost its ground: that must end first. */
        END_TASK,
        /** It is to be restarted elsewhere. */
        RECOVER,
        /** It lost its power, and nobody asked for a restart. */
        OFF
    }

    /** What becomes of a VM that counts as running on a host that is proven off. */
    public Fate fate(VmRow vm) {
        if (vm.homeState() != HostState.FENCED || AT_REST.contains(vm.state())) {
            return Fate.NONE;
        }
        if (vm.holder() != null) {
            var leaving = vm.state() == VmState.STARTING
                    && !vm.home().equals(vm.holder().target());
            return leaving ? Fate.NONE : Fate.END_TASK;
        }
        return vm.guarded() ? Fate.RECOVER : Fate.OFF;
    }

    /** Whether a host may be looked for now for a VM that waits for one; when it starts there is its turn's matter. */
    public boolean waits(VmRow vm) {
        return vm.state() == VmState.RECOVERING && vm.holder() == null && !silent(vm.homeState());
    }

    /** Whether a VM that is off is to be started again: its owner wants it on, and it lost its power. */
    public boolean fallen(VmRow vm, Instant now) {
        return vm.state() == VmState.STOPPED
                && vm.guarded()
                && vm.lostPower()
                && vm.holder() == null
                && (vm.homeState() == HostState.UP || vm.homeState() == HostState.FENCED)
                && vm.stateSince().plus(FALLEN_FOR).isBefore(now)
                && vm.failures() < FALLEN_TRIES;
    }

    /** What is done about a guest that crashed. */
    public enum Care {
        /** Nothing now: it isn't owed, can't be done yet, or is done already. */
        NONE,
        /** It is started again: on its host, or elsewhere when it can't start there. */
        RESTART,
        /** It crashed as often as its policy allows: it is left down, and people are told. */
        LEAVE
    }

    /**
     * What is done about a guest that crashed while its host is fine. The count goes up to its last crash and not up to
     * now, so that one that was left down doesn't come back by the mere passing of time.
     */
    public Care crashed(CrashRow row, Instant now) {
        var vm = row.vm();
        var down = vm.state() == VmState.STOPPED || row.preserved() && vm.state() == VmState.PAUSED;
        if (!down || !vm.guarded() || vm.holder() != null || row.disarmed() != null || !placeable(row)) {
            return Care.NONE;
        }
        if (row.answer() == CrashRow.Answer.LEAVE) {
            return Care.NONE;
        }
        if (row.answer() == null) {
            return row.before() >= row.policy().restarts() ? Care.LEAVE : Care.RESTART;
        }
        // Nobody may have learned how its restart ended: it may have run, and its owner may have shut it down since.
        if (!row.seen() && vm.homeState() == HostState.UP) {
            return Care.NONE;
        }
        var pause = RestartOrder.pause(vm.failures(), RestartOrder.Limits.DEFAULT);
        var waits = vm.lastFailure() != null && now.isBefore(vm.lastFailure().plus(pause));
        return waits ? Care.NONE : Care.RESTART;
    }

    /** A host that is silent might run it still; what a host keeps in memory, only that host can let go. */
    private static boolean placeable(CrashRow row) {
        var home = row.vm().homeState();
        return home == HostState.UP || home == HostState.FENCED && row.vm().state() == VmState.STOPPED;
    }

    /** What to do in the moment before a VM is started elsewhere. */
    public enum Go {
        START,
        /** It runs already, on {@link Check#runsAt}: it stays there. */
        STAY,
        /** The host on which it was last made known might run it: it must be heard first. */
        ASK_AGAIN,
        /** Nothing proves any more that it is off: it is not started. */
        NO_PROOF
    }

    public record Check(Go go, UUID runsAt) {}

    /**
     * Between the decision and now the world may have changed.
     *
     * @param home where it was last made known; null for nowhere
     * @param homeState null for a host that is gone
     * @param homeAnswers whether that host answers this replica now
     * @param runningAt the hosts that answer and say that it runs there
     */
    public Check check(UUID home, HostState homeState, boolean homeAnswers, List<UUID> runningAt) {
        if (!runningAt.isEmpty()) {
            return new Check(Go.STAY, runningAt.get(0));
        }
        if (home == null || homeState == null || homeState == HostState.FENCED) {
            return new Check(Go.START, null);
        }
        if (silent(homeState)) {
            return new Check(Go.NO_PROOF, null);
        }
        return homeAnswers ? new Check(Go.START, null) : new Check(Go.ASK_AGAIN, null);
    }

    static boolean silent(HostState state) {
        return state == HostState.SUSPECT || state == HostState.LOST || state == HostState.FENCING;
    }
}
