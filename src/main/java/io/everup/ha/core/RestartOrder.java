package io.everup.ha.core;

import io.everup.shared.NaturalOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Which of the VMs that wait to be restarted may start now. Pure: the facts and the time come in, one turn per VM comes
 * out. Higher priority first, each VM after those that it depends on, so many at once per host and in the whole, and
 * later after each failure.
 */
public final class RestartOrder {

    private RestartOrder() {}

    /**
     * How much is begun at once, and how soon again.
     *
     * @param perHost starts under way on one target host, from 1
     * @param whole starts under way together, from 1
     * @param firstPause after the first failure; it doubles with each further one
     * @param longestPause that it grows to; a VM is tried for ever
     * @param loudAfter so many failures make it a matter for people
     */
    public record Limits(int perHost, int whole, Duration firstPause, Duration longestPause, int loudAfter) {
        public static final Limits DEFAULT = new Limits(4, 32, Duration.ofSeconds(3), Duration.ofSeconds(60), 5);
    }

    /**
     * A VM that waits.
     *
     * @param bestEffort starts after all that are protected
     * @param target where it is to start; null when no host can take it now
     * @param targetWhy why no host can, in words; null when one can
     * @param since when its waiting began: when its host was proven off
     * @param failures starts of it that failed, one after the other
     * @param failedAt when the last one did; null for none
     */
    public record Waiting(
            UUID vm,
            String name,
            int priority,
            boolean bestEffort,
            UUID target,
            String targetWhy,
            Instant since,
            int failures,
            Instant failedAt) {}

    /** How a VM is that others wait for. */
    public enum Standing {
        RUNNING,
        STARTING,
        /** It waits to be restarted, too. */
        WAITING,
        /** It is off, and nobody wants it on: it holds up nobody. */
        OFF
    }

    /**
     * A VM that others start after.
     *
     * @param runningSince null unless it runs
     * @param answers whether it answers its probe or agent; null when it has none, or nothing is known yet
     */
    public record First(UUID vm, String name, Standing standing, Instant runningSince, Boolean answers) {}

    /** A start under way. */
    public record Start(UUID vm, UUID target) {}

    /**
     * What is known now.
     *
     * @param firsts the VMs that {@code afters} name as coming first; one that is missing no longer exists
     */
    public record Facts(List<Waiting> waiting, List<StartAfter> afters, List<First> firsts, List<Start> starts) {}

    /**
     * What a VM does now.
     *
     * @param start whether it may start now; else it waits
     * @param why in words, for people
     * @param again when it can be its turn at the earliest, where that is known; null otherwise
     * @param loud whether it failed so often that somebody should see to it
     */
    public record Turn(UUID vm, boolean start, String why, Instant again, boolean loud) {}

    /** One turn per waiting VM, in the order in which they are to start. */
    public static List<Turn> decide(Facts facts, Limits limits, Instant now) {
        var state = new State(facts, limits);
        var turns = new ArrayList<Turn>();
        for (var vm : sorted(facts)) {
            turns.add(state.turn(vm, now));
        }
        return turns;
    }

    /** The longest pause doubles no further; its exponent is bounded so that it can't overflow. */
    static Duration pause(int failures, Limits limits) {
        if (failures <= 0) {
            return Duration.ZERO;
        }
        var pause = limits.firstPause().multipliedBy(1L << Math.min(20, failures - 1));
        return pause.compareTo(limits.longestPause()) > 0 ? limits.longestPause() : pause;
    }

    private static List<Waiting> sorted(Facts facts) {
        var priority = new HashMap<UUID, Integer>();
        facts.waiting().forEach(vm -> priority.put(vm.vm(), rank(vm)));
        inherit(priority, facts.afters());
        return facts.waiting().stream()
                .sorted(Comparator.comparing((Waiting vm) -> -priority.get(vm.vm()))
                        .thenComparing(Waiting::name, NaturalOrder.NAMES)
                        .thenComparing(Waiting::vm))
                .toList();
    }

    private static int rank(Waiting vm) {
        return vm.priority() + (vm.bestEffort() ? 0 : 1_000);
    }

    /** What an important VM waits for is as important: otherwise its turn would wait for that of lesser ones. */
    private static void inherit(Map<UUID, Integer> priority, List<StartAfter> afters) {
        var changed = true;
        for (var round = 0; changed && round <= priority.size(); round++) {
            changed = false;
            for (var after : afters) {
                var own = priority.get(after.vm());
                var first = priority.get(after.other());
                if (own != null && first != null && first < own) {
                    priority.put(after.other(), own);
                    changed = true;
                }
            }
        }
    }

