package io.everup.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.migration.Estimate;
import io.everup.migration.MigrationForecast;
import io.everup.migration.MigrationPremises;
import io.everup.placement.Demand;
import io.everup.placement.HostOffer;
import io.everup.placement.PlacementPolicy;
import io.everup.placement.ProtectedVm;
import io.everup.shared.Bytes;
import io.everup.vm.VmState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EvacuationPlanTest {

    private static final UUID H1 = new UUID(0, 1);
    private static final UUID H2 = new UUID(0, 2);
    private static final UUID H3 = new UUID(0, 3);
    private static final PlacementPolicy POLICY = new PlacementPolicy(1, 8, 0, 0);

    private int vms = 100;

    private static HostOffer host(UUID id, int freeGib) {
        return new HostOffer(
                id,
                "h" + id.getLeastSignificantBits(),
                null,
                16,
                0,
                64 * Bytes.GIB,
                (64 - freeGib) * Bytes.GIB,
                -1,
                0.1,
                "x86_64",
                null,
                Set.of(),
                Set.of(),
                0,
                null,
                Map.of());
    }

    private Demand demand(String name, int gib) {
        return new Demand(new UUID(1, vms++), name, 1, gib * Bytes.GIB, null, null, Map.of(), Map.of(), H1, List.of());
    }

    private EvacuationPlan.Leaving vm(String name, int gib, VmState state, Choice chosen, double dirtyGibPerSecond) {
        var premises = new MigrationPremises(
                gib * Bytes.GIB,
                0,
                Estimate.of(dirtyGibPerSecond * Bytes.GIB, 1, Estimate.Origin.MEASURED),
                Estimate.of(Bytes.GIB, 1, Estimate.Origin.MEASURED),
                Estimate.of(100, 1, Estimate.Origin.MEASURED),
                0,
                1_000,
                false,
                false,
                Duration.ofMinutes(10));
        return new EvacuationPlan.Leaving(
                state, demand(name, gib), 50, MigrationForecast.of(premises), null, null, false, chosen);
    }

    private EvacuationPlan.Leaving running(String name, int gib) {
        return vm(name, gib, VmState.RUNNING, null, 0);
    }

    private static EvacuationPlan plan(List<EvacuationPlan.Leaving> vms, HostOffer... others) {
        var offers = new ArrayList<>(List.of(others));
        offers.add(host(H1, 0));
        return EvacuationPlan.of(H1, "h1", vms, offers, POLICY, 2);
    }

    /** Stuck by a disk that only h1 has; room for it counts as a datastore of its own. */
    private EvacuationPlan.Leaving stuck(String name, int gib, Choice chosen) {
        var vm = running(name, gib);
        var demand = vm.demand();
        var copying = new EvacuationPlan.WithDisks(
                demand.reaching(Map.of(demand.vm(), "with room for its disks")), 40 * Bytes.GIB, vm.forecast());
        return new EvacuationPlan.Leaving(
                vm.state(),
                demand,
                50,
                vm.forecast(),
                "Its disk lies in 'local', which only this host has.",
                copying,
                false,
                chosen);
    }

    @Test
    void whatIsStuckByItsDiskMayMoveWithIt() {
        var vm = stuck("local-1", 4, null);
        var step = plan(List.of(vm), host(H2, 30)).steps().get(0);
        assertThat(step.blocker().kind()).isEqualTo(EvacuationPlan.Kind.OBSTACLE);
        assertThat(step.blocker().text()).contains("only this host has").contains("40 GiB");
        assertThat(step.blocker().choices())
                .containsExactly(Choice.MOVE_WITH_DISKS, Choice.SHUT_DOWN, Choice.LEAVE_OFF);
    }

    @Test
    void itGoesWhereThereIsRoomForItsDisk() {
        var vm = stuck("local-1", 4, Choice.MOVE_WITH_DISKS);
        var room = Set.of(vm.demand().vm());
        var step = plan(List.of(vm), host(H2, 30), host(H3, 5).reaching(room))
                .steps()
                .get(0);
        assertThat(step.blocker()).isNull();
        assertThat(step.target()).as("not the one with more memory").isEqualTo(H3);
        assertThat(step.diskBytes()).isEqualTo(40 * Bytes.GIB);
        var nowhere = plan(List.of(vm), host(H2, 30)).steps().get(0);
        assertThat(nowhere.blocker().kind()).isEqualTo(EvacuationPlan.Kind.NO_HOST);
        assertThat(nowhere.blocker().text()).contains("room for its disks");
    }

    @Test
    void vmsArePlacedTogetherNotEachForItself() {
        var vms = List.of(running("a", 6), running("b", 6), running("c", 4));
        var plan = plan(vms, host(H2, 10), host(H3, 6));
        assertThat(plan.blocked())
                .as("the whole set fits, if it is packed well")
                .isEmpty();
        assertThat(plan.moving()).hasSize(3);
        var onH2 = plan.moving().stream()
                .filter(step -> step.target().equals(H2))
                .mapToLong(EvacuationPlan.Step::memoryBytes)
                .sum();
        assertThat(onH2).isEqualTo(10 * Bytes.GIB);
    }

    @Test
    void whatDoesNotFitIsABlockerWithReasonAndChoices() {
        var plan = plan(List.of(running("a", 6), running("b", 6)), host(H2, 6));
        assertThat(plan.blocked()).hasSize(1);
        var blocker = plan.blocked().get(0).blocker();
        assertThat(blocker.kind()).isEqualTo(EvacuationPlan.Kind.NO_HOST);
        assertThat(blocker.text()).contains("h2");
        assertThat(blocker.choices()).containsExactly(Choice.SHUT_DOWN, Choice.LEAVE_OFF);
    }

    @Test
    void aChoiceUnblocksAndMakesRoom() {
        var off = vm("b", 6, VmState.RUNNING, Choice.SHUT_DOWN, 0);
        var plan = plan(List.of(running("a", 6), off), host(H2, 6));
        assertThat(plan.blocked()).isEmpty();
        assertThat(plan.moving()).extracting(EvacuationPlan.Step::name).containsExactly("a");
        assertThat(plan.stopping()).extracting(EvacuationPlan.Step::name).containsExactly("b");
    }

    @Test
    void aPausedVmWaitsForAWordAndAFuriousWriterForAChoice() {
        var paused = vm("p", 1, VmState.PAUSED, null, 0);
        var writer = vm("w", 8, VmState.RUNNING, null, 3);
        var plan = plan(List.of(paused, writer), host(H2, 40));
        assertThat(plan.blocked())
                .extracting(step -> step.blocker().kind())
                .containsExactlyInAnyOrder(EvacuationPlan.Kind.PAUSED, EvacuationPlan.Kind.NOT_CONVERGENT);
        var chosen = plan(
                List.of(
                        vm("p", 1, VmState.PAUSED, Choice.RESUME_AND_MOVE, 0),
                        vm("w", 8, VmState.RUNNING, Choice.MOVE, 3)),
                host(H2, 40));
        assertThat(chosen.blocked()).as("an operator's word counts").isEmpty();
    }

    @Test
    void moreAtOnceIsPredictedToBeQuicker() {
        var vms = List.of(running("a", 4), running("b", 4), running("c", 4), running("d", 4));
        var offers = List.of(host(H1, 0), host(H2, 40));
        var one = EvacuationPlan.of(H1, "h1", vms, offers, POLICY, 1);
        var four = EvacuationPlan.of(H1, "h1", vms, offers, POLICY, 4);
        assertThat(four.millis()).isPositive();
        assertThat(one.millis()).as("one after the other").isEqualTo(4 * four.millis());
    }

    @Test
    void redundancyLeftNamesWhomAFurtherFailureWouldLeaveOut() {
        var a = running("a", 6);
        var b = running("b", 6);
        var vms = List.of(a, b);
        var offers = List.of(host(H1, 52), host(H2, 12), host(H3, 2));
        var guarded =
                vms.stream().map(vm -> new ProtectedVm(vm.demand(), 50, false)).toList();
        var plan = EvacuationPlan.of(H1, "h1", vms, offers, POLICY, 2);
        assertThat(plan.blocked()).isEmpty();
        var redundancy = Redundancy.of(plan, offers, guarded, POLICY);
        assertThat(redundancy.before()).as("h2 can take both now").isTrue();
        assertThat(redundancy.during()).isFalse();
        assertThat(redundancy.losses()).hasSize(1);
        assertThat(redundancy.losses().get(0).name()).isEqualTo("h2");
        assertThat(redundancy.losses().get(0).leftOut()).containsExactlyInAnyOrder("a", "b");
    }
}
