package io.everup.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.uptime.Interval;
import io.everup.uptime.Intervals;
import io.everup.uptime.Painted;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A service's time, held second by second against what each moment says; and how fast a budget burns. */
class ServiceHistoryTest {

    private static final Instant ZERO = Instant.parse("2026-03-29T00:00:00Z");
    private static final int SPAN = 120;
    private static final UUID A = new UUID(1, 1);
    private static final UUID B = new UUID(1, 2);
    private static final UUID PROBE = new UUID(2, 1);

    private static Instant at(int second) {
        return ZERO.plusSeconds(second);
    }

    private static Intervals random(Random chance, int most) {
        var parts = new ArrayList<Interval>();
        for (var i = chance.nextInt(most); i > 0; i--) {
            var from = chance.nextInt(SPAN);
            parts.add(new Interval(at(from), at(from + 1 + chance.nextInt(30))));
        }
        return Intervals.of(parts);
    }

    private static ServiceSpec spec(int need) {
        var probe = new ProbeSpec(
                PROBE, "p", ProbeSpec.Kind.TCP, "x:1", "GET", "200", null, 0, null, null, 20, 5, 3, 1);
        return new ServiceSpec(
                "S", "", "", ZoneOffset.UTC, 99.9,
                List.of(new ServiceSpec.Group("g", need, List.of(A, B), List.of(), List.of())), List.of(probe));
    }

    @Test
    void everySecondIsToldByTheRule() {
        for (var seed = 0; seed < 1_500; seed++) {
            var chance = new Random(seed);
            var always = Intervals.between(at(-10), Instant.MAX);
            var members = Map.of(
                    A, new ServiceHistory.MemberTime(always, random(chance, 4), random(chance, 4)),
                    B, new ServiceHistory.MemberTime(always, random(chance, 4), random(chance, 4)));
            var line = new Painted<Verdict>().paint(at(-10), null, Verdict.UP);
            for (var part : random(chance, 3).parts()) {
                line.paint(part.from(), part.to(), chance.nextBoolean() ? Verdict.DOWN : Verdict.UNKNOWN);
            }
            var absences = random(chance, 3);
            var spec = spec(1 + chance.nextInt(2));
            var history = ServiceHistory.of(new ServiceHistory.Course(
                    List.of(new ServiceHistory.Revision(at(-10), spec)), null, members, Map.of(PROBE, line), absences));
            var down = Intervals.of(history.runs().stream().map(ServiceHistory.Run::when).toList())
                    .subtract(history.unobserved());
            for (var second = 0; second < SPAN + 40; second++) {
                var now = at(second);
                var verdict = absences.contains(now) ? Verdict.UNKNOWN : line.at(now);
                var expected = StateRules.judge(spec, vm -> member(members.get(vm), now), probe -> verdict).state();
                assertThat(down.contains(now))
                        .as("seed " + seed + ", second " + second + " is " + expected)
                        .isEqualTo(expected == ServiceState.DOWN);
                assertThat(history.unobserved().contains(now))
                        .as("seed " + seed + ", second " + second + " is " + expected)
                        .isEqualTo(expected == ServiceState.UNOBSERVED);
            }
        }
    }

    private static StateRules.Member member(ServiceHistory.MemberTime time, Instant now) {
        return time.unobserved().contains(now)
                ? StateRules.Member.UNSEEN
                : time.down().contains(now) ? StateRules.Member.DOWN : StateRules.Member.UP;
    }

    /** Every entry of the workbook's table: so long a total loss of a service of 99.9 % raises each alarm. */
    @Test
    void budgetsBurnAsTheWorkbookSays() {
        var now = at(0);
        var always = Intervals.between(now.minus(Duration.ofDays(30)), Instant.MAX);
        var none = Intervals.NONE;
        assertThat(BurnRules.burn(99.9, always, none, none, now).alert()).isEqualTo(Burn.Alert.NONE);
        assertThat(BurnRules.burn(null, always, none, none, now)).isEqualTo(Burn.NONE);

        var minute = Intervals.between(now.minusSeconds(60), Instant.MAX);
        var burn = BurnRules.burn(99.9, always, none, minute, now);
        assertThat(burn.hour()).isCloseTo(60 / 3_600.0 / 0.001, org.assertj.core.data.Offset.offset(1e-6));
        assertThat(burn.alert()).as("a minute in an hour is 16.7 times too much").isEqualTo(Burn.Alert.FAST);
        var over = Intervals.between(now.minusSeconds(1_200), now.minusSeconds(1_140));
        assertThat(BurnRules.burn(99.9, always, none, over, now).alert())
                .as("it is over since: the short window is quiet")
                .isEqualTo(Burn.Alert.NONE);
        var old = Intervals.between(now.minus(Duration.ofHours(5)), now.minus(Duration.ofHours(5)).plusSeconds(600));
        assertThat(BurnRules.burn(99.9, always, none, old, now).alert()).isEqualTo(Burn.Alert.SLOW);
        assertThat(BurnRules.burn(99.9, always, minute, minute, now).alert())
                .as("what nobody observed burns nothing")
                .isEqualTo(Burn.Alert.NONE);
    }

    @Test
    void aMonthOfThirtyDaysAt99_9MayLose43Minutes() {
        var month = Duration.ofDays(30).toMillis();
        var budget = BurnRules.budget(99.9, month / 3, month - month / 3, Duration.ofMinutes(10).toMillis());
        assertThat(Duration.ofMillis(budget.allowedMillis())).isEqualTo(Duration.ofSeconds(2_592));
        assertThat(Duration.ofMillis(budget.leftMillis())).isEqualTo(Duration.ofSeconds(1_992));
        assertThat(BurnRules.budget(99.9, 1_000_000, 0, 5_000).left()).isEqualTo(-4.0);
    }
}
