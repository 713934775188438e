package io.everup.ha.core;

import java.time.Instant;

/**
 * A VM whose guest crashed, as the records have it.
 *
 * @param at since when it is down
 * @param preserved whether its host keeps what the guest left in memory; it is paused then, else it is off
 * @param policy its own, or its pool's
 * @param before how many crashes were answered with a restart in so long before this one as the policy counts, and since
 *     an operator started it last
 * @param answer what was decided about this crash; null for nothing yet
 * @param seen whether its host was asked about it since it is down
 * @param disarmed why high availability may do nothing in its pool now; null when it is armed
 */
public record CrashRow(
        VmRow vm,
        Instant at,
        boolean preserved,
        CrashPolicy policy,
        int before,
        Answer answer,
        boolean seen,
        String disarmed) {

    public enum Answer {
        /** It is restarted, as often as it takes until it runs once. */
        RESTART,
        /** It is left down until somebody starts it. */
        LEAVE
    }
}
