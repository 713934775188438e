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

    private final MigrationPolicy policy;
    private final Ending expected;
    private long hopelessSince = -1;

    /** @param expected how the forecast says that it ends */
    MigrationWatch(MigrationPolicy policy, Ending expected) {
        this.policy = policy;
        this.expected = expected;
    }

    Decision judge(MigrationProgress seen) {
        if (seen.wentOver() || seen.elapsedMillis() < 0) {
            return ON;
        }
        var late = seen.elapsedMillis() > policy.bound().toMillis();
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
