package io.everup.plan;

/**
 * What a pool is to survive, and what is said to an action that would break that.
 *
 * @param failures how many hosts may be lost at once, 0 to 8; 0 asks for nothing
 */
public record PoolPolicy(int failures, Level admission) {

    public static final int MOST_FAILURES = 8;

    /** What is said to such an action. */
    public enum Level {
        /** Nothing. */
        OFF,
        /** It is done, with a warning. */
        WARN,
        /** No, unless somebody who may manage high availability says why it is to be done all the same. */
        REFUSE
    }

    static final PoolPolicy BUILT_IN = new PoolPolicy(1, Level.WARN);

    boolean asks() {
        return failures > 0 && admission != Level.OFF;
    }
}
