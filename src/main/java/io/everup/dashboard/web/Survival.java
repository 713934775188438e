package io.everup.dashboard.web;

import java.util.Locale;

/**
 * What would become of the protected VMs if a host died now, in one word. Pure.
 *
 * @param waiting those of hosts that are silent without a proof that they are off
 * @param guarded all of them
 * @param disarmed those in pools where nothing is restarted by itself just now
 * @param uncovered those that no host could take if the worst single host died
 */
record Survival(long waiting, long guarded, long disarmed, long uncovered) {

    /** The worst that can be said comes first. */
    enum Standing {
        WAITING("bad"),
        NONE("quiet"),
        DISARMED("warn"),
        NO("bad"),
        YES("ok");

        private final String tone;

        Standing(String tone) {
            this.tone = tone;
        }

        public String tone() {
            return tone;
        }

        /** As texts name it. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Standing standing() {
        if (waiting > 0) {
            return Standing.WAITING;
        }
        if (guarded == 0) {
            return Standing.NONE;
        }
        if (disarmed > 0) {
            return Standing.DISARMED;
        }
        return uncovered > 0 ? Standing.NO : Standing.YES;
    }

    /** How many its word is about. */
    public long count() {
        return switch (standing()) {
            case WAITING -> waiting;
            case NONE -> 0;
            case DISARMED -> disarmed;
            case NO -> uncovered;
            case YES -> guarded;
        };
    }
}
