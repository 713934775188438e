package io.everup.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.host.HostState;
import io.everup.migration.MigrationOperations;
import io.everup.shared.Bytes;
import io.everup.shared.Refusal;
import io.everup.support.As;
import io.everup.support.Await;
import io.everup.support.DataCentre;
import io.everup.support.ModuleTier;
import io.everup.task.TaskState;
import io.everup.vm.Protection;
import io.everup.vm.VmOperations;
import io.everup.vm.VmState;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

@ModuleTier
class MaintenanceTest {

    @Autowired
    ApplicationContext program;

    @Autowired
    MaintenanceOperations maintenance;

    @Autowired
    MaintenanceDirectory directory;

    @Autowired
    MigrationOperations migrations;

    @Autowired
    VmOperations power;

    private static NewJob wish(UUID host, Map<UUID, Choice> choices, boolean bringBack) {
        return new NewJob(null, List.of(host), choices, "new fans", 2, bringBack, null, null, null, null);
    }

    private JobView.Detail job(DataCentre centre, String host) {
        return directory.detail(
                As.OLI,
                directory.liveOf(As.OLI, centre.host(host).id()).orElseThrow().id());
    }

    @Test
    void aHostIsEmptiedServicedAndItsVmsComeBack() {
        var centre = DataCentre.of(program, "2x0-maint");
        var one = centre.run("one-1", "h1", 1, Protection.OFF);
        var two = centre.run("two-1", "h1", 1, Protection.PROTECTED);
        var host = centre.host("h1").id();
        var rehearsal = directory.rehearse(As.OLI, host, Map.of(), null);
        assertThat(rehearsal.plan().moving()).hasSize(2);
        centre.done(maintenance.enter(As.OLI, host, wish(host, Map.of(), true)));
        assertThat(centre.host("h1").state()).isEqualTo(HostState.MAINTENANCE);
        assertThat(centre.host("h1").leavingSince()).isNull();
        assertThat(centre.world().runningOn("one-1")).containsExactly("h2");
        assertThat(centre.world().runningOn("two-1")).containsExactly("h2");
        assertThat(job(centre, "h1").job().state()).isEqualTo(JobState.HELD);
        assertThat(job(centre, "h1").hosts().get(0).vms())
                .allMatch(vm -> vm.phase() == VmPhase.MOVED && vm.pauseMillis() != null);
        assertThatThrownBy(() -> migrations.migrate(As.OLI, one, host))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("maintenance");
        var id = job(centre, "h1").job().id();
        centre.done(maintenance.exit(As.OLI, host));
        centre.awaitHost("h1", HostState.UP);
        centre.awaitVm(one, VmState.RUNNING);
        assertThat(centre.world().runningOn("one-1")).as("it lived there").containsExactly("h1");
        assertThat(centre.vm(two).hostId()).isEqualTo(host);
        assertThat(directory.job(As.OLI, id).state()).isEqualTo(JobState.COMPLETED);
        centre.lawful();
    }

    @Test
    void aVmThatCantMoveIsRefusedUntilAChoiceIsMadeAndStartsAgainAfterwards() {
        var centre = DataCentre.of(program, "2x0-choice");
        var big = centre.run("big-1", "h1", 40, Protection.OFF);
        centre.run("fill-1", "h2", 40, Protection.OFF);
        var host = centre.host("h1").id();
        assertThatThrownBy(() -> maintenance.enter(As.OLI, host))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("big-1")
                .hasMessageContaining(centre.named("h2"));
        assertThat(centre.host("h1").leavingSince()).as("nothing was begun").isNull();
        centre.done(maintenance.enter(As.OLI, host, wish(host, Map.of(big, Choice.SHUT_DOWN), false)));
        assertThat(centre.vm(big).state()).isEqualTo(VmState.STOPPED);
        assertThat(job(centre, "h1").hosts().get(0).vms().get(0).phase()).isEqualTo(VmPhase.OFF);
        centre.done(maintenance.exit(As.OLI, host));
        centre.awaitVm(big, VmState.RUNNING);
        centre.lawful();
    }

