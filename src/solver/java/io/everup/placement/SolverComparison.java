package io.everup.placement;

import ai.timefold.solver.core.api.solver.SolverFactory;
import ai.timefold.solver.core.config.solver.EnvironmentMode;
import ai.timefold.solver.core.config.solver.SolverConfig;
import ai.timefold.solver.core.config.solver.termination.TerminationConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The planner and a general solver (Timefold: construction heuristic, then local search, both as they come) on the same
 * losses. Prints one line of JSON for each. Run by {@code bin/bench plan}.
 */
public final class SolverComparison {

    /** @param lost how many hosts die together @param seed for the pool */
    private record Case(int hosts, int vms, double full, int lost, long seed) {}

    private static final int WARM = 20;

    private SolverComparison() {}

    /** @param words time limits of the solver in milliseconds */
    public static void main(String[] words) {
        var limits = Arrays.stream(words).map(Long::valueOf).toList();
        var cases = new ArrayList<Case>();
        for (long seed = 1; seed <= 3; seed++) {
            cases.add(new Case(10, 200, 0.88, 1, seed));
            cases.add(new Case(10, 200, 0.95, 1, seed));
            cases.add(new Case(100, 5_000, 0.9, 10, seed));
            cases.add(new Case(100, 5_000, 0.985, 1, seed));
            cases.add(new Case(100, 5_000, 0.92, 10, seed));
        }
        compare(cases.get(0), List.of(limits.get(0)));
        System.out.println("warm");
        for (var one : cases) {
            compare(one, limits);
        }
    }

    private static void compare(Case one, List<Long> limits) {
        var hosts = new ArrayList<HostOffer>();
        var vms = new ArrayList<ProtectedVm>();
        PlannerBench.fill(new PlannerBench.Pool(one.hosts, one.vms, one.full), one.seed, hosts, vms);
        var lost = hosts.subList(0, one.lost).stream().map(HostOffer::id).collect(Collectors.toSet());
        var ground = new Ground(hosts, vms, PlacementPolicy.DEFAULT);
        // The first ones are for the JVM, which still compiles.
        var recovery = recover(ground, lost);
        for (int round = 0; round < WARM; round++) {
            recovery = recover(ground, lost);
        }
        var begin = System.nanoTime();
        recovery = recover(ground, lost);
        var millis = (System.nanoTime() - begin) / 1e6;
        var loss = new Loss(ground, lost);
        var out = leftOut(loss, recovery.leftOut().stream().map(LeftOut::vm).collect(Collectors.toSet()));
        var text = new StringBuilder(String.format(
                "{\"hosts\":%d,\"vms\":%d,\"full\":%s,\"lost\":%d,\"seed\":%d,\"moving\":%d,\"millis\":%.1f,\"left\":%s,\"bound\":%d,"
                        + "\"solver\":[",
                one.hosts, one.vms, one.full, one.lost, one.seed, loss.vms.size(), millis, Arrays.toString(out),
                recovery.leftOutAtLeast()));
        var separator = "";
        for (var limit : limits) {
            var solved = solve(loss, limit, one.seed);
            text.append(separator).append(solved);
            separator = ",";
        }
        System.out.println(text.append("]}"));
    }

    private static Recovery recover(Ground ground, Set<UUID> lost) {
        return FailoverPlanner.recover(ground, lost);
    }

    /** By level: how many are left out. */
    private static int[] leftOut(Loss loss, Set<UUID> out) {
        var counts = new int[SolverPool.LEVELS];
        for (int vm = 0; vm < loss.vms.size(); vm++) {
            counts[loss.level[vm]] += out.contains(loss.demand(vm).vm()) ? 1 : 0;
        }
        return counts;
    }

    private static String solve(Loss loss, long millis, long seed) {
        var hosts = IntStream.range(0, loss.hosts.size())
                .mapToObj(host -> new SolverHost(host, loss.memoryFree[host] >> 20, loss.cpusFree[host]))
                .toList();
        var apart = loss.ties.apart();
        var vms = new ArrayList<SolverVm>();
        for (int vm = 0; vm < loss.vms.size(); vm++) {
            var each = vm;
            vms.add(new SolverVm(
                    vm,
                    loss.level[vm],
                    loss.demand(vm).memoryBytes() >> 20,
                    loss.demand(vm).cpus(),
                    IntStream.range(0, apart.size())
                            .filter(group -> Arrays.stream(apart.get(group)).anyMatch(member -> member == each))
                            .boxed()
                            .toList(),
                    hosts.stream().filter(host -> loss.fitsAlone(each, host.id())).toList()));
        }
        var possible = vms.stream().filter(vm -> !vm.range.isEmpty()).toList();
        var config = new SolverConfig()
                .withSolutionClass(SolverPool.class)
                .withEntityClasses(SolverVm.class)
                .withConstraintProviderClass(SolverRules.class)
                .withEnvironmentMode(EnvironmentMode.NO_ASSERT)
                .withRandomSeed(seed)
                .withTerminationConfig(
                        new TerminationConfig().withSpentLimit(Duration.ofMillis(millis)).withBestScoreLimit(best()));
        var solver = SolverFactory.<SolverPool>create(config).buildSolver();
        var begin = System.nanoTime();
        var found = solver.solve(new SolverPool(hosts, new ArrayList<>(possible)));
        var took = (System.nanoTime() - begin) / 1e6;
        var counts = new int[SolverPool.LEVELS];
        vms.stream().filter(vm -> vm.range.isEmpty()).forEach(vm -> counts[vm.level]++);
        found.vms.stream().filter(vm -> vm.host == null).forEach(vm -> counts[vm.level]++);
        return String.format(
                "{\"limit\":%d,\"millis\":%.0f,\"feasible\":%s,\"left\":%s}",
                millis, took, found.score.isFeasible(), Arrays.toString(counts));
    }

    private static String best() {
        return "[0]hard/[" + String.join("/", java.util.Collections.nCopies(SolverPool.LEVELS, "0")) + "]soft";
    }
}
