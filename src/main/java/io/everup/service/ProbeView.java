package io.everup.service;

import java.time.Instant;
import java.util.List;

/**
 * A probe as it stands.
 *
 * @param verdict of all replicas; null when it was never made
 * @param certificate when the server's certificate ends; null for none seen
 * @param votes what each replica holds
 */
public record ProbeView(
        ProbeSpec spec,
        Verdict verdict,
        Instant since,
        Trouble trouble,
        String detail,
        String majority,
        Instant certificate,
        List<Vote> votes) {

    /** @param node a replica's id; @param good null when it can't tell */
    public record Vote(String node, Boolean good, Instant at, int millis, String detail, boolean valid) {}

    /** One check. @param good null when it could not be made */
    public record Result(String node, Instant at, Boolean good, int millis, String detail) {}

    /** Checks of a minute or an hour together. @param millis on average */
    public record Sum(Instant at, int goods, int fails, int millis, int millisMost) {}
}
