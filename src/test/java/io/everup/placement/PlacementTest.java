package io.everup.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.shared.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PlacementTest {

    private static final UUID SHARED = new UUID(1, 1);
    private static final UUID LAN = new UUID(1, 2);
    private static final PlacementPolicy POLICY = PlacementPolicy.DEFAULT;

    @Test
    void theRoomiestHostComesFirstAndSaysWhy() {
        var ranking = Placement.rank(demand(4, null), List.of(host("h1", 32, 0.5, 4), host("h2", 8, 0.1, 1)), POLICY);
        assertThat(ranking.best()).get().satisfies(best -> {
            assertThat(best.name()).isEqualTo("h2");
            assertThat(best.reasons())
                    .containsExactly(
                            "most free memory after the start: 48.8 GiB of 64 GiB",
                            "least busy processors: 10 %",
                            "runs the fewest VMs: 1");
        });
        assertThat(ranking.candidates().get(1).reasons())
                .containsExactly(
                        "24.8 GiB of 64 GiB memory free after the start", "processors 50 % busy", "runs 4 VMs");
    }

    @Test
    void scoreFollowsTheFormula() {
        // Budget 60.8 GiB; 60 * 48.8 / 60.8 + 25 * 0.9 + 15 / (1 + 1/8)
        var ranking = Placement.rank(demand(4, null), List.of(host("h2", 8, 0.1, 1)), POLICY);
        assertThat(ranking.candidates().get(0).score()).isEqualTo(84);
    }

    @Test
    void everyReasonAgainstAHostIsGiven() {
        var bad = new HostOffer(
                new UUID(0, 9),
                "h9",
                "h9 is in maintenance",
                2,
                15,
                4 * Bytes.GIB,
                0,
                1288490189L,
                0.1,
                "aarch64",
                null,
                Set.of(),
                Set.of(),
                0,
                null,
                Map.of());
        var needy = new Demand(
                new UUID(2, 1),
                "web-1",
                2,
                4 * Bytes.GIB,
                "x86_64",
                "EPYC",
                Map.of(SHARED, "shared"),
                Map.of(LAN, "lan"),
                null,
                List.of());
        var ranking = Placement.rank(needy, List.of(bad), POLICY);
        assertThat(ranking.candidates()).isEmpty();
        assertThat(ranking.rejection(bad.id()).orElseThrow().reasons())
                .containsExactly(
                        "takes no VMs: h9 is in maintenance",
                        "has architecture aarch64, not x86_64",
                        "hasn't told its CPU model; EPYC is needed",
                        "doesn't reach datastore 'shared'",
                        "doesn't offer network 'lan'",
                        "has 1.2 GiB free of the 4 GiB that web-1 needs",
                        "has room for 1 more virtual processors of the 2 that web-1 needs");
    }

    @Test
    void theCurrentHostIsNoTarget() {
        var h1 = host("h1", 0, 0.1, 0);
        var ranking = Placement.rank(demand(4, h1.id()), List.of(h1, host("h2", 0, 0.1, 0)), POLICY);
        assertThat(ranking.candidates())
                .singleElement()
                .satisfies(only -> assertThat(only.reasons()).first().isEqualTo("the only host that can take web-1"));
        assertThat(ranking.rejections())
                .singleElement()
                .satisfies(r -> assertThat(r.sentence()).isEqualTo("h1 is where web-1 is already"));
    }

    @Test
    void equalHostsGoByNameAndClaimNothing() {
        var hosts = List.of(host("h3", 8, 0.1, 1), host("h1", 8, 0.1, 1), host("h2", 8, 0.1, 1));
        var ranking = Placement.rank(demand(4, null), hosts, POLICY);
        assertThat(ranking.candidates()).extracting(Candidate::name).containsExactly("h1", "h2", "h3");
        assertThat(ranking.candidates().get(0).reasons())
                .containsExactly("48.8 GiB of 64 GiB memory free after the start", "processors 10 % busy", "runs 1 VM");
    }

    @Test
    void unknownLoadCountsAsHalf() {
        var ranking = Placement.rank(
                demand(4, null),
                List.of(host("a", 8, 0.4, 1), host("b", 8, Double.NaN, 1), host("c", 8, 0.6, 1)),
                POLICY);
        assertThat(ranking.candidates()).extracting(Candidate::name).containsExactly("a", "b", "c");
        assertThat(ranking.candidates().get(1).reasons()).contains("how busy its processors are isn't known");
    }

    @Test
    void overcommitPromisesMoreThanThereIs() {
        var full = host("h1", 60, 0.1, 9);
        assertThat(Placement.rank(demand(4, null), List.of(full), POLICY).candidates())
                .isEmpty();
        var generous = new PlacementPolicy(1.5, 8, POLICY.reserveBytes(), POLICY.reserveShare());
        assertThat(Placement.rank(demand(4, null), List.of(full), generous).candidates())
                .hasSize(1);
    }

    @Test
    void rankingsOfRandomPoolsKeepTheLaws() {
        for (long seed = 0; seed < 300; seed++) {
            var pool = new RandomPool(seed, 8, 6, false);
            for (var vm : pool.vms) {
                lawsHold(pool, vm.demand(), seed);
            }
        }
    }

    private static void lawsHold(RandomPool pool, Demand demand, long seed) {
        var ranking = Placement.rank(demand, pool.hosts, RandomPool.POLICY);
        var named = new HashSet<UUID>();
        ranking.candidates().forEach(c -> named.add(c.host()));
        ranking.rejections().forEach(r -> named.add(r.host()));
        assertThat(named)
                .as("every host must be judged once (seed %s)", seed)
                .hasSize(pool.hosts.size())
                .hasSize(ranking.candidates().size() + ranking.rejections().size());
        assertThat(ranking.rejections())
                .as("a rejection must have a reason (seed %s)", seed)
                .allSatisfy(r -> assertThat(r.reasons()).isNotEmpty());
        for (var host : pool.hosts) {
            var candidate = ranking.rejection(host.id()).isEmpty();
            assertThat(!candidate || PlanLaws.suits(demand, host))
                    .as("a candidate must offer what %s needs: %s (seed %s)", demand.name(), host.name(), seed)
                    .isTrue();
            assertThat(!candidate || host.memoryPromisedBytes() + demand.memoryBytes() <= host.memoryBytes())
                    .as("a candidate must have the memory: %s (seed %s)", host.name(), seed)
                    .isTrue();
        }
        assertThat(ranking.candidates())
                .as("scores must be 0 to 100, best first (seed %s)", seed)
                .allSatisfy(c -> assertThat(c.score()).isBetween(0, 100))
                .isSortedAccordingTo(Comparator.comparingInt(Candidate::score).reversed());
        var shuffled = new ArrayList<>(pool.hosts);
        Collections.shuffle(shuffled, new Random(seed));
        assertThat(Placement.rank(demand, shuffled, RandomPool.POLICY))
                .as("the same question must have the same answer (seed %s)", seed)
                .isEqualTo(ranking);
    }

    private static HostOffer host(String name, int promisedGib, double busy, int vms) {
        return new HostOffer(
                new UUID(0, name.hashCode()),
                name,
                null,
                8,
                0,
                64 * Bytes.GIB,
                promisedGib * Bytes.GIB,
                -1,
                busy,
                "x86_64",
                "EPYC",
                Set.of(SHARED),
                Set.of(LAN),
                vms,
                null,
                Map.of());
    }

    private static Demand demand(int gib, UUID currentHost) {
        return new Demand(
                new UUID(2, 1),
                "web-1",
                2,
                gib * Bytes.GIB,
                "x86_64",
                null,
                Map.of(SHARED, "shared"),
                Map.of(LAN, "lan"),
                currentHost,
                List.of());
    }
}
