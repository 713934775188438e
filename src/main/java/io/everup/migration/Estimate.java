package io.everup.migration;

/**
 * A figure that a forecast rests on, with how far off it may be.
 *
 * @param value the likeliest
 * @param least what it is at least; not above the value
 * @param most what it is at most; not below the value
 * @param origin where it comes from
 */
public record Estimate(double value, double least, double most, Origin origin) {

    /** Where a figure comes from, the best first. */
    public enum Origin {
        /** Measured on this VM shortly before. */
        MEASURED,
        /** From former migrations of this VM. */
        FORMER_OF_VM,
        /** From former migrations between these two hosts. */
        FORMER_OF_HOSTS,
        /** From former migrations in the pool. */
        FORMER_OF_POOL,
        /** Nothing is known; a cautious figure stands in. */
        ASSUMED
    }

    public Estimate {
        if (!(least >= 0 && least <= value && value <= most)) {
            throw new IllegalArgumentException("Not in order: " + least + ", " + value + ", " + most);
        }
    }

    /** @param spread how many times too low or too high it may be, at least 1 */
    public static Estimate of(double value, double spread, Origin origin) {
        return new Estimate(value, value / spread, value * spread, origin);
    }

    /** Nothing above this. */
    Estimate cappedAt(double cap) {
        return new Estimate(Math.min(value, cap), Math.min(least, cap), Math.min(most, cap), origin);
    }

    public boolean assumed() {
        return origin == Origin.ASSUMED;
    }
}
