package io.everup.ha;

import java.time.Instant;
import java.util.UUID;

/**
 * The crash of a protected VM's guest, as readers see it.
 *
 * @param host the host's name then; null when it isn't known
 * @param preserved whether its host had kept the guest in memory
 * @param restart whether it was to be restarted; else it was left down
 * @param why in words
 * @param task the last start that was begun for it; null for none
 * @param endedAt null while it is down for it
 * @param end what came of it; null while it is down for it
 */
public record GuestCrash(
        UUID id,
        String host,
        Instant crashedAt,
        boolean preserved,
        boolean restart,
        String why,
        UUID task,
        Instant decidedAt,
        Instant endedAt,
        End end) {

    public enum End {
        /** It ran again. */
        RUNS,
        /** An operator started it. */
        ASKED,
        /** It was no longer wanted on, or no longer protected. */
        OFF
    }
}
