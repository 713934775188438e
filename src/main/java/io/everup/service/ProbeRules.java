package io.everup.service;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** From single checks to one replica's vote, and from votes to the verdict of all. Pure. */
final class ProbeRules {

    private ProbeRules() {}

    /**
     * What all replicas together hold.
     *
     * @param at since when, by the clocks of those who hold it
     * @param support when so many of them last saw it so with their own checks; another verdict can't begin before that
     * @param votes such as {@code 2 of 3 replicas}
     */
    record Held(Verdict verdict, Instant at, Instant support, Trouble trouble, String detail, String votes) {}

    /**
     * One replica's vote after one more check. A check that could not be made changes nothing about the vote and doesn't
     * prolong it.
     *
     * @param before null for the first check
     * @param at when the check began
     */
    static ProbeVote vote(ProbeVote before, ProbeOutcome outcome, Instant at, ProbeSpec probe) {
        var known = before != null && before.validUntil().isAfter(at);
        if (outcome.good() == null) {
            return known
                    ? copy(before, before.validUntil(), at, outcome)
                    : new ProbeVote(
                            null,
                            at,
                            0,
                            0,
                            at,
                            at,
                            at.plus(probe.holds()),
                            outcome.millis(),
                            outcome.trouble(),
                            outcome.detail(),
                            null);
        }
        var good = outcome.good();
        var goesOn = known && (good ? before.goods() > 0 : before.fails() > 0);
        var first = goesOn ? before.firstAt() : at;
        var goods = good ? (goesOn ? before.goods() + 1 : 1) : 0;
        var fails = good ? 0 : (goesOn ? before.fails() + 1 : 1);
        var held = known ? before.good() : null;
        // Nothing is known yet: the first good check is enough, and so many bad ones as for an up that goes down.
        var decided = good ? held == null || goods >= probe.goods() : fails >= probe.failures();
        var turns = decided && !Boolean.valueOf(good).equals(held);
        return new ProbeVote(
                decided ? Boolean.valueOf(good) : held,
                turns || held == null ? first : before.since(),
                fails,
                goods,
                first,
                at,
                at.plus(probe.holds()),
                outcome.millis(),
                outcome.trouble(),
                outcome.detail(),
                outcome.certificate());
    }

    private static ProbeVote copy(ProbeVote vote, Instant until, Instant at, ProbeOutcome outcome) {
        return new ProbeVote(
                vote.good(),
                vote.since(),
                vote.fails(),
                vote.goods(),
                vote.firstAt(),
                at,
                until,
                outcome.millis(),
                outcome.trouble(),
                outcome.detail(),
                vote.certificate());
    }

    /**
     * Down when more than half of the replicas that know say so; up when any other replica gets an answer: one replica's
     * bad network isn't an outage.
     *
     * @param votes of all replicas; those that have run out don't count
     * @return never null; its time is when the replica that made the majority began to hold it
     */
    static Held held(List<ProbeVote> votes, Instant now) {
        var known = votes.stream()
                .filter(vote -> vote.good() != null && !vote.validUntil().isBefore(now))
                .toList();
        if (known.isEmpty()) {
            return nobody(votes, now);
        }
        var bad = known.stream().filter(vote -> !vote.good()).count();
        var down = bad * 2 > known.size();
        var side = known.stream()
                .filter(vote -> vote.good() != down)
                .sorted(Comparator.comparing(ProbeVote::since))
                .toList();
        // So many were needed: the one that completed them decided.
        var needed = down ? known.size() / 2 + 1 : (known.size() + 1) / 2;
        var decisive = side.get(needed - 1);
        var seen = side.stream()
                .filter(vote -> down ? vote.fails() > 0 : vote.goods() > 0)
                .map(ProbeVote::at)
                .sorted(Comparator.reverseOrder())
                .toList();
        var words = side.size() + " of " + known.size() + (known.size() == 1 ? " replica" : " replicas");
        return new Held(
                down ? Verdict.DOWN : Verdict.UP,
                decisive.since(),
                seen.size() < needed ? null : seen.get(needed - 1),
                decisive.trouble(),
                decisive.detail(),
                words);
    }

    private static Held nobody(List<ProbeVote> votes, Instant now) {
        var last = votes.stream().max(Comparator.comparing(ProbeVote::at));
        return new Held(
                Verdict.UNKNOWN,
                last.map(ProbeVote::at).orElse(now),
                null,
                last.map(ProbeVote::trouble).orElse(Trouble.NOT_POSSIBLE),
                last.map(ProbeVote::detail).orElse("It was not checked yet."),
                "no replica");
    }
}
