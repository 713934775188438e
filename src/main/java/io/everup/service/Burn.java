package io.everup.service;

import java.time.Instant;

/**
 * How fast a service uses up its error budget: 1 uses it up exactly by the end of the period, 14.4 uses 2 % of 30 days in an
 * hour. Null where the service promises nothing, or nothing was observed in that time.
 *
 * @param minutes5 over the last 5 minutes; the others likewise
 */
public record Burn(
        Double minutes5, Double minutes30, Double hour, Double hours6, Double days3, Alert alert, Instant at) {

    public static final Burn NONE = new Burn(null, null, null, null, null, Alert.NONE, null);

    /** Whether somebody should look. */
    public enum Alert {
        NONE("The error budget lasts."),
        /** Look at it on the next working day. */
        SLOW("The error budget is being used up before the month's end."),
        /** Look at it now. */
        FAST("The error budget burns fast.");

        private final String sentence;

        Alert(String sentence) {
            this.sentence = sentence;
        }

        public String sentence() {
            return sentence;
        }
    }
}
