package io.everup.placement;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A proof that any so many hosts may die, without looking at every combination of them.
 *
 * <p>Put the VMs one by one wherever they fit. A VM of at most s bytes finds no place only if every host has less than
 * that left, so has been given more than its room less s; the same for processors. Let x be a host's room less the
 * largest VM as a share of all memory that must find a place, y the same in processors. Had a VM no place, some hosts
 * would be full in memory, the others in processors, and their x and y would add up to less than 2 (the whole of both
 * demands). So if the smaller of x and y, summed over all hosts that are left, is at least 2, every VM finds a place
 * however they are put. The demand is taken of the hosts with most of it, and the room of those with least is what is
 * left: no combination is worse.
 */
final class AnyLoss {

    private AnyLoss() {}

    /** True only when it is certain; false doesn't mean that a VM would be left out. */
    static boolean survives(Ground ground, int failures) {
        var hosts = ground.hosts.size();
        if (failures >= hosts) {
            return false;
        }
        var memory = new long[hosts];
        var cpus = new long[hosts];
        long largest = 0;
        long widest = 0;
        var common = new boolean[hosts];
        Arrays.fill(common, true);
        for (int host = 0; host < hosts; host++) {
            for (var vm : ground.vmsOf(java.util.Set.of(ground.hosts.get(host).id()))) {
                var demand = vm.demand();
                if (vm.bestEffort()) {
                    continue;
                }
                if (!demand.rules().isEmpty()) {
                    return false;
                }
                memory[host] += demand.memoryBytes();
                cpus[host] += demand.cpus();
                largest = Math.max(largest, demand.memoryBytes());
                widest = Math.max(widest, demand.cpus());
                var suits = ground.suits(demand);
                for (int other = 0; other < hosts; other++) {
                    common[other] &= suits[other];
                }
            }
        }
        var memoryLost = (double) largestOf(memory, failures);
        var cpusLost = (double) largestOf(cpus, failures);
        if (memoryLost == 0 && cpusLost == 0) {
            return true;
        }
        var most = largest;
        var wide = widest;
        var shares = IntStream.range(0, hosts)
                .filter(host -> common[host])
                .mapToDouble(host -> Math.min(
                        Math.max(0, ground.memoryFree[host] - most) / Math.max(1, memoryLost),
                        Math.max(0, ground.cpusFree[host] - wide) / Math.max(1, cpusLost)))
                .sorted()
                .toArray();
        var left = Math.max(0, shares.length - failures);
        return Arrays.stream(shares).limit(left).sum() >= 2;
    }

    private static long largestOf(long[] values, int count) {
        return Arrays.stream(values)
                .sorted()
                .skip(Math.max(0, values.length - count))
                .sum();
    }

    /** Memory of the protected VMs of a host, in bytes. */
    static long memoryOf(Ground ground, HostOffer host) {
        return ground.vmsOf(java.util.Set.of(host.id())).stream()
                .filter(vm -> !vm.bestEffort())
                .mapToLong(vm -> vm.demand().memoryBytes())
                .sum();
    }
}
