package io.everup.migration;

import io.everup.hypervisor.MigrationProgress;
import io.everup.migration.MigrationForecast.Ending;
import io.everup.shared.Bytes;

/**
 * Judges a migration under way: whether it comes to its end, and if not, what is allowed that helps. It never lets one go
 * on for ever. Time is the migration's own, as its hypervisor tells it.
 */
final class MigrationWatch {

    /** What to do. */
    enum Verdict {
        GO_ON,
        /** Switch to post-copy. */
        GO_OVER,
        GIVE_UP
    }

    /** @param reason for people; null with GO_ON */
    record Decision(Verdict verdict, String reason) {}

    private static final Decision ON = new Decision(Verdict.GO_ON, null);

    /** For so long it has to be hopeless, one look is not enough. */
    private static final long HOPELESS_MILLIS = 3_000;

    /** Beyond this much throttling the guest hardly runs any more. */
    private static final int MOST_THROTTLE = 90;

    /** What is written must be less than this share of what is sent, or the rounds don't shrink. */
    private static final double SHRINKS = 0.95;

    private static final int HUNDRED = 100;

    private final MigrationPolicy policy;
    private final Ending expected;
    private long hopelessSince = -1;
    /** When memory began to be sent after disks; -1 before, 0 without disks. */
    private long memorySince = -1;
    /** The least that was left of disks so far, and when that was seen. */
    private long leastLeft = Long.MAX_VALUE;

    private long leastLeftAt;

    /** @param expected how the forecast says that it ends */
    MigrationWatch(MigrationPolicy policy, Ending expected) {
        this.policy = policy;
        this.expected = expected;
    }

    Decision judge(MigrationProgress seen) {
        if (seen.wentOver() || seen.elapsedMillis() < 0) {
            return ON;
        }
        if (seen.copiesDisks()) {
            return disks(seen);
        }
        if (memorySince < 0) {
            memorySince = seen.diskTotalBytes() > 0 ? seen.elapsedMillis() : 0;
        }
        var late = seen.elapsedMillis() - memorySince > policy.bound().toMillis();
        if (late) {
            return policy.postCopy()
                    ? over("It isn't done after " + policy.boundMinutes() + " minutes")
                    : up("It wasn't done after " + policy.boundMinutes() + " minutes");
        }
        if (expected == Ending.POST_COPY && policy.postCopy() && seen.round() > 1) {
            return over("Its memory has been sent once, and by more rounds it wouldn't fit into the pause");
        }
        return hopeless(seen) ? helped(seen) : ON;
    }

    /** However large they are, within each bound there must be less left of them, by a hundredth of the whole. */
    private Decision disks(MigrationProgress seen) {
        if (seen.diskRemainingBytes() == 0
                || seen.diskRemainingBytes() <= leastLeft - seen.diskTotalBytes() / HUNDRED) {
            leastLeft = seen.diskRemainingBytes();
            leastLeftAt = seen.elapsedMillis();
        }
        return seen.elapsedMillis() - leastLeftAt > policy.bound().toMillis()
                ? up("In " + policy.boundMinutes() + " minutes there was no less left of its disks to copy: its guest"
                        + " writes to them as fast as they are copied")
                : ON;
    }

    private boolean hopeless(MigrationProgress seen) {
        var grows = seen.round() > 1
                && seen.bytesPerSecond() > 0
                && seen.dirtyBytesPerSecond() > seen.bytesPerSecond() * SHRINKS;
        if (!grows) {
            hopelessSince = -1;
            return false;
        }
        hopelessSince = hopelessSince < 0 ? seen.elapsedMillis() : hopelessSince;
        return seen.elapsedMillis() - hopelessSince >= HOPELESS_MILLIS;
    }

    private Decision helped(MigrationProgress seen) {
        if (policy.autoConverge() && seen.throttlePercent() < MOST_THROTTLE) {
            return ON;
        }
        var why = "Its guest writes " + rate(seen.dirtyBytesPerSecond()) + " of memory, and "
                + rate(seen.bytesPerSecond()) + " can be sent"
                + (seen.throttlePercent() > 0 ? ", though it was slowed down by " + seen.throttlePercent() + " %" : "");
        return policy.postCopy() ? over(why) : up(why);
    }

    private static Decision over(String why) {
        return new Decision(Verdict.GO_OVER, why);
    }

    private static Decision up(String why) {
        return new Decision(Verdict.GIVE_UP, why);
    }

    private static String rate(long bytesPerSecond) {
        return Bytes.text(bytesPerSecond) + "/s";
    }
}
