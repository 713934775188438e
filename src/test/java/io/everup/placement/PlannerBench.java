package io.everup.placement;

import io.everup.shared.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * How long a whole failover plan takes, and how good it is, by size of the pool. Run by {@code bin/bench plan}. The floor
 * in the same run is one look at each pair of a VM and a host that could take it: less than that no plan can do with.
 */
final class PlannerBench {

    private PlannerBench() {}

    /** @param full share of the memory of all hosts that is promised to VMs, 0 to 1 */
    record Pool(int hosts, int vms, double full) {}

    /** @param words how often each plan is made */
    public static void main(String[] words) {
        var rounds = Integer.parseInt(words[0]);
        for (var pool : List.of(
                new Pool(3, 30, 0.6),
                new Pool(10, 200, 0.85),
                new Pool(100, 5_000, 0.85),
                new Pool(100, 5_000, 0.985),
                new Pool(1_000, 20_000, 0.85),
                new Pool(2_500, 40_000, 0.85))) {
            measure(pool, rounds);
        }
    }

    /** Prints one line of JSON for bin/bench. */
    private static void measure(Pool pool, int rounds) {
        var hosts = new ArrayList<HostOffer>();
        var vms = new ArrayList<ProtectedVm>();
        fill(pool, hosts, vms);
        var times = new ArrayList<Double>();
        var floors = new ArrayList<Double>();
        // The first is for the JVM, which still compiles.
        var plan = FailoverPlanner.plan(hosts, vms, PlacementPolicy.DEFAULT);
        for (int round = 0; round < rounds; round++) {
            var begin = System.nanoTime();
            plan = FailoverPlanner.plan(hosts, vms, PlacementPolicy.DEFAULT);
            times.add((System.nanoTime() - begin) / 1e6);
            begin = System.nanoTime();
            var pairs = floor(hosts, vms);
            floors.add((System.nanoTime() - begin) / 1e6 + Math.min(0, pairs));
        }
        var recoveries = plan.recoveries().values();
        var left = recoveries.stream()
                .flatMap(recovery -> recovery.leftOut().stream())
                .filter(out -> !out.bestEffort())
                .count();
        var least = recoveries.stream().mapToInt(Recovery::leftOutAtLeast).sum();
        System.out.printf(
                "{\"hosts\":%d,\"vms\":%d,\"full\":%s,\"millis\":%s,\"floor\":%s,\"survives\":%d,\"left\":%d,\"least\":%d,"
                        + "\"best\":%d}%n",
                pool.hosts,
                pool.vms,
                pool.full,
                times,
                floors,
                recoveries.stream().filter(Recovery::survives).count(),
                left,
                least,
                recoveries.stream().filter(Recovery::exact).count());
    }

    private static long floor(List<HostOffer> hosts, List<ProtectedVm> vms) {
        var free = hosts.stream().mapToLong(PlacementPolicy.DEFAULT::memoryFree).toArray();
        long sum = 0;
        for (var vm : vms) {
            for (var memory : free) {
                sum += memory >= vm.demand().memoryBytes() ? 1 : 0;
            }
        }
        return sum;
    }

    /** Hosts of three sizes, VMs of 1 to 16 GiB on a shared datastore; one host in ten has no reach to the second one. */
    private static void fill(Pool pool, List<HostOffer> hosts, List<ProtectedVm> vms) {
        var random = new Random(pool.hosts * 31L + pool.vms);
        var first = id(random);
        var second = id(random);
        var network = id(random);
        var promised = new long[pool.hosts];
        var cpus = new int[pool.hosts];
        var ids = new ArrayList<UUID>();
        var demands = new ArrayList<Demand>();
        for (int host = 0; host < pool.hosts; host++) {
            ids.add(id(random));
        }
        var sizes = new long[] {1, 2, 2, 4, 4, 4, 8, 8, 16};
        for (int vm = 0; vm < pool.vms; vm++) {
            var host = vm % pool.hosts;
            var memory = sizes[random.nextInt(sizes.length)] * Bytes.GIB;
            var vcpus = 1 + random.nextInt(4);
            promised[host] += memory;
            cpus[host] += vcpus;
            var onSecond = random.nextInt(10) == 0 && host % 10 != 0;
            demands.add(new Demand(
                    id(random),
                    "vm-" + vm,
                    vcpus,
                    memory,
                    "x86_64",
                    null,
                    onSecond ? Map.of(second, "second") : Map.of(first, "first"),
                    Map.of(network, "guests"),
                    ids.get(host),
                    List.of()));
        }
        for (int host = 0; host < pool.hosts; host++) {
            var memory = (long) (promised[host] / pool.full / 0.95) + Bytes.GIB;
            hosts.add(new HostOffer(
                    ids.get(host),
                    "h" + host,
                    null,
                    Math.max(16, cpus[host] / 3),
                    cpus[host],
                    memory,
                    promised[host],
                    -1,
                    Double.NaN,
                    "x86_64",
                    null,
                    host % 10 == 0 ? Set.of(first) : Set.of(first, second),
                    Set.of(network),
                    0,
                    null,
                    Map.of()));
        }
        for (var demand : demands) {
            vms.add(new ProtectedVm(demand, 25 * random.nextInt(4), random.nextInt(4) == 0));
        }
    }

    private static UUID id(Random random) {
        return new UUID(random.nextLong(), random.nextLong());
    }
}
