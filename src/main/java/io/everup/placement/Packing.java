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

    Packing(Loss loss) {
        this.loss = loss;
        target = new int[loss.vms.size()];
        Arrays.fill(target, NOWHERE);
        memory = loss.memoryFree.clone();
        cpus = loss.cpusFree.clone();
        placed = new int[loss.levels];
    }

    Packing(Packing other) {
        loss = other.loss;
        target = other.target.clone();
        memory = other.memory.clone();
        cpus = other.cpus.clone();
        placed = other.placed.clone();
    }

    boolean fits(int vm, int host) {
        return loss.suits[vm][host]
                && memory[host] >= loss.demand(vm).memoryBytes()
                && cpus[host] >= loss.demand(vm).cpus();
    }

    void place(int vm, int host) {
        if (target[vm] != NOWHERE || !fits(vm, host)) {
            throw new IllegalStateException(loss.demand(vm).name() + " can't be placed there");
        }
        target[vm] = host;
        memory[host] -= loss.demand(vm).memoryBytes();
        cpus[host] -= loss.demand(vm).cpus();
        placed[loss.level[vm]]++;
    }

    void remove(int vm) {
        var host = target[vm];
        target[vm] = NOWHERE;
        memory[host] += loss.demand(vm).memoryBytes();
        cpus[host] += loss.demand(vm).cpus();
        placed[loss.level[vm]]--;
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
