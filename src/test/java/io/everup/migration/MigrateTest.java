package io.everup.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.shared.Refusal;
import io.everup.support.As;
import io.everup.support.Await;
import io.everup.support.DataCentre;
import io.everup.support.ModuleTier;
import io.everup.task.TaskOperations;
import io.everup.task.TaskState;
import io.everup.vm.Protection;
import io.everup.vm.VmState;
import java.util.ArrayList;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

@ModuleTier
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MigrateTest {

    @Autowired
    ApplicationContext program;

    @Autowired
    MigrationOperations migrations;

    @Autowired
    MigrationDirectory directory;

    @Autowired
    TaskOperations tasks;

    @Autowired
    JdbcClient jdbc;

    private DataCentre centre;

    @BeforeAll
    void build() {
        centre = DataCentre.of(program, "3x0-move");
    }

    private UUID id(String host) {
        return centre.host(host).id();
    }

    private void at(UUID vm, String host) {
        var view = centre.awaitVm(vm, VmState.RUNNING);
        assertThat(view.host()).as("where Everup says it runs: %s", view.name()).isEqualTo(centre.named(host));
        assertThat(centre.world().runningOn(view.name()))
                .as("S1: where it runs in truth")
                .containsExactly(host);
        centre.lawful();
    }

    @Test
    void aMoveTellsItsProgressAndItsFigures() {
        var vm = centre.run("move-1", "h1", 8, Protection.OFF);
        var task = migrations.migrate(As.OLI, vm, id("h2"));
        var progress = new ArrayList<Integer>();
        Await.until(
                "a move ends",
                DataCentre.LATER,
                () -> centre.task(task),
                view -> {
                    progress.add(view.progress());
                    return view.state().ended();
                },
                centre::facts);
        centre.done(task);
        at(vm, "h2");
        assertThat(progress).as("progress only grows").isSorted();
        assertThat(progress.stream().distinct().count())
                .as("progress is told: %s", progress)
                .isGreaterThan(2);
        var view = directory.ofVm(As.OLI, vm, 1).get(0);
        assertThat(view.state()).isEqualTo(MigrationState.COMPLETED);
        assertThat(view.pauseMillis()).as("the pause is measured").isPositive();
        assertThat(view.totalMillis()).isGreaterThan(view.pauseMillis());
        assertThat(view.movedBytes()).isPositive();
        assertThat(view.why()).isNotBlank();
        assertThat(centre.task(task).result()).containsKeys("pauseMillis", "totalMillis", "host");
        try (var source = centre.virsh("h1")) {
            assertThat(source.vm(vm)).as("the source forgets it").isEmpty();
        }
    }

    @Test
    void aCancelledMoveLeavesItWhereItIs() {
        var vm = centre.run("stay-1", "h1", 16, Protection.OFF);
        var task = migrations.migrate(As.OLI, vm, id("h2"));
        Await.until(
                "it is moving",
                DataCentre.SOON,
                () -> {
                    try (var source = centre.virsh("h1")) {
                        return source.migrationProgress(vm).isPresent();
                    }
                },
                centre::facts);
        tasks.cancel(As.OLI, task);
        var view = centre.ended(task);
        assertThat(view.state()).as("%s", centre.log(task)).isEqualTo(TaskState.CANCELLED);
        at(vm, "h1");
        assertThat(directory.ofVm(As.OLI, vm, 1).get(0).state()).isEqualTo(MigrationState.ROLLED_BACK);
        try (var target = centre.virsh("h2")) {
            assertThat(target.vm(vm)).as("nothing is left at the target").isEmpty();
        }
    }

    @Test
    void aMoveThatNoHostCanTakeIsRefusedHostByHost() {
        var vm = centre.run("wide-1", "h1", 30, Protection.OFF);
        var fill2 = centre.run("fill-2", "h2", 40, Protection.OFF);
        var fill3 = centre.run("fill-3", "h3", 40, Protection.OFF);
        assertThatThrownBy(() -> migrations.migrate(As.OLI, vm, null))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(centre.named("h2"))
                .hasMessageContaining(centre.named("h3"))
                .hasMessageContaining("GiB");
        assertThatThrownBy(() -> migrations.migrate(As.OLI, vm, id("h2")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(centre.named("h2"));
        assertThatThrownBy(() -> migrations.migrate(As.OLI, vm, id("h1"))).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> migrations.migrate(As.OLI, vm, UUID.randomUUID()))
                .isInstanceOf(Refusal.class);
        at(vm, "h1");
        assertThat(directory.ofVm(As.OLI, vm, 1))
                .as("what was refused never was")
                .isEmpty();
        var operations = program.getBean(io.everup.vm.VmOperations.class);
        for (var each : new UUID[] {vm, fill2, fill3}) {
            centre.done(operations.powerOff(As.OLI, each));
            centre.done(operations.delete(As.OLI, each));
        }
    }

    @Test
    void aMoveWhoseReplyIsLostIsSeenToByLooking() {
        var vm = centre.run("lost-1", "h1", 4, Protection.OFF);
        centre.say("lose-reply migrate lost-1");
        var task = migrations.migrate(As.OLI, vm, id("h2"));
        Await.until(
                "it runs at the target",
                DataCentre.LATER,
                () -> centre.world().runningOn("lost-1").contains("h2"),
                centre::facts);
        centre.done(task);
        at(vm, "h2");
        assertThat(directory.ofVm(As.OLI, vm, 1).get(0).state()).isEqualTo(MigrationState.COMPLETED);
    }

    @Test
    void aKilledWorkerDoesNotStopAMoveUnderWay() {
        var vm = centre.run("killed-1", "h1", 8, Protection.OFF);
        var task = migrations.migrate(As.OLI, vm, id("h2"));
        Await.until(
                "it is moving",
                DataCentre.SOON,
                () -> {
                    try (var source = centre.virsh("h1")) {
                        return source.migrationProgress(vm).isPresent();
                    }
                },
                centre::facts);
        jdbc.sql("update task set lease_until = now() - interval '1 second' where id = :id")
                .param("id", task)
                .update();
        centre.done(task);
        at(vm, "h2");
    }

    @Test
    void aMoveThatTheTargetRefusesLeavesItRunning() {
        var vm = centre.run("refused-1", "h1", 1, Protection.OFF);
        centre.say("refuse migrate refused-1");
        var task = migrations.migrate(As.OLI, vm, id("h2"));
        var view = centre.ended(task);
        assertThat(view.state()).isEqualTo(TaskState.FAILED);
        assertThat(view.failure()).contains("refuses");
        at(vm, "h1");
        assertThat(directory.ofVm(As.OLI, vm, 1).get(0).state()).isEqualTo(MigrationState.ROLLED_BACK);
    }
}
