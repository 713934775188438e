package io.everup.placement;

import static io.everup.placement.RandomPool.POLICY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.shared.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FailoverPlannerTest {

    private static final UUID SHARED = new UUID(1, 1);

    @Test
    void plansOfRandomPoolsKeepTheLaws() {
        for (long seed = 0; seed < 400; seed++) {
            var pool = new RandomPool(seed, 2 + (int) (seed % 7), (int) (seed % 29), seed % 3 == 0);
            var laws = new PlanLaws(pool.hosts, pool.vms, POLICY, "seed " + seed);
            FailoverPlanner.plan(pool.hosts, pool.vms, POLICY)
                    .recoveries()
                    .values()
                    .forEach(laws::hold);
        }
    }

    @Test
    void lossOfTwoHostsAtOnceKeepsTheLaws() {
        for (long seed = 0; seed < 200; seed++) {
            var pool = new RandomPool(seed, 4, 12, seed % 3 == 0);
            var lost = Set.of(pool.hosts.get(0).id(), pool.hosts.get(1).id());
            new PlanLaws(pool.hosts, pool.vms, POLICY, "seed " + seed)
                    .hold(FailoverPlanner.recover(pool.hosts, pool.vms, lost, POLICY));
        }
    }

    @Test
    void smallPoolsGetTheBestPlanThereIs() {
        int tight = 0;
        for (long seed = 0; seed < 500; seed++) {
            var pool = new RandomPool(seed, 3 + (int) (seed % 3), 3 + (int) (seed % 6), seed % 2 == 0);
            var laws = new PlanLaws(pool.hosts, pool.vms, POLICY, "seed " + seed);
            var recovery = FailoverPlanner.recover(
                    pool.hosts, pool.vms, Set.of(pool.hosts.get(0).id()), POLICY);
            assertThat(recovery.exact())
                    .as("a plan of a small pool must be exact (seed %s)", seed)
                    .isTrue();
            assertThat(laws.placed(recovery))
                    .as("an exact plan must place as many VMs as any, the most important first (seed %s)", seed)
                    .isEqualTo(laws.optimum(recovery));
            tight += recovery.leftOut().isEmpty() ? 0 : 1;
        }
        assertThat(tight).as("pools must be tight enough to be a test").isGreaterThan(150);
    }

    @Test
    void quickPackingNeverClaimsMoreThanTheBestAndItsBoundHolds() {
        int equal = 0;
        for (long seed = 0; seed < 500; seed++) {
            var pool = new RandomPool(seed, 3 + (int) (seed % 3), 3 + (int) (seed % 6), seed % 2 == 0);
            var lost = Set.of(pool.hosts.get(0).id());
            var loss = new Loss(new Ground(pool.hosts, pool.vms, POLICY), lost);
            var words = new Explanation(new GreedyPacker(loss).pack(), false);
            var quick = new Recovery(lost, words.moves(), words.leftOut(), false, Bound.leftOutAtLeast(loss));
            var laws = new PlanLaws(pool.hosts, pool.vms, POLICY, "quick, seed " + seed);
            laws.hold(quick);
            var gap = PlanLaws.compare(laws.placed(quick), laws.optimum(quick));
            assertThat(gap)
                    .as("a quick plan must not beat the best (seed %s)", seed)
                    .isLessThanOrEqualTo(0);
            equal += gap == 0 ? 1 : 0;
        }
        assertThat(equal).as("quick plans as good as the best, of 500").isGreaterThan(470);
    }

    @Test
    void plansWithRulesKeepTheLaws() {
        for (long seed = 0; seed < 400; seed++) {
            var pool = new RandomPool(seed, 2 + (int) (seed % 7), (int) (seed % 29), seed % 3 == 0)
                    .withRules(1 + (int) (seed % 5));
            var laws = new PlanLaws(pool.hosts, pool.vms, POLICY, "with rules, seed " + seed);
            FailoverPlanner.plan(pool.hosts, pool.vms, POLICY)
                    .recoveries()
                    .values()
                    .forEach(laws::hold);
        }
    }

    /** Against every packing there is, both ways round: said wrongly to survive, and said wrongly not to. */
    @Test
    void neverSaysSurvivesWronglyAndSmallPoolsWithRulesGetTheBestPlan() {
        int wronglySurvives = 0;
        int wronglyNot = 0;
        int survivesAfterAll = 0;
        int tight = 0;
        for (long seed = 0; seed < 3000; seed++) {
            var pool = new RandomPool(seed, 3 + (int) (seed % 3), 3 + (int) (seed % 5), seed % 2 == 0)
                    .withRules(1 + (int) (seed % 3));
            var laws = new PlanLaws(pool.hosts, pool.vms, POLICY, "with rules, seed " + seed);
            var recovery = FailoverPlanner.recover(
                    pool.hosts, pool.vms, Set.of(pool.hosts.get(0).id()), POLICY);
            laws.hold(recovery);
            var best = laws.optimum(recovery);
            var gap = PlanLaws.compare(laws.placed(recovery), best);
            wronglySurvives += gap > 0 ? 1 : 0;
            wronglyNot += gap < 0 ? 1 : 0;
            survivesAfterAll += recovery.survives() ? 1 : 0;
            tight += recovery.survives() ? 0 : 1;
            assertThat(recovery.exact() && gap != 0)
                    .as("a plan that calls itself exact must be the best (seed %s)", seed)
                    .isFalse();
        }
        assertThat(wronglySurvives).as("plans better than the best there is").isZero();
        assertThat(wronglyNot).as("plans worse than the best there is, of 3000").isZero();
        assertThat(tight).as("pools must be tight enough to be a test").isGreaterThan(500);
        assertThat(survivesAfterAll).as("pools must not all be hopeless").isGreaterThan(500);
    }

    @Test
    void quickPackingWithRulesIsCountedAgainstTheBest() {
        int worse = 0;
        for (long seed = 0; seed < 1000; seed++) {
            var pool = new RandomPool(seed, 3 + (int) (seed % 3), 3 + (int) (seed % 5), seed % 2 == 0)
                    .withRules(1 + (int) (seed % 3));
            var lost = Set.of(pool.hosts.get(0).id());
            var loss = new Loss(new Ground(pool.hosts, pool.vms, POLICY), lost);
            var words = new Explanation(new GreedyPacker(loss).pack(), false);
            var quick = new Recovery(lost, words.moves(), words.leftOut(), false, Bound.leftOutAtLeast(loss));
            var laws = new PlanLaws(pool.hosts, pool.vms, POLICY, "quick with rules, seed " + seed);
            laws.hold(quick);
            var gap = PlanLaws.compare(laws.placed(quick), laws.optimum(quick));
            assertThat(gap)
                    .as("a quick plan must not beat the best (seed %s)", seed)
                    .isLessThanOrEqualTo(0);
            worse += gap < 0 ? 1 : 0;
        }
        System.out.println("quick packing with rules: " + worse + " of 1000 worse than the best");
        assertThat(worse).as("quick plans worse than the best, of 1000").isLessThan(100);
    }

    @Test
    void orderOfTheQuestionDoesNotMatter() {
        for (long seed = 0; seed < 50; seed++) {
            var pool = new RandomPool(seed, 5, 15, false);
            var plan = FailoverPlanner.plan(pool.hosts, pool.vms, POLICY);
            var hosts = new ArrayList<>(pool.hosts);
            var vms = new ArrayList<>(pool.vms);
            Collections.shuffle(hosts, new Random(seed));
            Collections.shuffle(vms, new Random(seed));
            assertThat(FailoverPlanner.plan(hosts, vms, POLICY))
                    .as("the same pool must get the same plan (seed %s)", seed)
                    .isEqualTo(plan);
        }
    }

    @Test
    void aRecoveryIsSpreadOverHosts() {
        var hosts = List.of(host("h1", 16), host("h2", 16), host("h3", 16));
        var vms = new ArrayList<ProtectedVm>();
        for (int i = 0; i < 6; i++) {
            vms.add(vm("vm-" + i, 1, 50, false, hosts.get(0)));
        }
        var targets =
                FailoverPlanner.plan(hosts, vms, PlacementPolicy.DEFAULT)
                        .ifLost(hosts.get(0).id())
                        .moves()
                        .stream()
                        .map(Move::targetName)
                        .toList();
        assertThat(targets).containsExactly("h2", "h3", "h2", "h3", "h2", "h3");
    }

    @Test
    void findsThePlanThatOnlyTightPackingAllows() {
        var hosts = List.of(host("h1", 16), hostWithFree("h2", 6), hostWithFree("h3", 4));
        var vms = List.of(
                vm("a", 4, 50, false, hosts.get(0)),
                vm("b", 3, 50, false, hosts.get(0)),
                vm("c", 3, 50, false, hosts.get(0)));
        assertThat(FailoverPlanner.plan(hosts, vms, PlacementPolicy.DEFAULT)
                        .survives(hosts.get(0).id()))
                .isTrue();
    }

    @Test
    void higherPriorityTakesTheRoomAndTheOtherIsToldWhy() {
        var hosts = List.of(host("h1", 16), hostWithFree("h2", 5));
        var vms = List.of(vm("low", 4, 10, false, hosts.get(0)), vm("high", 4, 90, false, hosts.get(0)));
        var recovery = FailoverPlanner.plan(hosts, vms, PlacementPolicy.DEFAULT)
                .ifLost(hosts.get(0).id());
        assertThat(recovery.survives()).isFalse();
        assertThat(recovery.exact()).isTrue();
        assertThat(recovery.leftOutAtLeast()).isEqualTo(1);
        assertThat(recovery.moves()).singleElement().satisfies(move -> {
            assertThat(move.name()).isEqualTo("high");
            assertThat(move.order()).isEqualTo(1);
            assertThat(move.reason())
                    .isEqualTo("the only host that can take it; 1 GiB of 64 GiB can still be given there after"
                            + " the whole recovery");
        });
        assertThat(recovery.leftOut().get(0).reasons())
                .containsExactly(
                        "h2 has 1 GiB free of the 4 GiB that low needs once those recovered before it are there");
    }

    @Test
    void bestEffortTakesOnlyWhatProtectedLeaves() {
        var hosts = List.of(host("h1", 16), hostWithFree("h2", 5));
        var vms = List.of(vm("extra", 4, 100, true, hosts.get(0)), vm("needed", 4, 0, false, hosts.get(0)));
        var recovery = FailoverPlanner.plan(hosts, vms, PlacementPolicy.DEFAULT)
                .ifLost(hosts.get(0).id());
        assertThat(recovery.moves()).extracting(Move::name).containsExactly("needed");
        assertThat(recovery.survives()).as("best-effort VMs don't count").isTrue();
    }

    @Test
    void reasonsNameWhatIsMissing() {
        var h1 = host("h1", 16);
        var h2 = new HostOffer(
                new UUID(0, 2),
                "h2",
                null,
                8,
                0,
                64 * Bytes.GIB,
                0,
                -1,
                0.1,
                "x86_64",
                "EPYC",
                Set.of(),
                Set.of(),
                0,
                null,
                Map.of());
        var h3 = new HostOffer(
                new UUID(0, 3),
                "h3",
                "h3 is in maintenance",
                8,
                0,
                64 * Bytes.GIB,
                0,
                -1,
                0.1,
                "x86_64",
                "EPYC",
                Set.of(),
                Set.of(),
                0,
                null,
                Map.of());
        var recovery = FailoverPlanner.plan(
                        List.of(h1, h2, h3), List.of(vm("web-1", 4, 50, false, h1)), PlacementPolicy.DEFAULT)
                .ifLost(h1.id());
        assertThat(recovery.leftOut().get(0).reasons())
                .containsExactly("h2, h3: doesn't reach datastore 'shared'", "h3 takes no VMs: h3 is in maintenance");
    }

    @Test
    void theOnlyHostOfAPoolSurvivesOnlyWithoutProtectedVms() {
        var alone = host("h1", 16);
        var policy = PlacementPolicy.DEFAULT;
        assertThat(FailoverPlanner.plan(List.of(alone), List.of(), policy).survivesAny())
                .isTrue();
        var recovery = FailoverPlanner.plan(List.of(alone), List.of(vm("web-1", 1, 50, false, alone)), policy)
                .ifLost(alone.id());
        assertThat(recovery.survives()).isFalse();
        assertThat(recovery.leftOut().get(0).reasons()).containsExactly("there is no other host");
    }

    @Test
    void anUnknownHostIsNotSaidToSurvive() {
        var plan = FailoverPlanner.plan(List.of(host("h1", 16)), List.of(), PlacementPolicy.DEFAULT);
        assertThatThrownBy(() -> plan.survives(new UUID(9, 9))).isInstanceOf(IllegalArgumentException.class);
    }

    private static HostOffer host(String name, int gib) {
        return offer(name, gib * Bytes.GIB, 0);
    }

    /** A host of 64 GiB that can still give so many. */
    private static HostOffer hostWithFree(String name, int gib) {
        var budget = PlacementPolicy.DEFAULT.memoryBudget(offer(name, 64 * Bytes.GIB, 0));
        return offer(name, 64 * Bytes.GIB, budget - gib * Bytes.GIB);
    }

    private static HostOffer offer(String name, long memory, long promised) {
        return new HostOffer(
                new UUID(0, name.charAt(1) - '0'),
                name,
                null,
                8,
                0,
                memory,
                promised,
                -1,
                0.1,
                "x86_64",
                "EPYC",
                Set.of(SHARED),
                Set.of(),
                0,
                null,
                Map.of());
    }

    private static ProtectedVm vm(String name, int gib, int priority, boolean bestEffort, HostOffer host) {
        var id = new UUID(2, name.hashCode());
        var demand = new Demand(
                id, name, 2, gib * Bytes.GIB, "x86_64", null, Map.of(SHARED, "shared"), Map.of(), host.id(), List.of());
        return new ProtectedVm(demand, priority, bestEffort);
    }
}
