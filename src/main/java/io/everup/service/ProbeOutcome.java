package io.everup.service;

import java.time.Instant;

/**
 * What one check found.
 *
 * @param good null when the check could not be made at all
 * @param millis how long it took
 * @param detail in words for people
 * @param certificate when the server's certificate ends; null where none was seen
 */
record ProbeOutcome(Boolean good, int millis, Trouble trouble, String detail, Instant certificate) {

    static ProbeOutcome good(String detail) {
        return new ProbeOutcome(true, 0, Trouble.NONE, detail, null);
    }

    static ProbeOutcome bad(Trouble trouble, String detail) {
        return new ProbeOutcome(trouble == Trouble.NOT_POSSIBLE ? null : false, 0, trouble, detail, null);
    }

    ProbeOutcome took(long time) {
        return new ProbeOutcome(good, (int) Math.min(Integer.MAX_VALUE, time), trouble, detail, certificate);
    }

    ProbeOutcome with(Instant certificateEnds) {
        return new ProbeOutcome(good, millis, trouble, detail, certificateEnds);
    }
}
