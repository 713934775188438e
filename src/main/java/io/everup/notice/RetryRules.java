package io.everup.notice;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When a delivery that failed is tried again. Pure: chance is passed in. */
final class RetryRules {

    static final Duration FIRST = Duration.ofSeconds(10);
    static final Duration MOST = Duration.ofHours(1);
    /** So long after a notice was made, nobody tries any more. */
    static final Duration GIVE_UP = Duration.ofHours(24);

    private static final int MOST_DOUBLINGS = 12;

    private RetryRules() {}

    /**
     * @param attempt how many there were, from 1
     * @param chance from 0 to less than 1: the pause is between half of and the whole doubled length, so that many
     *     notices don't come back at once
     * @return empty when it is given up
     */
    static Optional<Instant> next(Instant made, int attempt, double chance, Instant now) {
        var full = FIRST.multipliedBy(1L << Math.min(attempt - 1, MOST_DOUBLINGS));
        var most = full.compareTo(MOST) > 0 ? MOST : full;
        var pause = Duration.ofMillis((long) (most.toMillis() * (0.5 + chance / 2)));
        return now.isBefore(made.plus(GIVE_UP)) ? Optional.of(now.plus(pause)) : Optional.empty();
    }
}
