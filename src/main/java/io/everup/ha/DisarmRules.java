package io.everup.ha;

import io.everup.shared.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;

/** What a disarming must say. Pure. */
final class DisarmRules {

    /** Whoever needs longer extends it, and so thinks of it again. */
    static final Duration LONGEST = Duration.ofDays(7);

    static final Duration SHORTEST = Duration.ofMinutes(1);
    static final int LONGEST_REASON = 500;

    private DisarmRules() {}

    /** @throws Refusal that names each field that is wrong */
    static void check(String reason, Instant until, Instant now) {
        var problems = new ArrayList<Refusal.Field>();
        if (reason == null || reason.isBlank() || reason.length() > LONGEST_REASON) {
            problems.add(new Refusal.Field(
                    "reason",
                    "Say why, in at most " + LONGEST_REASON + " characters: it is shown on every page meanwhile."));
        }
        if (!within(until, now)) {
            problems.add(new Refusal.Field("minutes", PROBLEM));
        }
        if (!problems.isEmpty()) {
            throw Refusal.invalid(problems);
        }
    }

    /** @throws Refusal unless the new end lies behind the old one and within the limit */
    static void checkLonger(Instant until, Instant before, Instant now) {
        if (!within(until, now)) {
            throw Refusal.invalidField("minutes", PROBLEM);
        }
        if (!until.isAfter(before)) {
            throw Refusal.invalidField("minutes", "That is no later than it ends now. To end it sooner, arm it again.");
        }
    }

    private static final String PROBLEM =
            "It is armed again by itself: from one minute to seven days (10080) from now.";

    private static boolean within(Instant until, Instant now) {
        return until != null
                && !until.isBefore(now.plus(SHORTEST).minusSeconds(5))
                && !until.isAfter(now.plus(LONGEST).plusSeconds(5));
    }
}
