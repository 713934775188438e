package io.everup.placement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What no packing can beat, by treating all hosts as one: the memory of all hosts together holds at most as many VMs as
 * it holds of the smallest, and the same for processors.
 */
final class Bound {

    private Bound() {}

    /** At least so many protected (not best-effort) VMs are left out by any packing. */
    static int leftOutAtLeast(Loss loss) {
        var candidates = new ArrayList<Demand>();
        int all = 0;
        for (int vm = 0; vm < loss.vms.size(); vm++) {
            if (!loss.vms.get(vm).bestEffort()) {
                all++;
                if (loss.choices(vm) > 0) {
                    candidates.add(loss.demand(vm));
                }
            }
        }
        return Math.max(
                crowded(loss),
                all
                        - Math.min(
                                most(
                                        candidates,
                                        Demand::memoryBytes,
                                        Arrays.stream(loss.memoryFree).sum()),
                                most(
                                        candidates,
                                        Demand::cpus,
                                        Arrays.stream(loss.cpusFree).sum())));
    }

    /** VMs that must be kept apart need a host each: of those beyond the hosts that can take any of them none has one. */
    private static int crowded(Loss loss) {
        int most = 0;
        for (var group : loss.ties.apart()) {
            var vms = Arrays.stream(group)
                    .filter(vm -> !loss.vms.get(vm).bestEffort())
                    .toArray();
            int hosts = 0;
            for (int host = 0; host < loss.hosts.size(); host++) {
                var taker = host;
                hosts += Arrays.stream(vms).anyMatch(vm -> loss.fitsAlone(vm, taker)) ? 1 : 0;
            }
            most = Math.max(most, vms.length - hosts);
        }
        return most;
    }

    private static int most(List<Demand> demands, ToLongFunction<Demand> size, long room) {
        int count = 0;
        for (var each : demands.stream().mapToLong(size).sorted().toArray()) {
            room -= each;
            if (room < 0) {
                break;
            }
            count++;
        }
        return count;
    }
}
