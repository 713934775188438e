package io.everup.migration;

import java.time.Duration;
import java.time.Instant;

/**
 * How long a guest stood still that went over ahead of its memory. QEMU tells it of no such move, so it is taken from looks at
 * both hosts, by the portal's clock: the guest ran here, and then it ran there. It stood still no longer than what lies
 * between. Pure.
 */
final class PostCopyPause {

    /** After so many it is left alone: a target that doesn't answer must not be asked for ever. */
    private static final int LOOKS = 150;
    /** Between looks that close nothing else happened; of a longer time the guest may have stood still for any part. */
    private static final Duration CLOSE = Duration.ofSeconds(1);

    private static final long UNKNOWN = -1;

    private Instant ranHere;
    private boolean left;
    private int looks;
    private long millis = UNKNOWN;

    void ranHere(Instant at) {
        ranHere = at;
    }

    /** It was told to go over, or has. */
    void left() {
        left = true;
    }

    /** Whether looks at its target are worth their while. */
    boolean open() {
        return left && ranHere != null && millis == UNKNOWN && looks < LOOKS;
    }

    /** @param runs whether it ran at its target when that was looked at */
    void looked(boolean runs, Instant at) {
        looks++;
        if (runs) {
            runsThere(at);
        }
    }

    /** The move has ended well: it runs there now, if nobody has seen that before. */
    void arrived(Instant at) {
        if (open() && !at.isAfter(ranHere.plus(CLOSE))) {
            runsThere(at);
        }
    }

    private void runsThere(Instant at) {
        millis = Duration.between(ranHere, at).toMillis();
    }

    /** At most so long; -1 for unknown. */
    long millis() {
        return millis;
    }
}
