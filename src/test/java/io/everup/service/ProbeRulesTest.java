package io.everup.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** From checks to votes, and from votes to a verdict. */
class ProbeRulesTest {

    private static final Instant ZERO = Instant.parse("2026-11-22T10:00:00Z");
    private static final ProbeSpec PROBE = new ProbeSpec(
            null, "front page", ProbeSpec.Kind.TCP, "web:443", "GET", "200", null, 0, null, null, 10, 5, 3, 2);

    private static Instant at(int second) {
        return ZERO.plusSeconds(second);
    }

    private static ProbeOutcome outcome(char sign) {
        return switch (sign) {
            case '+' -> ProbeOutcome.good("ok");
            case '-' -> ProbeOutcome.bad(Trouble.REFUSED, "refused");
            default -> ProbeOutcome.bad(Trouble.NOT_POSSIBLE, "no ping");
        };
    }

    /** A check every ten seconds: + good, - bad, ? not possible. */
    private static ProbeVote after(String checks) {
        ProbeVote vote = null;
        for (var i = 0; i < checks.length(); i++) {
            vote = ProbeRules.vote(vote, outcome(checks.charAt(i)), at(10 * i), PROBE);
        }
        return vote;
    }

    @Test
    void soManyInARowMakeItDownSinceTheFirstOfThem() {
        assertThat(after("+--").good()).isTrue();
        var down = after("++---");
        assertThat(down.good()).isFalse();
        assertThat(down.since()).isEqualTo(at(20));
        assertThat(after("++---+").good()).as("one good one isn't enough").isFalse();
        var up = after("++---++");
        assertThat(up.good()).isTrue();
        assertThat(up.since()).isEqualTo(at(50));
        assertThat(after("+-+-+-+-").good()).as("never three in a row").isTrue();
    }

    @Test
    void aCheckThatCouldNotBeMadeSaysNothing() {
        assertThat(after("???").good()).isNull();
        var vote = after("++?");
        assertThat(vote.good()).isTrue();
        assertThat(vote.validUntil())
                .as("and doesn't prolong what is known")
                .isEqualTo(after("++").validUntil());
        assertThat(after("+--?-").good())
                .as("two bad ones before it, one after it")
                .isFalse();
    }

    private static ProbeVote says(Boolean good, int since, int seen) {
        return new ProbeVote(
                good,
                at(since),
                Boolean.FALSE.equals(good) ? 3 : 0,
                Boolean.TRUE.equals(good) ? 3 : 0,
                at(since),
                at(seen),
                at(seen + 60),
                5,
                good == null || good ? Trouble.NONE : Trouble.NO_ANSWER,
                "x",
                null);
    }

    @Test
    void oneReplicasBadNetworkIsNoOutage() {
        var held = ProbeRules.held(List.of(says(true, 0, 100), says(true, 0, 100), says(false, 50, 100)), at(101));
        assertThat(held.verdict()).isEqualTo(Verdict.UP);
        var two = ProbeRules.held(List.of(says(true, 0, 100), says(false, 50, 100)), at(101));
        assertThat(two.verdict()).as("one of two is no majority").isEqualTo(Verdict.UP);
        var down = ProbeRules.held(List.of(says(false, 70, 100), says(true, 0, 100), says(false, 50, 100)), at(101));
        assertThat(down.verdict()).isEqualTo(Verdict.DOWN);
        assertThat(down.at()).as("since the second of them found it so").isEqualTo(at(70));
        assertThat(down.votes()).isEqualTo("2 of 3 replicas");
    }

    @Test
    void upAgainSinceTheMajorityOfTheBadOnesWasGone() {
        var held = ProbeRules.held(List.of(says(true, 0, 200), says(true, 180, 200), says(false, 50, 200)), at(201));
        assertThat(held.verdict()).isEqualTo(Verdict.UP);
        assertThat(held.at()).as("not since the one that never was bad").isEqualTo(at(180));
    }

    @Test
    void votesRunOut() {
        var held = ProbeRules.held(List.of(says(true, 0, 100), says(false, 50, 90)), at(400));
        assertThat(held.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(held.at()).isEqualTo(at(100));
        assertThat(ProbeRules.held(List.of(), at(3)).verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    /** Whatever replicas hold: more than half bad is down, anything else that is known is up. */
    @Test
    void theMajorityDecides() {
        for (var seed = 0; seed < 2_000; seed++) {
            var chance = new Random(seed);
            var votes = new ArrayList<ProbeVote>();
            var bad = 0;
            var known = 0;
            for (var i = chance.nextInt(7); i >= 0; i--) {
                var good = chance.nextInt(4) == 0 ? null : (Boolean) chance.nextBoolean();
                known += good == null ? 0 : 1;
                bad += Boolean.FALSE.equals(good) ? 1 : 0;
                votes.add(says(good, chance.nextInt(100), 100));
            }
            var expected = known == 0 ? Verdict.UNKNOWN : bad * 2 > known ? Verdict.DOWN : Verdict.UP;
            assertThat(ProbeRules.held(votes, at(110)).verdict())
                    .as("seed " + seed)
                    .isEqualTo(expected);
        }
    }
}
