package io.everup.service;

import java.util.List;

/**
 * What the death of one host would mean for a service, by the failover plan.
 *
 * @param level of the worst single host
 * @param text the answer in a sentence
 * @param hosts what each host's death would mean, the worst first
 */
public record Survival(Level level, String text, List<Line> hosts) {

    public static final Survival UNKNOWN =
            new Survival(Level.UNKNOWN, "The failover plan was not looked at yet.", List.of());

    /** How bad it would be. */
    public enum Level {
        /** Nobody would notice. */
        SAFE,
        /** Down until VMs have started elsewhere. */
        INTERRUPTED,
        /** Down until a person acts. */
        LOST,
        UNKNOWN
    }

    /** @param host its name */
    public record Line(String host, Level level, String text) {}
}
