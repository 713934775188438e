package io.everup.migration;

import java.time.Duration;

/**
 * What a forecast rests on.
 *
 * @param memoryBytes memory that has to be sent: what the guest has touched, or all of it
 * @param diskBytes of disks that are copied along; 0 with shared storage
 * @param dirty bytes of memory per second that the guest writes anew
 * @param link bytes per second between the two hosts
 * @param switchMillis what the switch takes beside the last memory: device state, and starting at the target
 * @param capBytesPerSecond most that may be sent, 0 for no cap
 * @param budgetMillis how long the guest may stand still, at least 1
 * @param autoConverge whether the guest may be slowed down
 * @param postCopy whether it may be switched over before all memory is there
 * @param bound after which a move that doesn't come to an end is given up
 */
public record MigrationPremises(
        long memoryBytes,
        long diskBytes,
        Estimate dirty,
        Estimate link,
        Estimate switchMillis,
        long capBytesPerSecond,
        long budgetMillis,
        boolean autoConverge,
        boolean postCopy,
        Duration bound) {

    /** What there really is to send over. */
    Estimate speed() {
        return capBytesPerSecond > 0 ? link.cappedAt(capBytesPerSecond) : link;
    }
}
