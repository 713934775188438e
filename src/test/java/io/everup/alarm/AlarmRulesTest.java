package io.everup.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.alarm.AlarmRules.Key;
import io.everup.alarm.AlarmRules.Known;
import io.everup.alarm.AlarmRules.Step;
import io.everup.event.Subject;
import io.everup.notice.NoticeSeverity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The laws of alarms, in a world of plain values where a round is five seconds. */
class AlarmRulesTest {

    private static final Duration ROUND = Duration.ofSeconds(5);
    private static final Subject H2 = new Subject("host", new UUID(0, 2), "h2");
    private static final Subject STORE = new Subject("datastore", new UUID(0, 9), "store");

    /** Applies what is decided to a table in memory, as the keeper does to the database's. */
    private static final class World {
        private Instant now = Instant.parse("2026-11-22T08:00:00Z");
        private final Map<AlarmRule, RuleSetting> settings = new EnumMap<>(AlarmRule.class);
        private EnumSet<AlarmRule> checked = EnumSet.allOf(AlarmRule.class);
        private final Map<UUID, Known> alarms = new HashMap<>();
        private final Map<Key, Instant> pending = new HashMap<>();
        private final List<String> told = new ArrayList<>();
        private long ids;

        World() {
            Arrays.stream(AlarmRule.values()).forEach(rule -> settings.put(rule, rule.builtIn()));
        }

        List<Step> round(Finding... findings) {
            now = now.plus(ROUND);
            var recent = alarms.values().stream()
                    .filter(alarm -> alarm.open() || alarm.clearedAt().isAfter(now.minus(AlarmRules.AGAIN_WITHIN)))
                    .toList();
            var steps = AlarmRules.decide(
                    new AlarmRules.View(now, settings, checked, List.of(findings), recent, Map.copyOf(pending)));
            steps.forEach(this::apply);
            var open =
                    alarms.values().stream().filter(Known::open).map(Known::key).toList();
            assertThat(open).as("one open alarm per rule and subject").doesNotHaveDuplicates();
            return steps;
        }

        private void apply(Step step) {
            if (step instanceof Step.Raise raise) {
                put(new UUID(1, ids++), raise.finding(), AlarmState.RAISED, raise.severity(), 0);
                told.add("raised");
            } else if (step instanceof Step.Again again) {
                put(
                        again.alarm().id(),
                        again.finding(),
                        AlarmState.RAISED,
                        again.severity(),
                        again.alarm().flaps() + 1);
                told.add("again");
            } else if (step instanceof Step.Keep keep) {
                put(
                        keep.alarm().id(),
                        keep.finding(),
                        keep.alarm().state(),
                        keep.severity(),
                        keep.alarm().flaps());
            } else if (step instanceof Step.Miss miss) {
                alarms.compute(
                        miss.alarm().id(),
                        (id, alarm) -> new Known(
                                id,
                                alarm.key(),
                                alarm.state(),
                                alarm.severity(),
                                alarm.text(),
                                alarm.next(),
                                alarm.parts(),
                                now,
                                null,
                                alarm.flaps()));
            } else if (step instanceof Step.Clear clear) {
                alarms.compute(
                        clear.alarm().id(),
                        (id, alarm) -> new Known(
                                id,
                                alarm.key(),
                                AlarmState.CLEARED,
                                alarm.severity(),
                                alarm.text(),
                                alarm.next(),
                                alarm.parts(),
                                alarm.absentSince(),
                                now,
                                alarm.flaps()));
                told.add("cleared");
            } else if (step instanceof Step.Wait wait) {
                pending.put(wait.key(), wait.since());
            } else if (step instanceof Step.Forget forget) {
                pending.remove(forget.key());
            }
        }

        private void put(UUID id, Finding finding, AlarmState state, NoticeSeverity severity, int flaps) {
            alarms.put(
                    id,
                    new Known(
                            id,
                            new Key(finding.rule(), finding.key()),
                            state,
                            severity,
                            finding.text(),
                            finding.next(),
                            finding.parts(),
                            null,
                            null,
                            flaps));
        }

        List<Known> open() {
            return alarms.values().stream().filter(Known::open).toList();
        }

        void rounds(int count, Finding... findings) {
            IntStream.range(0, count).forEach(i -> round(findings));
        }
    }

