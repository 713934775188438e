package io.everup.ha.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.ha.core.RestartOrder.Facts;
import io.everup.ha.core.RestartOrder.First;
import io.everup.ha.core.RestartOrder.Limits;
import io.everup.ha.core.RestartOrder.Standing;
import io.everup.ha.core.RestartOrder.Start;
import io.everup.ha.core.RestartOrder.Turn;
import io.everup.ha.core.RestartOrder.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who of those that wait may start now: by priority, after what they depend on, so many at once, later after a failure. */
class RestartOrderTest {

    private static final Instant ZERO = Instant.parse("2026-03-01T03:00:00Z");
    private static final UUID H1 = new UUID(9, 1);
    private static final UUID H2 = new UUID(9, 2);
    private static final Limits LIMITS = new Limits(2, 3, Duration.ofSeconds(3), Duration.ofSeconds(60), 5);

    private final List<Waiting> waiting = new ArrayList<>();
    private final List<StartAfter> afters = new ArrayList<>();
    private final List<First> firsts = new ArrayList<>();
    private final List<Start> starts = new ArrayList<>();

    private static UUID id(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private void waits(String name, int priority, UUID target) {
        waiting.add(new Waiting(id(name), name, priority, false, target, null, ZERO, 0, null));
    }

    private void failed(String name, int failures, Instant at) {
        waiting.add(new Waiting(id(name), name, 50, false, H1, null, ZERO, failures, at));
    }

    private void after(String name, String other, StartGate gate, int seconds) {
        afters.add(new StartAfter(id(name), id(other), gate, Duration.ofSeconds(seconds)));
    }

    private void first(String name, Standing standing, Integer runningSince, Boolean answers) {
        firsts.add(new First(
                id(name), name, standing, runningSince == null ? null : ZERO.plusSeconds(runningSince), answers));
    }

    private List<Turn> at(long second) {
        return RestartOrder.decide(new Facts(waiting, afters, firsts, starts), LIMITS, ZERO.plusSeconds(second));
    }

    private Turn turn(String name, long second) {
        return at(second).stream()
                .filter(turn -> turn.vm().equals(id(name)))
                .findFirst()
                .orElseThrow();
    }

    private List<UUID> started(long second) {
        return at(second).stream().filter(Turn::start).map(Turn::vm).toList();
    }

    @Test
    void higherPriorityStartsEarlierAndNamesDecideBetweenEquals() {
        waits("app-10", 50, H1);
        waits("app-2", 50, H2);
        waits("low", 1, H1);
        waits("db", 90, H2);
        assertThat(at(0)).extracting(Turn::vm).containsExactly(id("db"), id("app-2"), id("app-10"), id("low"));
    }

    @Test
    void whatIsProtectedStartsBeforeBestEffortWhateverItsPriority() {
        waiting.add(new Waiting(id("extra"), "extra", 100, true, H1, null, ZERO, 0, null));
        waits("web", 0, H1);
        assertThat(started(0)).containsExactly(id("web"), id("extra"));
    }

    @Test
    void soManyStartAtOnceOnOneHost() {
        waits("a", 50, H1);
        waits("b", 50, H1);
        waits("c", 50, H1);
        waits("d", 50, H2);
        assertThat(started(0)).as("two on a host").containsExactly(id("a"), id("b"), id("d"));
        assertThat(turn("c", 0).why()).contains("on its host (2)");
        starts.add(new Start(id("x"), H1));
        assertThat(started(0)).as("what is under way already takes its place").containsExactly(id("a"), id("d"));
    }

    @Test
    void soManyStartAtOnceInTheWhole() {
        IntStream.range(0, 6).forEach(i -> waits("vm-" + i, 50, new UUID(9, i)));
        assertThat(started(0)).hasSize(3);
        assertThat(turn("vm-5", 0).why()).contains("(3)");
    }

    @Test
    void aStartUnderWayIsNotBegunAgain() {
        waits("a", 50, H1);
        starts.add(new Start(id("a"), H1));
        assertThat(turn("a", 0).start()).isFalse();
        assertThat(turn("a", 0).why()).contains("under way");
    }

    @Test
    void whoNoHostCanTakeWaitsAndSaysWhy() {
        waiting.add(new Waiting(id("big"), "big", 50, false, null, "h1 lacks 3 GiB", ZERO, 0, null));
        waits("small", 10, H1);
        assertThat(turn("big", 0).start()).isFalse();
        assertThat(turn("big", 0).why()).isEqualTo("h1 lacks 3 GiB");
        assertThat(turn("small", 0).start()).as("nobody waits behind it").isTrue();
    }

    @Test
    void aVmStartsOnlyWhenTheOneBeforeItRuns() {
        waits("app", 90, H1);
        waits("db", 10, H2);
        after("app", "db", StartGate.RUNNING, 120);
        first("db", Standing.WAITING, null, null);
        assertThat(started(0)).containsExactly(id("db"));
        assertThat(turn("app", 0).why()).contains("db").contains("doesn't run yet");
        assertThat(turn("app", 0).again()).isEqualTo(ZERO.plusSeconds(120));
        waiting.removeIf(vm -> vm.name().equals("db"));
        firsts.clear();
        first("db", Standing.RUNNING, 4, null);
        assertThat(turn("app", 5).start()).isTrue();
    }

    @Test
    void whatAnImportantVmWaitsForIsAsImportant() {
        waits("middle", 50, H1);
        waits("app", 90, H1);
        waits("db", 1, H1);
        waits("disk", 0, H1);
        after("app", "db", StartGate.RUNNING, 120);
        after("db", "disk", StartGate.RUNNING, 120);
        first("db", Standing.WAITING, null, null);
        first("disk", Standing.WAITING, null, null);
        assertThat(started(0)).containsExactly(id("disk"), id("middle"));
    }

    @Test
    void theGateAnswersOpensWithAnAnswerOrAfterItsTimeout() {
        waits("app", 50, H1);
        after("app", "db", StartGate.ANSWERS, 60);
        first("db", Standing.RUNNING, 10, false);
        assertThat(turn("app", 20).start()).isFalse();
        assertThat(turn("app", 20).why()).contains("answer of db").contains("60 s");
        assertThat(turn("app", 20).again()).isEqualTo(ZERO.plusSeconds(70));
        assertThat(turn("app", 69).start()).isFalse();
        assertThat(turn("app", 70).start())
                .as("it isn't waited for without end")
                .isTrue();
        firsts.clear();
        first("db", Standing.RUNNING, 10, null);
        assertThat(turn("app", 20).start()).as("unknown is no answer").isFalse();
        firsts.clear();
        first("db", Standing.RUNNING, 10, true);
        assertThat(turn("app", 20).start()).isTrue();
    }

    @Test
    void theGateTimeOpensSoLongAfterTheOtherRuns() {
        waits("app", 50, H1);
        after("app", "db", StartGate.TIME, 30);
        first("db", Standing.RUNNING, 10, true);
        assertThat(turn("app", 39).start()).as("whatever it answers").isFalse();
        assertThat(turn("app", 40).start()).isTrue();
    }

    @Test
    void oneThatNeverRunsHoldsUpNobodyForEver() {
        waits("app", 50, H1);
        after("app", "db", StartGate.TIME, 5);
        first("db", Standing.WAITING, null, null);
        assertThat(turn("app", 119).start())
                .as("a short time isn't a short patience")
                .isFalse();
        assertThat(turn("app", 120).start()).isTrue();
        afters.clear();
        after("app", "db", StartGate.RUNNING, 300);
        assertThat(turn("app", 299).start()).isFalse();
        assertThat(turn("app", 300).start()).isTrue();
    }

    @Test
    void whoIsOffOnPurposeOrGoneHoldsUpNobody() {
        waits("app", 50, H1);
        after("app", "db", StartGate.ANSWERS, 60);
        after("app", "gone", StartGate.RUNNING, 60);
        first("db", Standing.OFF, null, null);
        assertThat(turn("app", 0).start()).isTrue();
    }

    @Test
    void aVmWaitsForEachOfThoseBeforeIt() {
        waits("app", 50, H1);
        after("app", "db", StartGate.RUNNING, 60);
        after("app", "ldap", StartGate.RUNNING, 60);
        first("db", Standing.RUNNING, 1, null);
        first("ldap", Standing.STARTING, null, null);
        assertThat(turn("app", 2).why()).contains("ldap");
    }

    @Test
    void eachFailureDoublesThePauseUpToALimitAndItNeverEnds() {
        assertThat(IntStream.of(0, 1, 2, 3, 5, 6, 40, Integer.MAX_VALUE)
                        .mapToObj(
                                failures -> RestartOrder.pause(failures, LIMITS).toSeconds())
                        .toList())
                .containsExactly(0L, 3L, 6L, 12L, 48L, 60L, 60L, 60L);
        failed("a", 2, ZERO.plusSeconds(10));
        assertThat(turn("a", 15).start()).isFalse();
        assertThat(turn("a", 15).again()).isEqualTo(ZERO.plusSeconds(16));
        assertThat(turn("a", 15).why()).contains("2 attempts failed");
        assertThat(turn("a", 16).start()).isTrue();
        assertThat(turn("a", 16).why()).isEqualTo("Attempt 3 begins.");
    }

    @Test
    void oneThatFailsAgainAndAgainIsLoudButTakesNobodysTurn() {
        failed("a", 5, ZERO);
        waits("b", 1, H1);
        assertThat(turn("a", 1).loud()).isTrue();
        assertThat(turn("b", 1).start()).isTrue();
        assertThat(turn("b", 1).loud()).isFalse();
    }

    @Test
    void aCircleThatShouldNotBeThereEndsWithItsTimeouts() {
        waits("a", 50, H1);
        waits("b", 50, H2);
        after("a", "b", StartGate.RUNNING, 60);
        after("b", "a", StartGate.RUNNING, 90);
        first("a", Standing.WAITING, null, null);
        first("b", Standing.WAITING, null, null);
        assertThat(started(59)).isEmpty();
        assertThat(started(60)).containsExactly(id("a"));
    }

    /** A world that does as it is told: everybody runs in the end, in order, and never too many at once. */
    @Test
    void inRandomWorldsEverybodyStartsInOrder() {
        for (var seed = 0; seed < 300; seed++) {
            play(new Random(seed), seed);
        }
    }

    private static void play(Random random, int seed) {
        var count = 2 + random.nextInt(14);
        var names = IntStream.range(0, count).mapToObj(i -> "vm-" + i).toList();
        var afters = new ArrayList<StartAfter>();
        for (var i = 1; i < count; i++) {
            if (random.nextInt(3) == 0) {
                afters.add(new StartAfter(
                        id(names.get(i)),
                        id(names.get(random.nextInt(i))),
                        StartGate.RUNNING,
                        Duration.ofSeconds(1800)));
            }
        }
        var targets = new HashMap<UUID, UUID>();
        var priorities = new HashMap<UUID, Integer>();
        names.forEach(name -> {
            targets.put(id(name), random.nextBoolean() ? H1 : H2);
            priorities.put(id(name), random.nextInt(101));
        });
        var running = new HashMap<UUID, Instant>();
        var starting = new HashMap<UUID, Integer>();
        for (var second = 0; running.size() < count; second++) {
            var now = ZERO.plusSeconds(second);
            assertThat(second).as("it comes to an end (seed %d)", seed).isLessThan(500);
            for (var vm : new HashSet<>(starting.keySet())) {
                if (starting.merge(vm, -1, Integer::sum) <= 0) {
                    starting.remove(vm);
                    running.put(vm, now);
                }
            }
            for (var turn :
                    RestartOrder.decide(facts(names, afters, targets, priorities, running, starting), LIMITS, now)) {
                if (turn.start()) {
                    afters.stream()
                            .filter(after -> after.vm().equals(turn.vm()))
                            .forEach(after -> assertThat(running)
                                    .as("what comes first runs (seed %d)", seed)
                                    .containsKey(after.other()));
                    starting.put(turn.vm(), 1 + random.nextInt(5));
                }
            }
            assertThat(starting.size()).as("at once (seed %d)", seed).isLessThanOrEqualTo(LIMITS.whole());
            for (var host : List.of(H1, H2)) {
                assertThat(starting.keySet().stream()
                                .filter(vm -> targets.get(vm).equals(host))
                                .count())
                        .as("at once on a host (seed %d)", seed)
                        .isLessThanOrEqualTo(LIMITS.perHost());
            }
        }
    }

    private static Facts facts(
            List<String> names,
            List<StartAfter> afters,
            Map<UUID, UUID> targets,
            Map<UUID, Integer> priorities,
            Map<UUID, Instant> running,
            Map<UUID, Integer> starting) {
        var waiting = names.stream()
                .filter(name -> !running.containsKey(id(name)))
                .map(name -> new Waiting(
                        id(name), name, priorities.get(id(name)), false, targets.get(id(name)), null, ZERO, 0, null))
                .toList();
        var firsts = names.stream()
                .map(name -> new First(
                        id(name),
                        name,
                        running.containsKey(id(name)) ? Standing.RUNNING : Standing.WAITING,
                        running.get(id(name)),
                        null))
                .toList();
        return new Facts(
                waiting,
                afters,
                firsts,
                starting.keySet().stream()
                        .map(vm -> new Start(vm, targets.get(vm)))
                        .toList());
    }
}
