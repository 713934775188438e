package io.everup.placement;

import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What would happen if these hosts died now, together.
 *
 * @param label the host's name, the group's, or those of several hosts
 * @param seconds by VM: from the proof that its host is off until it runs, as predicted
 */
public record LossCase(Kind kind, String label, Recovery recovery, Map<UUID, Double> seconds) {

    /** Why these hosts are looked at together. */
    public enum Kind {
        /** One host by itself. */
        HOST,
        /** All hosts of a group, such as a rack. */
        GROUP,
        /** As many hosts as the pool is to tolerate the loss of. */
        SEVERAL
    }

    public LossCase {
        seconds = Map.copyOf(seconds);
    }

    public Set<UUID> lost() {
        return recovery.lost();
    }

    /** Until the last VM that has a place runs, in seconds; 0 without any. */
    public double lastSeconds() {
        return seconds.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }
}
