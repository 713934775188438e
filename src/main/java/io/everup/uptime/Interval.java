package io.everup.uptime;

import java.time.Duration;
import java.time.Instant;

/**
 * A half-open stretch of time: its start belongs to it, its end doesn't.
 *
 * @param to after {@code from}; {@link Instant#MAX} when it has no end yet
 */
public record Interval(Instant from, Instant to) {

    public Interval {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException(from + " is not before " + to);
        }
    }

    /** @throws ArithmeticException when it has no end */
    public Duration length() {
        return Duration.between(from, to);
    }

    public boolean contains(Instant at) {
        return !at.isBefore(from) && at.isBefore(to);
    }

    public boolean overlaps(Interval other) {
        return from.isBefore(other.to) && other.from.isBefore(to);
    }

    public boolean open() {
        return to.equals(Instant.MAX);
    }
}