    private static Finding silent() {
        return Finding.of(AlarmRule.HOST_LOST, H2, null, "h2 doesn't answer.", "Wait.", null);
    }

    private static Finding full(double percent) {
        return Finding.of(
                        AlarmRule.DATASTORE_FULL,
                        STORE,
                        null,
                        "store is " + (int) percent + " % full.",
                        "Remove.",
                        null)
                .worth(percent);
    }

    @Test
    void aStateThatDoesNotLastIsNoAlarm() {
        var world = new World();
        world.round(silent());
        assertThat(world.open()).as("not yet").isEmpty();
        world.round();
        world.rounds(1, silent());
        assertThat(world.open()).as("it began anew").isEmpty();
        world.round(silent());
        assertThat(world.open()).as("now it has lasted").hasSize(1);
    }

    @Test
    void evidenceOfWhenItBeganCountsForTheWait() {
        var world = new World();
        var since = world.now.minusSeconds(60);
        var steps = world.round(Finding.of(AlarmRule.HOST_LOST, H2, null, "h2 doesn't answer.", "Wait.", since));
        assertThat(steps)
                .singleElement()
                .isInstanceOfSatisfying(
                        Step.Raise.class, raise -> assertThat(raise.since()).isEqualTo(since));
    }

    @Test
    void nothingNewChangesNothing() {
        var world = new World();
        world.rounds(3, silent());
        assertThat(world.round(silent())).isEmpty();
        assertThat(world.round(silent())).isEmpty();
    }

    @Test
    void whatCannotBeLookedAtStays() {
        var world = new World();
        world.rounds(3, silent());
        world.checked = EnumSet.noneOf(AlarmRule.class);
        world.rounds(100);
        assertThat(world.open()).hasSize(1);
        world.checked = EnumSet.allOf(AlarmRule.class);
        world.rounds(5);
        assertThat(world.open()).isEmpty();
    }

    @Test
    void aDatastoreAroundItsThresholdDoesNotFlap() {
        var world = new World();
        world.rounds(10, full(86));
        for (var i = 0; i < 500; i++) {
            world.round(full(i % 2 == 0 ? 84.0 : 86.0));
        }
        assertThat(world.told).containsExactly("raised");
        world.rounds(10, full(82.5));
        assertThat(world.told).containsExactly("raised", "cleared");
    }

