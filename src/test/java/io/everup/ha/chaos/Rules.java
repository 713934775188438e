package io.everup.ha.chaos;

import io.everup.ha.core.HaRules;
import io.everup.ha.core.VmRules;
import java.util.EnumSet;
import java.util.Set;

/** The rules by which a world's portals live: the true ones, or a mutation that the laws must catch. */
record Rules(HaRules hosts, VmRules vms, Set<Fault> faults) {

    static final Rules TRUE = new Rules(new HaRules(), new VmRules(), EnumSet.noneOf(Fault.class));

    /** What the parts around the rules do wrongly, when a mutation wants it. */
    enum Fault {
        EPOCH_UNCHECKED,
        STALE_COPIES_STAY,
        WISH_IGNORED,
        STORAGE_LOSS_IS_SILENCE,
        NO_RETRY,
        COMMAND_IS_SUCCESS,
        LEASE_NEVER_ENDS,
        OFF_UNVERIFIED,
        RESTART_FORGETS,
        DISARM_IGNORED,
        TASKS_NEVER_TAKEN_OVER,
        ORDER_IGNORED,
        SHUTDOWN_IS_CRASH,
        /** A task starts a VM on its target although that was proven off meanwhile. */
        LOST_TARGET_IGNORED,
        /** A restart of a crashed guest whose outcome nobody saw is ordered again without a look. */
        UNSEEN_REPEATED
    }

    boolean wrong(Fault fault) {
        return faults.contains(fault);
    }
}
