package io.everup.placement;

import java.util.Arrays;
import java.util.stream.IntStream;

/** An answer in the making: which VM goes to which host, and what the hosts then have left. Never over-full. */
final class Packing {

    static final int NOWHERE = -1;

    final Loss loss;
    /** By VM: its host, or {@link #NOWHERE}. */
    final int[] target;
    /** By host: what is left. */
    final long[] memory;

    final int[] cpus;
    /** By level: how many VMs have a place. */
    final int[] placed;
    /** By tie and host: how many of its VMs are placed there; by tie alone: how many are placed. */
    final int[][] tied;

    final int[] tiedInAll;

    Packing(Loss loss) {
        this.loss = loss;
        target = new int[loss.vms.size()];
        Arrays.fill(target, NOWHERE);
        memory = loss.memoryFree.clone();
        cpus = loss.cpusFree.clone();
        placed = new int[loss.levels];
        tied = new int[loss.ties.count()][loss.ties.count() == 0 ? 0 : memory.length];
        tiedInAll = new int[tied.length];
    }

    Packing(Packing other) {
        loss = other.loss;
        target = other.target.clone();
        memory = other.memory.clone();
        cpus = other.cpus.clone();
        placed = other.placed.clone();
        tied = new int[other.tied.length][];
        for (int tie = 0; tie < tied.length; tie++) {
            tied[tie] = other.tied[tie].clone();
        }
        tiedInAll = other.tiedInAll.clone();
    }

    boolean fits(int vm, int host) {
        return loss.suits[vm][host]
                && memory[host] >= loss.demand(vm).memoryBytes()
                && cpus[host] >= loss.demand(vm).cpus()
                && loss.ties.allow(this, vm, host);
    }

    void place(int vm, int host) {
        if (target[vm] != NOWHERE || !fits(vm, host)) {
            throw new IllegalStateException(loss.demand(vm).name() + " can't be placed there");
        }
        target[vm] = host;
        memory[host] -= loss.demand(vm).memoryBytes();
        cpus[host] -= loss.demand(vm).cpus();
        placed[loss.level[vm]]++;
        count(vm, host, 1);
    }

    void remove(int vm) {
        var host = target[vm];
        target[vm] = NOWHERE;
        memory[host] += loss.demand(vm).memoryBytes();
        cpus[host] += loss.demand(vm).cpus();
        placed[loss.level[vm]]--;
        count(vm, host, -1);
    }

    /** Gives a place to whoever still finds one. */
    void fill() {
        for (int vm = 0; vm < target.length; vm++) {
            for (int host = 0; host < memory.length && target[vm] == NOWHERE; host++) {
                if (fits(vm, host)) {
                    place(vm, host);
                }
            }
        }
    }

    private void count(int vm, int host, int change) {
        for (var tie : loss.ties.of(vm)) {
            tied[tie][host] += change;
            tiedInAll[tie] += change;
        }
    }

    /** Whether every VM that fits a host alone has a place: then nothing better exists. */
    boolean unbeatable() {
        return IntStream.range(0, target.length).allMatch(vm -> target[vm] != NOWHERE || loss.choices(vm) == 0);
    }

    /** Whether this places more VMs of the most important level in which the two differ. */
    boolean betterThan(Packing other) {
        return Arrays.compare(placed, other.placed) > 0;
    }
}
