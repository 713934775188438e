package io.everup.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.identity.Actor;
import io.everup.placement.PlacementPolicy;
import io.everup.shared.Bytes;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.support.As;
import io.everup.support.DataCentre;
import io.everup.support.ModuleTier;
import io.everup.vm.NewVm;
import io.everup.vm.Protection;
import io.everup.vm.VmDirectory;
import io.everup.vm.VmOperations;
import io.everup.vm.VmPreview;
import io.everup.vm.VmState;
import io.everup.vm.VmView;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** What a pool is to survive is kept by what people and programs do in it, however many ask at once. */
@ModuleTier
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdmissionTest {

    @Autowired
    ApplicationContext program;

    @Autowired
    PlanOperations plans;

    @Autowired
    PlanDirectory directory;

    @Autowired
    PlanKeeper keeper;

    @Autowired
    VmOperations operations;

    @Autowired
    VmDirectory vms;

    @Autowired
    VmPreview preview;

    private DataCentre centre;

    @BeforeAll
    void world() {
        centre = DataCentre.of(program, "2x4-admission");
    }

    private List<VmView> running() {
        return vms.vms(As.ADA, ListQuery.everything()).items().stream()
                .filter(vm -> vm.poolId().equals(centre.pool()) && vm.state() == VmState.RUNNING)
                .toList();
    }

    private void policy(PoolPolicy.Level level, double cpuOvercommit) {
        var now = directory.plan(As.ADA, centre.pool()).capacity();
        plans.change(
                As.ADA,
                centre.pool(),
                new PoolPolicy(1, level),
                new PlacementPolicy(now.memoryOvercommit(), cpuOvercommit, now.reserveBytes(), now.reserveShare()));
    }

    private static Refusal refusal(Supplier<?> asked) {
        try {
            asked.get();
            return null;
        } catch (Refusal refusal) {
            return refusal;
        }
    }

    @Test
    void whatWouldBreakItIsRefusedWarnedOrOverridden() {
        var all = running();
        all.forEach(vm -> operations.protect(Actor.SYSTEM, vm.id(), Protection.OFF, null));
        var hosts = vms.targets(As.ADA, all.get(0).id());
        assertThat(hosts).isNotNull();
        // So few processors are promised that the other host can take one VM's and no more.
        var victims = all.stream()
                .filter(vm -> vm.hostId().equals(all.get(0).hostId()))
                .toList();
        assertThat(victims).as("VMs on one host").hasSizeGreaterThanOrEqualTo(2);
        policy(PoolPolicy.Level.REFUSE, ratioThatLeavesRoomForOne(victims.get(0)));

        assertThat(operations.protect(As.ADA, victims.get(0).id(), Protection.PROTECTED, null))
                .isEmpty();
        assertThatThrownBy(() -> operations.protect(As.ADA, victims.get(1).id(), Protection.PROTECTED, null))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo("admission-refused");
                    assertThat(refusal.getMessage())
                            .contains("Protecting " + victims.get(1).name() + " would break")
                            .contains(Bytes.text(victims.get(1).memoryBytes()))
                            .contains("would be left out");
                    assertThat(refusal.next()).startsWith("It would help: ");
                });
        assertThat(vms.vm(As.ADA, victims.get(1).id()).protection())
                .as("a refusal changes nothing")
                .isEqualTo(Protection.OFF);

        assertThat(preview.of(As.ADA, like(victims.get(0), Protection.PROTECTED)))
                .as("a form is told before it is sent")
                .hasValueSatisfying(said -> {
                    assertThat(said.refuses()).isTrue();
                    assertThat(said.overridable()).isTrue();
                    assertThat(said.text())
                            .contains("Making foreseen-1 would break")
                            .contains("would be left out");
                    assertThat(said.next()).startsWith("It would help: ");
                });
        assertThat(vms.vms(As.ADA, ListQuery.of("name:foreseen-1", "", 10, null))
                        .total())
                .as("nothing is made")
                .isZero();

        assertThat(operations.protect(
                        As.ADA, victims.get(1).id(), Protection.PROTECTED, null, "a new host comes tomorrow"))
                .as("overridden, it says so")
                .hasValueSatisfying(text -> assertThat(text).contains("a new host comes tomorrow"));
        keeper.make(centre.pool());
        var plan = directory.plan(As.ADA, centre.pool());
        assertThat(plan.survives()).isFalse();
        assertThat(plan.sentence()).startsWith("Does not survive ").contains("would be left out");
        assertThat(plan.madeAt()).isNotNull();

        operations.protect(Actor.SYSTEM, victims.get(1).id(), Protection.OFF, null);
        policy(PoolPolicy.Level.WARN, ratioThatLeavesRoomForOne(victims.get(0)));
        assertThat(operations.protect(As.ADA, victims.get(1).id(), Protection.PROTECTED, null))
                .hasValueSatisfying(text -> assertThat(text).contains("It would help"));
        operations.protect(Actor.SYSTEM, victims.get(1).id(), Protection.OFF, null);
    }

    private NewVm like(VmView vm, Protection protection) {
        return new NewVm(
                "foreseen-1",
                null,
                centre.pool(),
                null,
                null,
                vm.cpus(),
                64 * Bytes.MIB,
                null,
                false,
                List.of(),
                List.of(),
                null,
                protection,
                null,
                true);
    }

    /** The two VMs would both fit alone; together they don't: exactly one of two requests at once may pass. */
    @Test
    void twoRequestsAtOnceCannotBothTakeTheLastRoom() throws Exception {
        for (int round = 0; round < 3; round++) {
            var all = running();
            all.forEach(vm -> operations.protect(Actor.SYSTEM, vm.id(), Protection.OFF, null));
            var victims = all.stream()
                    .filter(vm -> vm.hostId().equals(all.get(0).hostId()))
                    .limit(2)
                    .toList();
            policy(PoolPolicy.Level.REFUSE, ratioThatLeavesRoomForOne(victims.get(0)));
            var workers = Executors.newFixedThreadPool(2);
            try {
                var asked = victims.stream()
                        .map(vm -> CompletableFuture.supplyAsync(
                                () -> refusal(() -> operations.protect(As.ADA, vm.id(), Protection.PROTECTED, null)),
                                workers))
                        .toList();
                var refused = asked.stream()
                        .map(CompletableFuture::join)
                        .filter(java.util.Objects::nonNull)
                        .count();
                assertThat(refused).as("refused of two requests at once").isEqualTo(1);
            } finally {
                workers.shutdown();
            }
            var guarded = running().stream()
                    .filter(vm -> vm.protection() == Protection.PROTECTED)
                    .count();
            assertThat(guarded)
                    .as("protected VMs after two requests for the last room")
                    .isEqualTo(1);
        }
    }

    @Test
    void previewSaysItWithoutDoingIt() {
        var all = running();
        var preview = plans.preview(
                As.ADA,
                centre.pool(),
                new PlanOperations.Question("protect", all.get(0).id(), null));
        assertThat(preview.level()).isNotNull();
        assertThatThrownBy(() -> plans.preview(
                        As.ADA,
                        centre.pool(),
                        new PlanOperations.Question("fly", all.get(0).id(), null)))
                .isInstanceOf(Refusal.class);
    }

    /** Processors promised per processor, so that the host that is left can take just one such VM. */
    private double ratioThatLeavesRoomForOne(VmView vm) {
        var others = running().stream()
                .filter(one -> !one.hostId().equals(vm.hostId()))
                .mapToInt(VmView::cpus)
                .sum();
        var host = centre.hosts().stream()
                .filter(one -> !one.id().equals(vm.hostId()))
                .findFirst()
                .orElseThrow();
        return (others + vm.cpus() + 0.5) / host.cpus();
    }
}