    @Test
    void aVmWithALocalDiskMovesWithItAndComesBack() {
        var centre = DataCentre.of(program, "2x0-disk");
        var vm = centre.runLocal("local-1", "h1", Bytes.GIB);
        var host = centre.host("h1").id();
        var step =
                directory.rehearse(As.OLI, host, Map.of(), null).plan().steps().get(0);
        assertThat(step.blocker().kind()).isEqualTo(EvacuationPlan.Kind.OBSTACLE);
        assertThat(step.blocker().choices()).contains(Choice.MOVE_WITH_DISKS);
        assertThat(step.blocker().text()).contains("1 GiB");
        var choices = Map.of(vm, Choice.MOVE_WITH_DISKS);
        var chosen = directory.rehearse(As.OLI, host, choices, null).plan();
        assertThat(chosen.blocked()).isEmpty();
        assertThat(chosen.steps().get(0).diskBytes()).isEqualTo(Bytes.GIB);
        assertThat(chosen.steps().get(0).forecast().premises().diskBytes()).isEqualTo(Bytes.GIB);

        centre.done(maintenance.enter(As.OLI, host, wish(host, choices, true)));

        assertThat(centre.host("h1").state()).isEqualTo(HostState.MAINTENANCE);
        assertThat(centre.world().runningOn("local-1")).containsExactly("h2");
        try (var link = centre.virsh("h1")) {
            assertThat(link.volumes("local")).as("nothing of it is left there").isEmpty();
        }
        centre.done(maintenance.exit(As.OLI, host));
        centre.awaitVm(vm, VmState.RUNNING);
        assertThat(centre.world().runningOn("local-1")).containsExactly("h1");
        centre.lawful();
    }

    @Test
    void itIsCalledOffAtAnyMomentAndTheHostTakesVmsAgain() {
        var centre = DataCentre.of(program, "2x0-off");
        for (var n = 1; n <= 4; n++) {
            centre.run("slow-" + n, "h1", 8, Protection.OFF);
        }
        var host = centre.host("h1").id();
        var task = maintenance.enter(As.OLI, host);
        assertThat(centre.host("h1").state())
                .as("it is watched while it is emptied")
                .isEqualTo(HostState.UP);
        assertThat(centre.host("h1").leavingSince()).isNotNull();
        var id = job(centre, "h1").job().id();
        Await.until(
                "one moves",
                DataCentre.SOON,
                () -> centre.vms(),
                vms -> vms.stream().anyMatch(vm -> vm.state() == VmState.MIGRATING),
                centre::facts);
        maintenance.cancel(As.OLI, id, true);
        assertThat(centre.ended(task).state()).isEqualTo(TaskState.CANCELLED);
        Await.until(
                "all are back",
                DataCentre.LATER,
                () -> centre.vms(),
                vms -> vms.stream()
                        .filter(vm -> vm.name().startsWith("slow-"))
                        .allMatch(vm -> vm.state() == VmState.RUNNING && host.equals(vm.hostId())),
                centre::facts);
        assertThat(centre.host("h1").leavingSince()).isNull();
        assertThat(directory.job(As.OLI, id).state()).isEqualTo(JobState.CANCELLED);
        centre.lawful();
    }

    @Test
    void aHostThatDiesWhileItIsEmptiedIsRecoveredLikeAnyOther() {
        var centre = DataCentre.of(program, "3x0-died");
        var last = centre.run("heavy-1", "h1", 30, Protection.PROTECTED);
        centre.run("heavy-2", "h1", 30, Protection.PROTECTED);
        var task = maintenance.enter(As.OLI, centre.host("h1").id());
        var id = job(centre, "h1").job().id();
        centre.say("power h1 off");
        centre.awaitHost("h1", HostState.FENCED);
        centre.awaitElsewhere(last, "h1");
        var ended = centre.ended(task);
        assertThat(ended.state()).isEqualTo(TaskState.FAILED);
        assertThat(ended.failure()).contains("failed while it was emptied");
        assertThat(directory.job(As.OLI, id).failure()).contains("failed while it was emptied");
        assertThat(centre.host("h1").leavingSince()).isNull();
        centre.lawful();
    }

    @Test
    void aSecondMaintenanceOfTheHostIsRefused() {
        var centre = DataCentre.of(program, "2x0-twice");
        var host = centre.host("h1").id();
        centre.done(maintenance.enter(As.OLI, host));
        assertThatThrownBy(() -> maintenance.enter(As.OLI, host)).isInstanceOf(Refusal.class);
        centre.done(maintenance.exit(As.OLI, host));
        centre.done(maintenance.enter(As.OLI, host));
    }
}
