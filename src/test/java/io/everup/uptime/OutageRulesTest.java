package io.everup.uptime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Histories, attribution, late evidence and credits, with times that are given. */
class OutageRulesTest {

    private static final Instant ZERO = Instant.parse("2026-11-02T08:00:00Z");
    private static final UUID VM = new UUID(1, 1);
    private static final UUID H1 = new UUID(2, 1);
    private static final UUID H2 = new UUID(2, 2);

    private static Instant at(int second) {
        return ZERO.plusSeconds(second);
    }

    private static VmFact fact(int id, int at, UUID host, boolean wanted, Power power, Reason reason) {
        return new VmFact(id, at(at), null, host, wanted, power, reason, null, null);
    }

    private static VmHistory history(List<VmFact> facts, Intervals absences) {
        return VmHistory.of(facts, at(0), Map.of(), absences);
    }

    private static OutageRules.Verdict judge(VmHistory history) {
        assertThat(history.runs()).hasSize(1);
        return OutageRules.judge(history.runs().get(0), new OutageRules.Context(List.of(), Map.of(H1, "h1")));
    }

    @Test
    void whatNobodyObservedIsCutFromTheEndsOfAnOutage() {
        var facts = List.of(
                fact(1, 0, H1, true, Power.UP, Reason.NONE),
                fact(2, 100, H1, true, Power.DOWN, Reason.CRASHED),
                fact(3, 200, H1, true, Power.UP, Reason.NONE));
        var history = history(facts, Intervals.between(at(150), at(200)));
        assertThat(history.runs()).extracting(VmHistory.Run::when).containsExactly(new Interval(at(100), at(150)));
        assertThat(history.unobserved().total()).isEqualTo(Duration.ofSeconds(50));

        var inside = history(facts, Intervals.between(at(130), at(150)));
        assertThat(inside.runs())
                .as("down before and after: one outage")
                .extracting(VmHistory.Run::when)
                .containsExactly(new Interval(at(100), at(200)));
    }

    /** The guest's own boot time, read afterwards, tells of a time in which no replica ran. */
    @Test
    void lateEvidenceFillsInWhatNobodyObserved() {
        var facts = List.of(
                fact(1, 0, H1, true, Power.UP, Reason.NONE),
                new VmFact(2, at(120), at(160), H1, true, Power.DOWN, Reason.CRASHED, "guest", null));
        var history = history(facts, Intervals.between(at(100), at(200)));
        assertThat(history.unobserved().total()).isEqualTo(Duration.ofSeconds(60));
        assertThat(history.runs()).extracting(VmHistory.Run::when).containsExactly(new Interval(at(120), at(160)));
        assertThat(judge(history).cause()).isEqualTo(Cause.GUEST);
    }

    /** A clock that jumped back, or another replica's: what is recorded last is how it is. */
    @Test
    void aClockThatJumpsBackEndsWithWhatWasSeenLast() {
        var facts = List.of(
                fact(1, 0, H1, true, Power.UP, Reason.NONE),
                fact(2, 103, H1, true, Power.DOWN, Reason.CRASHED),
                fact(3, 101, H1, true, Power.UP, Reason.NONE));
        assertThat(history(facts, Intervals.NONE).runs()).isEmpty();
    }

    @Test
    void aVmThatNeverRanHasNoOutage() {
        var facts = List.of(fact(1, 0, H1, true, Power.DOWN, Reason.STARTING));
        assertThat(VmHistory.of(facts, null, Map.of(), Intervals.NONE).runs()).isEmpty();
    }

    @Test
    void everyReasonHasItsRule() {
        for (var reason : Reason.values()) {
            var verdict = judge(history(
                    List.of(fact(1, 0, H1, true, Power.UP, Reason.NONE), fact(2, 9, H1, true, Power.DOWN, reason)),
                    Intervals.NONE));
            assertThat(verdict.rule()).as("" + reason).isNotBlank();
            assertThat(verdict.counted())
                    .as("wanted on and down counts: " + reason)
                    .isTrue();
            assertThat(verdict.evidence()).as("" + reason).isNotEmpty();
        }
    }

    @Test
    void whatItsOwnerSwitchedOffDoesNotCount() {
        var verdict = judge(history(
                List.of(
                        fact(1, 0, H1, true, Power.UP, Reason.NONE),
                        new VmFact(2, at(9), null, H1, false, Power.DOWN, Reason.ASKED, "oli", new UUID(4, 4))),
                Intervals.NONE));
        assertThat(verdict.cause()).isEqualTo(Cause.OPERATOR);
        assertThat(verdict.who()).isEqualTo("oli");
        assertThat(verdict.counted()).isFalse();
        assertThat(verdict.evidence()).extracting(Evidence::type).contains("task");
    }

    @Test
    void aHostOffWhileItIsServicedIsPlanned() {
        var host = new Painted<HostFact>().paint(at(50), null, new HostFact(9, H1, at(50), Sight.OFF, true));
        var history = VmHistory.of(
                List.of(fact(1, 0, H1, true, Power.UP, Reason.NONE)), at(0), Map.of(H1, host), Intervals.NONE);
        var verdict = judge(history);
        assertThat(verdict.cause()).isEqualTo(Cause.MAINTENANCE);
        assertThat(verdict.planned()).isTrue();
    }

