package io.everup.migration;

import java.time.Duration;

/**
 * What a forecast rests on.
 *
 * @param memoryBytes memory that has to be sent: what the guest has touched, or all of it
 * @param diskBytes of disks that are copied along; 0 with shared storage
 * @param dirty bytes of memory per second that the guest writes anew
 * @param link bytes per second between the two hosts
 * @param diskLink bytes per second at which disks are copied: the slowest of link, reading and writing
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
        Estimate diskLink,
        Estimate switchMillis,
        long capBytesPerSecond,
        long budgetMillis,
        boolean autoConverge,
        boolean postCopy,
        Duration bound) {

    /** Disks as fast as memory. */
    public MigrationPremises(
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
        this(
                memoryBytes,
                diskBytes,
                dirty,
                link,
                link,
                switchMillis,
                capBytesPerSecond,
                budgetMillis,
                autoConverge,
                postCopy,
                bound);
    }

    /** What there really is to copy disks over. */
    public Estimate diskSpeed() {
        return capBytesPerSecond > 0 ? diskLink.cappedAt(capBytesPerSecond) : diskLink;
    }

    /** What there really is to send over. */
    public Estimate speed() {
        return capBytesPerSecond > 0 ? link.cappedAt(capBytesPerSecond) : link;
    }

    /**
     * How long the last memory may take while the guest stands still, in milliseconds: what the longest switch leaves of the
     * budget, but not less than a fifth of it as long as a usual switch leaves that much; 0 or less when none does.
     */
    public double lastMemoryMillis() {
        var usually = budgetMillis - switchMillis.value();
        return Math.max(Math.min(budgetMillis / 5.0, usually), budgetMillis - switchMillis.most());
    }
}
