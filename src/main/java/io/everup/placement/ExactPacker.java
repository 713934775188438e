package io.everup.placement;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * Branch and bound over all packings: each VM in turn goes to each host that can take it, or nowhere. Cut off are
 * branches that can't beat the best packing found (the bound pours what is left of all hosts into one), hosts that are
 * like one already tried, and states reached before with no fewer VMs placed. Gives up after a fixed number of steps, so
 * its time is bounded and its answer is always the same.
 */
final class ExactPacker {

    static final int MOST_HOSTS = 8;
    static final int MOST_VMS = 20;

    private static final int MOST_STEPS = 10_000;

    /** What the rest of the search depends on; {@code twinOut} because it forbids to place the next VM's twin. */
    private record State(int depth, boolean twinOut, List<Room> rooms) {}

    private record Room(int kind, long memory, int cpus, List<Integer> tied) {
        private static final Comparator<Room> ORDER = Comparator.comparingInt(Room::kind)
                .thenComparingLong(Room::memory)
                .thenComparingInt(Room::cpus)
                .thenComparingInt(room -> room.tied().hashCode());
    }

    private final Loss loss;
    /** VMs by level, then large ones first. */
    private final int[] order;
    /** By host: hosts of one kind suit the same VMs. */
    private final int[] kind;

    private final Map<State, int[]> seen = new HashMap<>();
    private final Packing now;
    private Packing best;
    private int steps;

    private ExactPacker(Loss loss, Packing best) {
        this.loss = loss;
        this.best = best;
        this.now = new Packing(loss);
        this.order = IntStream.range(0, loss.vms.size())
                .boxed()
                .sorted(Comparator.comparingInt((Integer vm) -> loss.level[vm])
                        .thenComparing(vm -> -loss.demand(vm).memoryBytes())
                        .thenComparing(vm -> -loss.demand(vm).cpus()))
                .mapToInt(Integer::intValue)
                .toArray();
        this.kind = IntStream.range(0, loss.hosts.size()).map(this::firstLike).toArray();
    }

    static boolean canDo(Loss loss) {
        return loss.hosts.size() <= MOST_HOSTS && loss.vms.size() <= MOST_VMS;
    }

    /** The outcome of a search; when not proven, the packing is still a good one. */
    record Outcome(Packing packing, boolean proven) {}

    /** @param start a packing to begin with; the outcome is never worse */
    static Outcome improve(Loss loss, Packing start) {
        var packer = new ExactPacker(loss, start);
        packer.search(0, false);
        return new Outcome(packer.best, packer.steps < MOST_STEPS);
    }

    private void search(int depth, boolean twinOut) {
        if (now.betterThan(best)) {
            best = new Packing(now);
        }
        if (depth == order.length || best.unbeatable() || steps >= MOST_STEPS) {
            return;
        }
        steps++;
        if (Arrays.compare(atMost(depth), best.placed) <= 0 || beenHere(depth, twinOut)) {
            return;
        }
        var vm = order[depth];
        if (!twinOut) {
            for (var host : hostsFor(vm)) {
                now.place(vm, host);
                search(depth + 1, false);
                now.remove(vm);
            }
        }
        search(depth + 1, depth + 1 < order.length && twins(vm, order[depth + 1]));
    }

    /** Fullest first; of hosts that are alike just one. */
    private List<Integer> hostsFor(int vm) {
        return IntStream.range(0, loss.hosts.size())
                .filter(host -> now.fits(vm, host))
                .filter(host -> IntStream.range(0, host).noneMatch(other -> alike(other, host)))
                .boxed()
                .sorted(Comparator.comparingLong(host -> now.memory[host]))
                .toList();
    }

    private boolean alike(int one, int other) {
        return kind[one] == kind[other]
                && now.memory[one] == now.memory[other]
                && now.cpus[one] == now.cpus[other]
                && tied(one).equals(tied(other));
    }

    /** By tie: how many of its VMs the host has. */
    private List<Integer> tied(int host) {
        return Arrays.stream(now.tied).map(hosts -> hosts[host]).toList();
    }

    private int firstLike(int host) {
        return IntStream.rangeClosed(0, host)
                .filter(other -> Arrays.stream(loss.suits).allMatch(row -> row[other] == row[host]))
                .findFirst()
                .orElse(host);
    }

    /** VMs that can stand for each other: when the first is left out, placing the second would be the same again. */
    private boolean twins(int one, int other) {
        return loss.level[one] == loss.level[other]
                && loss.demand(one).memoryBytes() == loss.demand(other).memoryBytes()
                && loss.demand(one).cpus() == loss.demand(other).cpus()
                && Arrays.equals(loss.ties.of(one), loss.ties.of(other))
                && Arrays.equals(loss.suits[one], loss.suits[other]);
    }

    /**
     * By level: no packing that goes on from here is better. What is left of all hosts that can take any VM still to come
     * is one big host; each level takes from it at least what its smallest VMs need.
     */
    private int[] atMost(int depth) {
        var most = now.placed.clone();
        var open = stillOpen(depth);
        var memory = room(open, now.memory);
        var cpus = room(open, Arrays.stream(now.cpus).asLongStream().toArray());
        for (int level = loss.level[order[depth]]; level < loss.levels; level++) {
            var memories = sizes(open, level, Demand::memoryBytes);
            var processors = sizes(open, level, Demand::cpus);
            int count = 0;
            while (count < memories.length && memory >= memories[count] && cpus >= processors[count]) {
                memory -= memories[count];
                cpus -= processors[count];
                count++;
            }
            most[level] += count;
        }
        return most;
    }

    /** VMs still to come that fit a host as things are. */
    private int[] stillOpen(int depth) {
        return IntStream.range(depth, order.length)
                .map(i -> order[i])
                .filter(vm -> IntStream.range(0, loss.hosts.size()).anyMatch(host -> now.fits(vm, host)))
                .toArray();
    }

    private long room(int[] open, long[] perHost) {
        return IntStream.range(0, perHost.length)
                .filter(host -> Arrays.stream(open).anyMatch(vm -> now.fits(vm, host)))
                .mapToLong(host -> perHost[host])
                .sum();
    }

    private long[] sizes(int[] open, int level, ToLongFunction<Demand> size) {
        return Arrays.stream(open)
                .filter(vm -> loss.level[vm] == level)
                .mapToLong(vm -> size.applyAsLong(loss.demand(vm)))
                .sorted()
                .toArray();
    }

    private boolean beenHere(int depth, boolean twinOut) {
        var rooms = IntStream.range(0, loss.hosts.size())
                .mapToObj(host -> new Room(kind[host], now.memory[host], now.cpus[host], tied(host)))
                .sorted(Room.ORDER)
                .toList();
        var state = new State(depth, twinOut, rooms);
        var before = seen.get(state);
        if (before != null && Arrays.compare(before, now.placed) >= 0) {
            return true;
        }
        seen.put(state, now.placed.clone());
        return false;
    }
}
