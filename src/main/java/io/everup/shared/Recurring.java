package io.everup.shared;

import java.time.Duration;

/**
 * What is done again and again, on one replica at a time and never twice at once. A bean of this kind is all it takes.
 *
 * @param name unique, such as {@code poll-hosts}
 * @param every at least a second; a round that takes longer delays the next one
 * @param work a failure of it is logged, and the next round comes as usual
 */
public record Recurring(String name, Duration every, Runnable work) {

    public Recurring {
        if (every.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException(name + " would run every " + every);
        }
    }
}
