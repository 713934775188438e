package io.everup.ha.core;

import java.time.Duration;

/**
 * How often a VM is restarted whose guest crashed.
 *
 * @param restarts at most so many, 0 to 20; 0 for never
 * @param within in so long, 5 minutes to a day
 */
public record CrashPolicy(int restarts, Duration within) {

    public static final CrashPolicy DEFAULT = new CrashPolicy(3, Duration.ofMinutes(60));
    public static final int MOST_RESTARTS = 20;
    public static final Duration SHORTEST = Duration.ofMinutes(5);
    public static final Duration LONGEST = Duration.ofDays(1);

    /** A clause, such as {@code 3 times within 60 minutes}. */
    public String words() {
        return restarts == 0
                ? "never"
                : (restarts == 1 ? "once" : restarts + " times") + " within " + within.toMinutes() + " minutes";
    }
}