    /** Its host's death is dated back to its last answer, which may be older than the move. */
    @Test
    void whoLeftAliveOwesNothingToItsFormerHostsDeath() {
        var off = new Painted<HostFact>().paint(at(50), null, new HostFact(9, H1, at(50), Sight.OFF, false));
        assertThat(moved(Reason.MOVED, off).runs()).isEmpty();
        assertThat(moved(Reason.NONE, off).runs())
                .as("a restart elsewhere whose beginning wasn't recorded")
                .extracting(VmHistory.Run::when)
                .containsExactly(new Interval(at(50), at(52)));
    }

    private static VmHistory moved(Reason how, Painted<HostFact> off) {
        var facts = List.of(fact(1, 0, H1, true, Power.UP, Reason.NONE), fact(2, 52, H2, true, Power.UP, how));
        return VmHistory.of(facts, at(0), Map.of(H1, off), Intervals.NONE);
    }

    @Test
    void whatBroughtARunningVmWhereItIs() {
        var arrived = new FactRules.Seen("RUNNING", true, "NONE", "vm-migrate", true, "UP");
        assertThat(FactRules.reason(arrived)).isEqualTo(Reason.MOVED);
        var recovered = new FactRules.Seen("RUNNING", true, "NONE", "vm-recover", false, "UP");
        assertThat(FactRules.reason(recovered)).isEqualTo(Reason.NONE);
        var leaving = new FactRules.Seen("MIGRATING", true, "NONE", "vm-migrate", true, "UP");
        assertThat(FactRules.reason(leaving)).isEqualTo(Reason.NONE);
    }

    @Test
    void howAHostWasSeenIsRecordedOnce() {
        var seen = new HostFact(0, H1, at(0), Sight.SEEN, false);
        var silent = FactRules.follows(seen, Sight.UNSEEN, at(10), false).orElseThrow();
        assertThat(FactRules.follows(silent, Sight.UNSEEN, at(20), false)).isEmpty();
        assertThat(FactRules.follows(silent, Sight.SEEN, at(5), false))
                .as("an answer from before the silence ends nothing")
                .isEmpty();
        var off = FactRules.follows(silent, Sight.OFF, at(16), false).orElseThrow();
        assertThat(off.at()).as("off since it was heard last").isEqualTo(at(10));
        assertThat(FactRules.follows(off, Sight.UNSEEN, at(20), false)).isEmpty();
        assertThat(FactRules.follows(off, Sight.SEEN, at(30), false)).isPresent();
        assertThat(FactRules.follows(silent, Sight.UNSEEN, at(20), true))
                .as("that it is being serviced is news")
                .isPresent();
    }

    private static AvoidedRules.Rescue rescue(Avoided.Kind kind, int at) {
        return new AvoidedRules.Rescue(kind, VM, "web-1", H1, "h1", at(at), new Evidence("x", null, ""));
    }

    @Test
    void downtimeAvoidedFollowsItsFormula() {
        var terms = new UptimeSettings(ZoneId.of("UTC"), Duration.ofSeconds(1_000), Duration.ofSeconds(500));
        var down = Map.of(H1, Intervals.between(at(1_000), at(1_200)));
        var now = at(9_999);

        var moved = AvoidedRules.credits(List.of(rescue(Avoided.Kind.MIGRATION, 400)), down, terms, now);
        assertThat(moved).extracting(Avoided::millis).containsExactly(200_000L);
        assertThat(AvoidedRules.credits(
                        List.of(rescue(Avoided.Kind.MIGRATION, 400), rescue(Avoided.Kind.MIGRATION, 600)),
                        down,
                        terms,
                        now))
                .as("one VM is saved once")
                .hasSize(1);
        assertThat(AvoidedRules.credits(
                        List.of(
                                rescue(Avoided.Kind.MIGRATION, -1),
                                rescue(Avoided.Kind.MIGRATION, 1_100),
                                rescue(Avoided.Kind.FAILOVER, 900)),
                        down,
                        terms,
                        now))
                .as("too early, too late, and before it was down")
                .isEmpty();
        assertThat(AvoidedRules.credits(List.of(rescue(Avoided.Kind.FAILOVER, 1_030)), down, terms, now))
                .extracting(Avoided::millis)
                .containsExactly(170_000L);
        var forEver = Map.of(H1, Intervals.between(at(1_000), Instant.MAX));
        assertThat(AvoidedRules.credits(List.of(rescue(Avoided.Kind.FAILOVER, 1_030)), forEver, terms, now))
                .as("capped")
                .extracting(Avoided::millis)
                .containsExactly(500_000L);
    }

    @Test
    void replicasPresencesLeaveTheAbsencesOfAll() {
        var presences =
                List.of(new Interval(at(0), at(100)), new Interval(at(50), at(200)), new Interval(at(300), at(400)));
        assertThat(AbsenceRules.absences(presences, at(405))).isEqualTo(Intervals.between(at(200), at(300)));
        assertThat(AbsenceRules.absences(presences, at(500))
                        .clip(new Interval(at(0), at(500)))
                        .total())
                .isEqualTo(Duration.ofSeconds(200));
    }
}
