package io.everup.placement;

import java.util.Map;
import java.util.UUID;

/**
 * For every host of a pool: what would happen to its VMs if it died now, alone.
 *
 * @param recoveries by host, in the order of the hosts' names
 */
public record FailoverPlan(Map<UUID, Recovery> recoveries) {

    /** What would happen if this host died; a host that isn't of the pool is refused. */
    public Recovery ifLost(UUID host) {
        var recovery = recoveries.get(host);
        if (recovery == null) {
            throw new IllegalArgumentException("the plan knows no host " + host);
        }
        return recovery;
    }

    /** Whether every protected VM of this host has a place if the host dies. */
    public boolean survives(UUID host) {
        return ifLost(host).survives();
    }

    /** Whether the pool survives the loss of any one host. */
    public boolean survivesAny() {
        return recoveries.values().stream().allMatch(Recovery::survives);
    }
}
