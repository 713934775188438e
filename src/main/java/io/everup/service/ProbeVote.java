package io.everup.service;

import java.time.Instant;

/**
 * What one replica holds of a probe.
 *
 * @param good null until it knows
 * @param since since when it holds that: the first of the checks in a row that made it so
 * @param fails and {@code goods}: how many in a row the last checks were
 * @param firstAt when the present row of equal checks began
 * @param validUntil after it the vote doesn't count any more
 * @param certificate when the certificate that was seen ends; null for none
 */
record ProbeVote(
        Boolean good,
        Instant since,
        int fails,
        int goods,
        Instant firstAt,
        Instant at,
        Instant validUntil,
        int millis,
        Trouble trouble,
        String detail,
        Instant certificate) {}
