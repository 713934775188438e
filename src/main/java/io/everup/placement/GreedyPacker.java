package io.everup.placement;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Quick packings: VM by VM, each level before the next, with one neighbour moved aside where that makes room. First the
 * VMs are spread, so that a recovery doesn't fill one host while others idle; only when that leaves one out they are
 * packed tightly (best fit, large VMs first, then small ones first). Time grows with VMs times hosts.
 */
final class GreedyPacker {

    private enum Choice {
        /** The host with the largest share of its memory free afterwards. */
        SPREAD,
        /** The host with the least memory free afterwards. */
        TIGHT
    }

    /** More memory than any host has, in bytes: what is divided by it is less than 1. */
    private static final double MUCH = 1L << 50;
    /** A broken wish weighs more than any amount of memory, and a VM that its mates can't follow more than wishes. */
    private static final double REGRET = 4;

    private static final double PARTED = 1000;
    /** Where as much is free, as on hosts that share one machine's memory, the one with fewer promises is taken. */
    private static final double LITTLE = 0.001;

    private final Loss loss;
    private final Packing nothing;

    GreedyPacker(Loss loss) {
        this.loss = loss;
        this.nothing = new Packing(loss);
    }

    /** The best of the packings tried; deterministic. */
    Packing pack() {
        var large = order(Comparator.comparingLong(this::together)
                .reversed()
                .thenComparing(loss.ties::first)
                .thenComparing(vm -> -loss.demand(vm).memoryBytes()));
        var best = pack(large, Choice.SPREAD);
        if (best.unbeatable()) {
            return best;
        }
        var small =
                order(Comparator.comparingLong((Integer vm) -> loss.demand(vm).memoryBytes()));
        var choosy = order(Comparator.comparing((Integer vm) -> loss.ties.of(vm).length == 0)
                .thenComparing(loss.ties::first)
                .thenComparing(loss::choices));
        for (var order : List.of(large, choosy, small)) {
            var packing = pack(order, Choice.TIGHT);
            best = packing.betterThan(best) ? packing : best;
        }
        return best;
    }

    private int[] order(Comparator<Integer> withinLevel) {
        return IntStream.range(0, loss.vms.size())
                .boxed()
                .sorted(Comparator.comparingInt((Integer vm) -> loss.level[vm]).thenComparing(withinLevel))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private Packing pack(int[] order, Choice choice) {
        var packing = new Packing(loss);
        for (var vm : order) {
            var host = choose(packing, vm, choice);
            if (host != Packing.NOWHERE) {
                packing.place(vm, host);
            } else {
                makeRoom(packing, vm);
            }
        }
        // Moving VMs aside may have opened a place for one that had none.
        for (var vm : order) {
            var host = packing.target[vm] == Packing.NOWHERE ? choose(packing, vm, choice) : Packing.NOWHERE;
            if (host != Packing.NOWHERE) {
                packing.place(vm, host);
            }
        }
        return packing;
    }

    /** Memory of all VMs that must be where this one is, itself among them, in bytes. */
    private long together(int vm) {
        return loss.ties.of(vm).length == 0
                ? loss.demand(vm).memoryBytes()
                : Arrays.stream(loss.ties.unit(nothing, vm))
                        .mapToLong(mate -> loss.demand(mate).memoryBytes())
                        .sum();
    }

    private int choose(Packing packing, int vm, Choice choice) {
        var best = Packing.NOWHERE;
        var bestValue = Double.NEGATIVE_INFINITY;
        var unit = loss.ties.of(vm).length == 0 ? null : loss.ties.unit(packing, vm);
        for (int host = 0; host < loss.hosts.size(); host++) {
            if (packing.fits(vm, host)) {
                var left = (double) (packing.memory[host] - loss.demand(vm).memoryBytes());
                var value = choice == Choice.SPREAD
                        ? (left - LITTLE * promised(packing, host)) / Math.max(1, loss.memoryBudget[host])
                        : -left / MUCH;
                value -= REGRET * loss.ties.regrets(packing, vm, host);
                value -= unit == null || holds(packing, unit, host) ? 0 : PARTED;
                if (value > bestValue) {
                    best = host;
                    bestValue = value;
                }
            }
        }
        return best;
    }

    /** Memory that VMs have been promised there by now, in bytes. */
    private double promised(Packing packing, int host) {
        return (double) loss.hosts.get(host).memoryPromisedBytes() + loss.memoryFree[host] - packing.memory[host];
    }

    /** Whether all of these have room there. */
    private boolean holds(Packing packing, int[] unit, int host) {
        var memory = packing.memory[host];
        var cpus = packing.cpus[host];
        for (var mate : unit) {
            memory -= loss.demand(mate).memoryBytes();
            cpus -= loss.demand(mate).cpus();
            if (memory < 0 || cpus < 0 || !loss.suits[mate][host]) {
                return false;
            }
        }
        return true;
    }

    /** Moves one placed VM to another host where that opens a place for this one. */
    private void makeRoom(Packing packing, int vm) {
        for (int neighbour = 0; neighbour < loss.vms.size(); neighbour++) {
            var from = packing.target[neighbour];
            if (from == Packing.NOWHERE || !loss.suits[vm][from]) {
                continue;
            }
            packing.remove(neighbour);
            if (packing.fits(vm, from)) {
                packing.place(vm, from);
                var aside = choose(packing, neighbour, Choice.TIGHT);
                if (aside != Packing.NOWHERE) {
                    packing.place(neighbour, aside);
                    return;
                }
                packing.remove(vm);
            }
            packing.place(neighbour, from);
        }
    }
}
