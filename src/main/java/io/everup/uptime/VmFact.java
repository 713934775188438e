package io.everup.uptime;

import java.time.Instant;
import java.util.UUID;

/**
 * What is recorded of a VM from a moment on.
 *
 * @param id a greater one was recorded later, and counts where two speak of the same time
 * @param until null for from then on; what has an end is evidence that came late, and holds even where nobody looked
 * @param host where it lived; null for nowhere yet
 * @param wanted whether its owner wanted it on
 * @param actor who asked for it; null for nobody
 * @param task what was at work on it; null for nothing
 */
record VmFact(
        long id,
        Instant at,
        Instant until,
        UUID host,
        boolean wanted,
        Power power,
        Reason reason,
        String actor,
        UUID task) {

    boolean late() {
        return until != null;
    }
}