    /** What is under way while turns are given out. */
    private static final class State {
        private final Map<UUID, List<StartAfter>> afters = new HashMap<>();
        private final Map<UUID, First> firsts = new HashMap<>();
        private final Map<UUID, Integer> onHost = new HashMap<>();
        private final Set<UUID> starting = new HashSet<>();
        private final Limits limits;
        private int under;

        State(Facts facts, Limits limits) {
            this.limits = limits;
            facts.afters()
                    .forEach(after -> afters.computeIfAbsent(after.vm(), key -> new ArrayList<>())
                            .add(after));
            facts.firsts().forEach(first -> firsts.put(first.vm(), first));
            for (var start : facts.starts()) {
                begin(start.vm(), start.target());
            }
        }

        private void begin(UUID vm, UUID target) {
            if (starting.add(vm)) {
                onHost.merge(target, 1, Integer::sum);
                under++;
            }
        }

        Turn turn(Waiting vm, Instant now) {
            var loud = vm.failures() >= limits.loudAfter();
            if (starting.contains(vm.vm())) {
                return new Turn(vm.vm(), false, "Its start is under way.", null, loud);
            }
            for (var after : afters.getOrDefault(vm.vm(), List.of())) {
                var held = held(vm, after, now);
                if (held != null) {
                    return new Turn(vm.vm(), false, held.why(), held.until(), loud);
                }
            }
            var pause = pause(vm, now);
            if (pause != null) {
                return new Turn(vm.vm(), false, pause.why(), pause.until(), loud);
            }
            return room(vm, loud);
        }

        private Hold pause(Waiting vm, Instant now) {
            var again = vm.failedAt() == null ? null : vm.failedAt().plus(RestartOrder.pause(vm.failures(), limits));
            return again == null || !now.isBefore(again)
                    ? null
                    : new Hold(times(vm.failures()) + " failed; the next attempt follows after a pause.", again);
        }

        private Turn room(Waiting vm, boolean loud) {
            if (vm.target() == null) {
                var why = vm.targetWhy() == null ? "No host can take it yet." : vm.targetWhy();
                return new Turn(vm.vm(), false, why, null, loud);
            }
            if (under >= limits.whole()) {
                return new Turn(
                        vm.vm(), false, "As many VMs as may start at once do (" + limits.whole() + ").", null, loud);
            }
            if (onHost.getOrDefault(vm.target(), 0) >= limits.perHost()) {
                return new Turn(
                        vm.vm(),
                        false,
                        "As many VMs as may start at once do on its host (" + limits.perHost() + ").",
                        null,
                        loud);
            }
            begin(vm.vm(), vm.target());
            return new Turn(
                    vm.vm(),
                    true,
                    vm.failures() == 0 ? "It is its turn." : "Attempt " + (vm.failures() + 1) + " begins.",
                    null,
                    loud);
        }

        /** Why a VM waits for another, and when that ends at the latest; null when it doesn't. */
        private Hold held(Waiting vm, StartAfter after, Instant now) {
            var first = firsts.get(after.other());
            if (first == null || first.standing() == Standing.OFF) {
                return null;
            }
            var runs = first.standing() == Standing.RUNNING && first.runningSince() != null;
            var until = runs ? first.runningSince().plus(after.timeout()) : limit(vm, after);
            if (!now.isBefore(until) || runs && open(after, first)) {
                return null;
            }
            return new Hold(words(after, first, runs), until);
        }

        /** One that doesn't come to run isn't waited for without end. */
        private static Instant limit(Waiting vm, StartAfter after) {
            var longest = after.timeout().compareTo(StartAfter.DEFAULT) < 0 && after.gate() == StartGate.TIME
                    ? StartAfter.DEFAULT
                    : after.timeout();
            return vm.since().plus(longest);
        }

        private static boolean open(StartAfter after, First first) {
            return switch (after.gate()) {
                case RUNNING -> true;
                case ANSWERS -> Boolean.TRUE.equals(first.answers());
                case TIME -> false;
            };
        }

        private static String words(StartAfter after, First first, boolean runs) {
            if (!runs) {
                return "It waits for " + first.name() + ", which doesn't run yet.";
            }
            var seconds = after.timeout().toSeconds() + " s";
            return after.gate() == StartGate.TIME
                    ? "It waits until " + first.name() + " has been running for " + seconds + "."
                    : "It waits for an answer of " + first.name() + ", for " + seconds + " at most.";
        }

        private static String times(int failures) {
            return failures == 1 ? "One attempt" : failures + " attempts";
        }
    }

    private record Hold(String why, Instant until) {}
}