    @Test
    void severityFollowsTheThresholdsWithABand() {
        var setting = AlarmRule.DATASTORE_FULL.builtIn();
        assertThat(AlarmRules.severity(full(84.9), setting, null)).isNull();
        assertThat(AlarmRules.severity(full(85), setting, null)).isEqualTo(NoticeSeverity.WARNING);
        assertThat(AlarmRules.severity(full(95), setting, null)).isEqualTo(NoticeSeverity.CRITICAL);
        assertThat(AlarmRules.severity(full(93.5), setting, NoticeSeverity.CRITICAL))
                .isEqualTo(NoticeSeverity.CRITICAL);
        assertThat(AlarmRules.severity(full(92.9), setting, NoticeSeverity.CRITICAL))
                .isEqualTo(NoticeSeverity.WARNING);
        assertThat(AlarmRules.severity(full(82.9), setting, NoticeSeverity.WARNING))
                .isNull();
        var days = AlarmRule.CERTIFICATE_EXPIRING.builtIn();
        var expiring = Finding.of(AlarmRule.CERTIFICATE_EXPIRING, STORE, null, "", "", null);
        assertThat(AlarmRules.severity(expiring.worth(22), days, null)).isNull();
        assertThat(AlarmRules.severity(expiring.worth(21), days, null)).isEqualTo(NoticeSeverity.WARNING);
        assertThat(AlarmRules.severity(expiring.worth(7), days, null)).isEqualTo(NoticeSeverity.CRITICAL);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 42})
    void whatFlapsTellsAFewTimesAnHourAtMost(long seed) {
        var world = new World();
        var random = new Random(seed);
        for (var i = 0; i < 720; i++) {
            if (random.nextInt(100) < 50) {
                world.round(silent());
            } else {
                world.round();
            }
        }
        assertThat(world.told.size())
                .as("told in an hour of flapping: " + world.told)
                .isLessThanOrEqualTo(12);
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 40, 60, 120, 300})
    void evenASlowFlapTellsLess(int seconds) {
        var world = new World();
        for (var at = 0; at < 3 * 3600; at += 5) {
            if (at / seconds % 2 == 0) {
                world.round(silent());
            } else {
                world.round();
            }
        }
        assertThat(world.told.size())
                .as("told in three hours: " + world.told.size())
                .isLessThanOrEqualTo(24);
        world.rounds(400);
        assertThat(world.open()).as("it ends when it is over").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverHappenedWhatLastsIsOpenAndWhatIsOverIsNot(long seed) {
        var world = new World();
        var random = new Random(seed);
        var all = IntStream.range(0, 12)
                .mapToObj(i -> Finding.of(
                        AlarmRule.values()[random.nextInt(3)],
                        new Subject("host", new UUID(0, i), "h" + i),
                        null,
                        "text " + i,
                        "next",
                        null))
                .toList();
        for (var i = 0; i < 300; i++) {
            world.round(all.stream().filter(one -> random.nextBoolean()).toArray(Finding[]::new));
        }
        var last = all.stream().filter(one -> random.nextBoolean()).toArray(Finding[]::new);
        world.rounds(500, last);
        assertThat(world.open().stream().map(Known::key).collect(Collectors.toSet()))
                .as("seed " + seed)
                .isEqualTo(Arrays.stream(last)
                        .map(one -> new Key(one.rule(), one.key()))
                        .collect(Collectors.toSet()));
        assertThat(world.pending).isEmpty();
    }

    @Test
    void aDeadHostIsOneAlarmThatNamesItsVms() {
        var world = new World();
        var vms = IntStream.range(0, 200)
                .mapToObj(i -> Finding.of(
                                AlarmRule.VM_FAULTED,
                                new Subject("vm", new UUID(7, i), "vm-" + i),
                                null,
                                "faulted",
                                "",
                                null)
                        .because(H2.id().toString()))
                .toList();
        var all = new ArrayList<>(vms);
        all.add(silent().naming(List.of("vm-0", "web-1")));
        world.rounds(5, all.toArray(Finding[]::new));
        assertThat(world.open()).hasSize(1);
        assertThat(world.open().get(0).parts()).hasSize(201).contains("web-1", "vm-199");
        world.rounds(20, vms.toArray(Finding[]::new));
        assertThat(world.open())
                .as("its host is back and they are still faulted")
                .hasSize(200);
    }

    @Test
    void aRuleThatIsSwitchedOffClearsItsAlarms() {
        var world = new World();
        world.rounds(3, silent());
        var on = AlarmRule.HOST_LOST.builtIn();
        world.settings.put(
                AlarmRule.HOST_LOST, new RuleSetting(on.rule(), false, on.severity(), null, null, on.after()));
        world.round(silent());
        assertThat(world.open()).isEmpty();
    }

    @Test
    void aSilenceIsAboutWhatItNamesWhileItHolds() {
        var now = Instant.parse("2026-11-22T08:00:00Z");
        var alarm = new SilenceRules.Alarm(AlarmRule.HOST_LOST, "2", "h2", "h2 doesn't answer.");
        var silence = silence(AlarmRule.HOST_LOST, "2", null, now);
        assertThat(SilenceRules.covers(silence, alarm, now)).isTrue();
        assertThat(SilenceRules.covers(silence, alarm, silence.endsAt()))
                .as("at its end")
                .isFalse();
        assertThat(SilenceRules.covers(silence, alarm, now.minusSeconds(1))).isFalse();
        assertThat(SilenceRules.covers(silence(AlarmRule.VM_FAULTED, null, null, now), alarm, now))
                .isFalse();
        assertThat(SilenceRules.covers(silence(null, "3", null, now), alarm, now))
                .isFalse();
        assertThat(SilenceRules.covers(silence(null, null, "H2 answer", now), alarm, now))
                .isTrue();
        assertThat(SilenceRules.covers(silence(null, null, "h2 disk", now), alarm, now))
                .isFalse();
    }

    private static SilenceView silence(AlarmRule rule, String key, String words, Instant from) {
        return new SilenceView(
                new UUID(0, 1), rule, key, null, words, "work", from, from.plusSeconds(3600), "Oli", null);
    }
}
