package io.everup.placement;

import static io.everup.placement.RandomPool.POLICY;
import static org.assertj.core.api.Assertions.assertThat;

import io.everup.shared.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SurveyTest {

    /** What is said of several hosts at once, against every packing after every loss of so many. */
    @Test
    void neverSaysThatAnyTwoHostsMayDieWhenTheyMayNot() {
        int survives = 0;
        int wronglyNot = 0;
        for (long seed = 0; seed < 400; seed++) {
            var pool = new RandomPool(seed, 3 + (int) (seed % 3), 2 + (int) (seed % 4), seed % 2 == 0);
            if (seed % 4 == 0) {
                pool.withRules(1);
            }
            var said =
                    Survey.of(pool.hosts, pool.vms, POLICY, Pace.assumed(), 2).answer();
            var truth = true;
            for (var one : pool.hosts) {
                for (var other : pool.hosts) {
                    truth &= one == other || best(pool, Set.of(one.id(), other.id()), seed);
                }
            }
            assertThat(said == Survey.Answer.SURVIVES && !truth)
                    .as("must never say wrongly that any two hosts may die (seed %s)", seed)
                    .isFalse();
            survives += truth ? 1 : 0;
            wronglyNot += truth && said != Survey.Answer.SURVIVES ? 1 : 0;
        }
        assertThat(survives).as("pools must not all be hopeless").isGreaterThan(30);
        assertThat(wronglyNot).as("pools said not to survive although they do").isZero();
    }

    private static boolean best(RandomPool pool, Set<UUID> lost, long seed) {
        var laws = new PlanLaws(pool.hosts, pool.vms, POLICY, "seed " + seed);
        var protectedOnly = pool.vms.stream().filter(vm -> !vm.bestEffort()).toList();
        var recovery = FailoverPlanner.recover(pool.hosts, protectedOnly, lost, POLICY);
        var only = new PlanLaws(pool.hosts, protectedOnly, POLICY, "seed " + seed);
        laws.hold(FailoverPlanner.recover(pool.hosts, pool.vms, lost, POLICY));
        return only.optimum(recovery).stream().mapToInt(Integer::intValue).sum()
                == protectedOnly.stream()
                        .filter(vm -> vm.demand().currentHost() != null
                                && lost.contains(vm.demand().currentHost()))
                        .count();
    }

    /** The proof without looking at each combination, against looking at each. */
    @Test
    void theProofForManyHostsIsNeverWrong() {
        int proven = 0;
        for (long seed = 0; seed < 600; seed++) {
            var pool = roomy(seed);
            if (!AnyLoss.survives(new Ground(pool.hosts(), pool.vms(), PlacementPolicy.DEFAULT), 2)) {
                continue;
            }
            proven++;
            assertThat(Survey.of(pool.hosts(), pool.vms(), PlacementPolicy.DEFAULT, Pace.assumed(), 2)
                            .answer())
                    .as("what is proven must be so (seed %s)", seed)
                    .isEqualTo(Survey.Answer.SURVIVES);
        }
        assertThat(proven).as("pools for which the proof holds").isBetween(50, 599);
    }

    private record Small(List<HostOffer> hosts, List<ProtectedVm> vms) {}

    /** Alike hosts, so many that any two leave some room. */
    private static Small roomy(long seed) {
        var random = new Random(seed);
        var hosts = new ArrayList<HostOffer>();
        var vms = new ArrayList<ProtectedVm>();
        var count = 5 + random.nextInt(5);
        for (int host = 0; host < count; host++) {
            var id = new UUID(1, host);
            long promised = 0;
            int cpus = 0;
            for (int vm = random.nextInt(5); vm >= 0; vm--) {
                var memory = (1 + random.nextInt(6)) * Bytes.GIB;
                var wide = 1 + random.nextInt(6);
                promised += memory;
                cpus += wide;
                vms.add(new ProtectedVm(
                        new Demand(
                                new UUID(2, vms.size()),
                                "vm-" + vms.size(),
                                wide,
                                memory,
                                null,
                                null,
                                Map.of(),
                                Map.of(),
                                id,
                                List.of()),
                        50,
                        false));
            }
            hosts.add(new HostOffer(
                    id,
                    "h" + host,
                    null,
                    4 + random.nextInt(6),
                    cpus,
                    (20 + random.nextInt(20)) * Bytes.GIB,
                    promised,
                    -1,
                    0.1,
                    null,
                    null,
                    Set.of(),
                    Set.of(),
                    0,
                    null,
                    Map.of()));
        }
        return new Small(hosts, vms);
    }

    @Test
    void groupsAreLookedAtTogether() {
        var pool = roomy(3);
        var grouped = pool.hosts().stream()
                .map(host -> inGroup(host, host.name().compareTo("h2") < 0 ? "rack a" : null))
                .toList();
        var survey = Survey.of(grouped, pool.vms(), PlacementPolicy.DEFAULT, Pace.assumed(), 1);
        assertThat(survey.cases())
                .filteredOn(one -> one.kind() == LossCase.Kind.GROUP)
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.label()).isEqualTo("rack a");
                    assertThat(one.lost()).containsExactlyInAnyOrder(new UUID(1, 0), new UUID(1, 1));
                });
    }

    private static HostOffer inGroup(HostOffer host, String group) {
        return new HostOffer(
                host.id(),
                host.name(),
                null,
                host.cpus(),
                host.cpusPromised(),
                host.memoryBytes(),
                host.memoryPromisedBytes(),
                -1,
                0.1,
                null,
                null,
                Set.of(),
                Set.of(),
                0,
                group,
                Map.of());
    }

    @Test
    void secondsFollowTheOrderAndTheSlotsOfEachHost() {
        var a = new UUID(9, 1);
        var moves = new ArrayList<Move>();
        for (int i = 1; i <= 5; i++) {
            moves.add(new Move(new UUID(2, i), "vm-" + i, a, "h1", "", i));
        }
        var pace = new Pace(2, Map.of(new UUID(2, 1), 3.0), 10);
        assertThat(pace.seconds(moves))
                .containsEntry(new UUID(2, 1), 3.0)
                .containsEntry(new UUID(2, 2), 10.0)
                .containsEntry(new UUID(2, 3), 13.0)
                .containsEntry(new UUID(2, 4), 20.0)
                .containsEntry(new UUID(2, 5), 23.0);
    }
}
