package io.everup.ha.core;

import io.everup.host.HostState;
import io.everup.vm.Protection;
import io.everup.vm.VmState;
import java.time.Instant;
import java.util.UUID;

/**
 * A VM that high availability may owe something, as the records have it.
 *
 * @param home the host on which it was last made known; null for none
 * @param homeState null when there is no home
 * @param wantedOn whether its owner wants it on
 * @param lostPower whether it went off because it lost its power, not by its guest, its owner or a crash
 * @param stateSince since when it is in its state
 * @param holder the task that has it now; null for none
 * @param failures failed restarts within the last ten minutes
 * @param lastFailure when the last of them ended; null for none
 * @param problem what is said to be wrong with it; null for nothing
 */
public record VmRow(
        UUID id,
        String name,
        UUID pool,
        VmState state,
        UUID home,
        HostState homeState,
        Protection protection,
        int priority,
        boolean wantedOn,
        boolean lostPower,
        Instant stateSince,
        Holder holder,
        int failures,
        Instant lastFailure,
        String problem) {

    /** @param target the host to which the task brings the VM; null when it doesn't say */
    public record Holder(UUID target) {}

    /** Whether it is to be restarted when its host dies. */
    public boolean guarded() {
        return protection != Protection.OFF && wantedOn;
    }
}
