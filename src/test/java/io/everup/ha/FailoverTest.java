package io.everup.ha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.host.HostOperations;
import io.everup.host.HostState;
import io.everup.shared.Refusal;
import io.everup.support.As;
import io.everup.support.Await;
import io.everup.support.DataCentre;
import io.everup.support.ScenarioTier;
import io.everup.task.TaskState;
import io.everup.vm.Protection;
import io.everup.vm.VmOperations;
import io.everup.vm.VmState;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What becomes of VMs when hosts die in all the ways in which they do; each story has a world and a pool of its own. */
@ScenarioTier
class FailoverTest {

    /** Stories mostly wait, so they are told side by side. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Story {}

    @Autowired
    ApplicationContext program;

    @Autowired
    HaDirectory directory;

    @Autowired
    HaOperations ha;

    @Autowired
    HostOperations hosts;

    @Autowired
    VmOperations vms;

    @Autowired
    JdbcClient jdbc;

    private static void law(boolean kept, String law, DataCentre centre) {
        if (!kept) {
            throw new AssertionError(law + "; " + centre.facts());
        }
    }

    @Story
    void powerCutWithAnAnsweringBmc() {
        var centre = DataCentre.of(program, "3x0-cut");
        var web = centre.run("web-1", "h2", Protection.PROTECTED);
        var db = centre.run("db-1", "h2", Protection.BEST_EFFORT);
        var test = centre.run("test-1", "h2", Protection.OFF);
        var off = centre.run("off-1", "h2", Protection.PROTECTED);
        var other = centre.run("other-1", "h1", Protection.PROTECTED);
        centre.done(vms.shutdown(As.OLI, off));

        centre.say("power h2 off");
        centre.awaitElsewhere(web, "h2");
        centre.awaitElsewhere(db, "h2");
        var failover = centre.awaitFailover("h2", "DONE");
        var detail = directory.failover(As.ADA, failover.id());

        assertThat(failover.proof()).as("S2: recovered on a proof").isEqualTo(Proof.POWER_SEEN_OFF);
        assertThat(detail.stages())
                .as("a failover tells its stages")
                .extracting(FailoverView.Stage::stage)
                .containsSubsequence("silent", "suspected", "power asked", "proven", "placed", "done");
        assertThat(detail.vms()).extracting(FailoverView.Vm::name).containsExactlyInAnyOrder("web-1", "db-1");
        assertThat(detail.vms()).allSatisfy(vm -> {
            assertThat(vm.state()).isEqualTo(FailoverView.VmFate.RUNNING);
            assertThat(vm.why()).as("each choice says why").isNotBlank();
        });
        assertThat(failover.millisToFirstRunning()).as("the time is measured").isPositive();
        var unprotected = centre.awaitVm(test, VmState.STOPPED);
        assertThat(unprotected.problem())
                .as("who is not protected is told why it is off")
                .contains("power");
        assertThat(centre.vm(off).state())
                .as("S6: what its owner shut down stays down")
                .isEqualTo(VmState.STOPPED);
        assertThat(centre.vm(other).state())
                .as("who lives elsewhere is left alone")
                .isEqualTo(VmState.RUNNING);
        assertThat(centre.host("h2").state()).isEqualTo(HostState.FENCED);
        centre.lawful();

        // S5: it comes back with stale copies of what runs elsewhere now.
        centre.say("boot-time 1s");
        centre.done(hosts.powerOn(As.OLI, centre.host("h2").id()));
        centre.awaitHost("h2", HostState.UP);
        try (var h2 = centre.virsh("h2")) {
            assertThat(h2.vm(web))
                    .as("S5: stale copies are removed before the host is up")
                    .isEmpty();
            assertThat(h2.vm(test)).as("what still lives there stays").isPresent();
        }
        assertThat(centre.vm(off).state()).as("S6").isEqualTo(VmState.STOPPED);
        centre.done(vms.start(As.OLI, test));
        assertThat(centre.vm(test).host()).isEqualTo(centre.named("h2"));
        centre.lawful();
    }

    @Story
    void powerCutThatTakesTheBmcWithIt() {
        var centre = DataCentre.of(program, "3x0-dark");
        var web = centre.run("web-1", "h2", Protection.PROTECTED);
        centre.say("power h2 cut");
        centre.awaitHost("h2", HostState.LOST);
        var failover = centre.awaitFailover("h2", "WAITING");
        assertThat(failover.advice()).as("L2: loud waiting says what to do").contains("confirm that it is dead");
        assertThat(centre.host("h2").problem())
                .as("the host says what is wrong")
                .isNotBlank();
        law(
                centre.vm(web).state() == VmState.RUNNING
                        && centre.vm(web).host().equals(centre.named("h2")),
                "S2: nothing is recovered without a proof",
                centre);

        assertThatThrownBy(() -> ha.confirmDead(As.OLI, centre.host("h2").id(), "h3"))
                .as("a word is given with the host's name")
                .isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> ha.confirmDead(As.UMA, centre.host("h2").id(), centre.named("h2")))
                .isInstanceOf(Refusal.class);
        var followed = ha.confirmDead(As.ADA, centre.host("h2").id(), centre.named("h2"));
        centre.awaitElsewhere(web, "h2");
        var done = centre.awaitFailover("h2", "DONE");
        assertThat(done.proof()).isEqualTo(Proof.OPERATOR);
        assertThat(done.proofText()).as("whose word it was is kept").contains("ada");
        centre.done(followed);
        centre.lawful();
    }

    @Story
    void aBmcThatRefusesIsWaitedForAndUsedWhenItIsMended() {
        var centre = DataCentre.of(program, "3x0-refuse");
        var web = centre.run("web-1", "h2", Protection.PROTECTED);
        centre.say("bmc h2 refuse");
        centre.say("power h2 off");
        centre.awaitHost("h2", HostState.LOST);
        assertThat(centre.awaitFailover("h2", "WAITING").advice()).contains("Mend the fence device");
        law(centre.vm(web).state() == VmState.RUNNING, "S2: nothing is recovered without a proof", centre);
        centre.say("bmc h2 on");
        centre.awaitElsewhere(web, "h2");
        centre.awaitFailover("h2", "DONE");
        centre.lawful();
    }

    @Story
    void aLostHostThatAnswersAgainIsTakenBackAndGuardedAnew() {
        var centre = DataCentre.of(program, "3x0-back");
        var web = centre.run("web-1", "h2", Protection.PROTECTED);
        centre.say("bmc h2 off");
        centre.say("network h2 off");
        centre.awaitHost("h2", HostState.LOST);
        centre.say("network h2 on");
        centre.awaitHost("h2", HostState.UP);
        centre.awaitFailover("h2", "DISMISSED");
        assertThat(centre.vm(web).state()).isEqualTo(VmState.RUNNING);
        assertThat(centre.vm(web).host()).isEqualTo(centre.named("h2"));

        centre.say("bmc h2 on");
        centre.say("power h2 off");
        centre.awaitElsewhere(web, "h2");
        centre.awaitFailover("h2", "DONE");
        centre.lawful();
    }

    @Story
    void aHostThatIsCutOffIsFencedBeforeItsVmsStartElsewhere() {
        var centre = DataCentre.of(program, "3x0-cutoff");
        var web = centre.run("web-1", "h2", Protection.PROTECTED);
        centre.say("network h2 off");
        centre.awaitElsewhere(web, "h2");
        var failover = centre.awaitFailover("h2", "DONE");
        assertThat(failover.proof()).isEqualTo(Proof.FENCED);
        assertThat(centre.world().hasPower("h2")).as("S2: it was switched off").isFalse();
        centre.lawful();
    }

    @Story
    void aShortSilenceHarmsNobody() {
        var centre = DataCentre.of(program, "3x0-blip");
        var web = centre.run("web-1", "h2", Protection.PROTECTED);
        centre.say("libvirt h2 hang");
        centre.awaitHost("h2", HostState.SUSPECT);
        centre.say("libvirt h2 resume");
        centre.awaitHost("h2", HostState.UP);
        assertThat(centre.awaitFailover("h2", "DISMISSED").proof()).isNull();
        assertThat(centre.vm(web).state()).isEqualTo(VmState.RUNNING);
        assertThat(centre.world().hasPower("h2"))
                .as("a short silence fences nobody")
                .isTrue();
        centre.lawful();
    }

    @Story
    void aStormFencesNobody() {
        var centre = DataCentre.of(program, "3x0-storm");
        var web = centre.run("web-1", "h2", Protection.PROTECTED);
        var db = centre.run("db-1", "h3", Protection.PROTECTED);
        centre.say("network h2 off");
        centre.say("network h3 off");
        centre.awaitHost("h2", HostState.LOST);
        centre.awaitHost("h3", HostState.LOST);
        law(centre.world().hasPower("h2") && centre.world().hasPower("h3"), "S4: in a storm nobody is fenced", centre);
        assertThat(centre.awaitFailover("h2", "WAITING").advice()).contains("network");
        assertThat(centre.vm(web).unheard()).as("nobody can tell how it is").isTrue();
        assertThat(centre.the(io.everup.vm.VmDirectory.class).countUnheard(As.OLI))
                .isGreaterThanOrEqualTo(2);

        // One of them really dies: its power is seen off, so it is recovered all the same.
        centre.say("power h3 off");
        centre.awaitElsewhere(db, "h3");
        law(centre.world().hasPower("h2"), "S4: the other is still not fenced", centre);
        centre.say("network h2 on");
        centre.awaitHost("h2", HostState.UP);
        assertThat(centre.vm(web).state()).isEqualTo(VmState.RUNNING);
        centre.lawful();
    }

    @Story
    void aHostLostLongAgoMakesNoStorm() {
        var centre = DataCentre.of(program, "3x0-lonely");
        var web = centre.run("web-1", "h2", Protection.PROTECTED);
        centre.say("bmc h3 refuse");
        centre.say("network h3 off");
        centre.awaitHost("h3", HostState.LOST);
        jdbc.sql("update failover set suspected_at = suspected_at - interval '1 hour' where host_id = :host")
                .param("host", centre.host("h3").id())
                .update();
        centre.say("network h2 off");
        centre.awaitElsewhere(web, "h2");
        assertThat(centre.awaitFailover("h2", "DONE").proof()).isEqualTo(Proof.FENCED);
        centre.lawful();
    }

    @Story
    void aVmOnTheMoveIsNotStartedAThirdTimeWhileItsTargetIsUnheardOf() {
        var centre = DataCentre.of(program, "4x0-third");
        var moving = centre.run("moving-1", "h2", 24, Protection.PROTECTED);
        var migrations = centre.the(io.everup.migration.MigrationOperations.class);
        var move = migrations.migrate(As.OLI, moving, centre.host("h3").id());
        Await.until(
                "the copying has begun",
                DataCentre.SOON,
                () -> String.valueOf(centre.task(move).step()).startsWith("Copy"),
                centre::facts);
        centre.say("bmc h3 off");
        centre.say("network h3 off");
        centre.say("power h2 off");
        centre.awaitHost("h2", HostState.FENCED);
        centre.awaitHost("h3", HostState.LOST);
        Await.until(
                "nobody can tell where it is",
                DataCentre.LATER,
                () -> jdbc.sql("select state from migration where vm_id = :vm")
                        .param("vm", moving)
                        .query(String.class)
                        .single()
                        .equals("NEEDS_OPERATOR"),
                centre::facts);
        law(
                centre.world().runningOn("moving-1").stream().noneMatch(host -> host.equals("h1") || host.equals("h4")),
                "S1: it may run on h3, so it starts nowhere else",
                centre);
        centre.say("network h3 on");
        centre.awaitElsewhere(moving, "h2");
        centre.lawful();
    }

    @Story
    void whatHasNoRoomIsLeftOutWithAReasonAndRecoveredWhenRoomAppears() {
        var centre = DataCentre.of(program, "2x0-full");
        var filler = centre.run("filler-1", "h1", 40, Protection.OFF);
        var small = centre.run("small-1", "h2", 4, Protection.PROTECTED);
        var big = centre.run("big-1", "h2", 40, Protection.PROTECTED);
        centre.say("power h2 off");
        centre.awaitElsewhere(small, "h2");
        var left = Await.until(
                "L1: who is left out is told why",
                DataCentre.LATER,
                () -> centre.vm(big),
                vm -> vm.state() == VmState.RECOVERING && vm.problem() != null,
                centre::facts);
        assertThat(left.problem()).contains("No host can take it yet").contains("40 GiB");
        assertThat(centre.failover("h2").state())
                .as("a failover isn't done while somebody waits")
                .isEqualTo(FailoverState.RECOVERING);
        centre.done(vms.powerOff(As.OLI, filler));
        centre.awaitElsewhere(big, "h2");
        centre.awaitFailover("h2", "DONE");
        centre.lawful();
    }

    @Story
    void vmsThatAreMovedStartedOrShutDownWhileTheirHostDies() {
        var centre = DataCentre.of(program, "3x0-busy");
        var moving = centre.run("moving-1", "h2", 24, Protection.PROTECTED);
        var leaving = centre.run("leaving-1", "h2", 1, Protection.PROTECTED);
        var stopped = centre.run("starting-1", "h2", Protection.PROTECTED);
        centre.say("deaf leaving-1 on");
        centre.done(vms.powerOff(As.OLI, stopped));
        var migrations = centre.the(io.everup.migration.MigrationOperations.class);
        var move = migrations.migrate(As.OLI, moving, centre.host("h3").id());
        var shutdown = vms.shutdown(As.OLI, leaving);
        centre.say("slow start starting-1 20s");
        var start = vms.start(As.OLI, stopped);
        Await.until(
                "all three are at work",
                DataCentre.SOON,
                () -> List.of(move, shutdown, start).stream()
                        .allMatch(task -> centre.task(task).step() != null
                                && !centre.task(task).step().startsWith("Ch")),
                centre::facts);

        centre.say("power h2 off");
        centre.awaitElsewhere(stopped, "h2");
        centre.awaitElsewhere(moving, "h2");
        centre.awaitVm(leaving, VmState.STOPPED);
        centre.awaitFailover("h2", "DONE");
        for (UUID task : List.of(move, shutdown, start)) {
            assertThat(centre.ended(task).state()).isNotEqualTo(TaskState.SUCCEEDED);
        }
        law(!centre.vm(leaving).wantedOn(), "S6: who was being shut down stays down", centre);
        assertThat(centre.world().runningOn("leaving-1")).as("S6").isEmpty();
        centre.lawful();
    }

    @Story
    void aTargetThatDiesDuringTheRecoveryIsNoEnd() {
        var centre = DataCentre.of(program, "4x0-twice");
        var web = centre.run("web-1", "h4", Protection.PROTECTED);
        centre.say("slow start web-1 30s");
        centre.say("power h4 off");
        var target = Await.until(
                "L1: a target is chosen",
                DataCentre.LATER,
                () -> centre.vm(web),
                vm -> vm.state() == VmState.RECOVERING && !vm.host().equals(centre.named("h4")),
                centre::facts);
        var second = target.host().substring(target.host().length() - 2);
        centre.say("power " + second + " off");
        centre.awaitElsewhere(web, second);
        centre.lawful();
    }

    @Story
    void anotherReplicaGoesOnWithAFailoverFromTheRecordedStep() {
        var centre = DataCentre.of(program, "3x0-replica");
        var web = centre.run("web-1", "h2", Protection.PROTECTED);
        centre.say("slow start web-1 3s");
        centre.say("power h2 off");
        Await.until(
                "the recovery begins",
                DataCentre.LATER,
                () -> centre.vm(web),
                vm -> vm.state() == VmState.RECOVERING,
                centre::facts);
        // Both leases are lost at once, as when the portal is killed.
        jdbc.sql("update task set lease_until = now() - interval '1 second' where lease_until is not null")
                .update();
        jdbc.sql("update ha_lease set owner = 'nobody', epoch = epoch + 1, until = now() + interval '3 seconds'")
                .update();
        centre.awaitElsewhere(web, "h2");
        centre.awaitFailover("h2", "DONE");
        centre.lawful();
    }

    @Story
    void aDeadDaemonWithoutAnotherPathIsFenced() {
        // The simulated host has no address that could be tried by TCP or ICMP, so this is a silent host.
        var centre = DataCentre.of(program, "3x0-daemon");
        var web = centre.run("web-1", "h2", Protection.PROTECTED);
        centre.say("libvirt h2 kill");
        centre.awaitElsewhere(web, "h2");
        assertThat(centre.awaitFailover("h2", "DONE").proof()).isEqualTo(Proof.FENCED);
        centre.lawful();
    }

    @Story
    void aHostWithoutProtectedVmsIsNotFenced() {
        var centre = DataCentre.of(program, "2x0-free");
        centre.run("test-1", "h2", Protection.OFF);
        centre.say("network h2 off");
        centre.awaitHost("h2", HostState.LOST, Duration.ofSeconds(40));
        assertThat(centre.world().hasPower("h2")).isTrue();
        assertThat(centre.awaitFailover("h2", "WAITING").advice()).contains("may still run");

        assertThatThrownBy(() -> ha.fence(As.UMA, centre.host("h2").id()))
                .as("only who answers for high availability fences")
                .isInstanceOf(Refusal.class);
        var followed = ha.fence(As.ADA, centre.host("h2").id());
        centre.awaitHost("h2", HostState.FENCED);
        assertThat(centre.awaitFailover("h2", "DONE").proof()).isEqualTo(Proof.FENCED);
        centre.awaitVm(centre.vm("test-1").id(), VmState.STOPPED);
        centre.done(followed);
        assertThatThrownBy(() -> ha.fence(As.ADA, centre.host("h1").id()))
                .as("a host that answers is not fenced")
                .isInstanceOf(Refusal.class);
    }

    @Story
    void aBmcThatSaysYesAndDoesNothingIsNoProof() {
        var centre = DataCentre.of(program, "3x0-stuck");
        var web = centre.run("web-1", "h2", Protection.PROTECTED);
        centre.say("bmc h2 stuck");
        centre.say("network h2 off");
        centre.awaitHost("h2", HostState.LOST);
        law(
                centre.vm(web).state() == VmState.RUNNING
                        && centre.vm(web).host().equals(centre.named("h2")),
                "S2: fencing that isn't verified is no proof",
                centre);
        var stages = directory.failover(As.ADA, centre.failover("h2").id()).stages();
        assertThat(stages).extracting(FailoverView.Stage::stage).contains("fencing", "fencing failed");
        assertThat(centre.awaitFailover("h2", "WAITING").advice()).contains("confirm that it is dead");
        centre.say("network h2 on");
        centre.awaitHost("h2", HostState.UP);
        centre.lawful();
    }

    @Story
    void aHostThatRebootsByItselfGetsItsProtectedVmsBack() {
        var centre = DataCentre.of(program, "2x0-reboot");
        var web = centre.run("web-1", "h2", Protection.PROTECTED);
        var test = centre.run("test-1", "h2", Protection.OFF);
        centre.say("autostart web-1 on");
        Await.until(
                "S5: a protected VM is never started by its host",
                DataCentre.SOON,
                () -> centre.eventsOf(web, "vm").stream()
                        .anyMatch(event -> event.kind().equals("vm-autostart-off")),
                centre::facts);
        centre.say("boot-time 200ms");
        centre.say("power h2 cycle");
        centre.awaitVm(test, VmState.STOPPED);
        Await.until(
                "L1: a protected VM that lost its power runs again",
                DataCentre.LATER,
                () -> centre.vm(web).state() == VmState.RUNNING
                        && centre.world().runningOn("web-1").size() == 1,
                centre::facts);
        assertThat(centre.vm(test).state()).as("who isn't protected stays off").isEqualTo(VmState.STOPPED);
        centre.lawful();
    }

    @Story
    void storageTroubleSeenByAllRestartsNobody() {
        var centre = DataCentre.of(program, "2x0-storage");
        var web = centre.run("web-1", "h1", Protection.PROTECTED);
        var db = centre.run("db-1", "h2", Protection.PROTECTED);
        centre.say("storage shared off");
        assertThat(centre.awaitVm(web, VmState.PAUSED).problem())
                .as("a VM says why it stands still")
                .contains("disk");
        centre.awaitVm(db, VmState.PAUSED);
        assertThat(centre.hosts()).as("S7: storage trouble fences nobody").allSatisfy(host -> {
            assertThat(host.state()).isEqualTo(HostState.UP);
            assertThat(directory.openFor(As.ADA, host.id())).isEmpty();
        });
        centre.say("storage shared on");
        centre.done(vms.resume(As.OLI, web));
        assertThat(centre.vm(web).problem()).as("a mended VM has no problem").isNull();
        assertThat(centre.vm(web).host()).isEqualTo(centre.named("h1"));
        centre.lawful();
    }

    @Story
    void aHostInMaintenanceIsNotAFailedHost() {
        var centre = DataCentre.of(program, "2x0-service");
        centre.done(centre.the(io.everup.maintenance.MaintenanceOperations.class)
                .enter(As.OLI, centre.host("h2").id()));
        centre.say("power h2 off");
        Await.until(
                "its silence is noticed",
                DataCentre.SOON,
                () -> !centre.host("h2").answering(),
                centre::facts);
        centre.say("power h1 off");
        centre.awaitHost("h1", HostState.FENCED);
        assertThat(centre.host("h2").state())
                .as("a host in maintenance is neither doubted nor fenced")
                .isEqualTo(HostState.MAINTENANCE);
        assertThat(centre.failover("h2")).isNull();
    }

    @Story
    void whatAnotherReplicaHearsIsNotDead() {
        var centre = DataCentre.of(program, "2x0-sight");
        var web = centre.run("web-1", "h2", Protection.PROTECTED);
        jdbc.sql(
                        "insert into node (id, name, started_at, seen_at) values ('other', 'other', now(), now() + interval '1 hour')")
                .update();
        jdbc.sql("insert into host_sight (host_id, node_id, answering, since) values (:host, 'other', true, now())")
                .param("host", centre.host("h2").id())
                .update();
        centre.say("network h2 off");
        var connections = centre.the(io.everup.host.HostConnections.class);
        Await.until(
                "this replica notices the silence",
                DataCentre.SOON,
                () -> connections.missing(centre.host("h2").id()),
                centre::facts);
        // Another host's whole story takes longer than this one's would.
        centre.say("power h1 off");
        centre.awaitHost("h1", HostState.FENCED);
        assertThat(centre.host("h2").state())
                .as("S2: a host that another replica hears is not doubted")
                .isEqualTo(HostState.UP);
        jdbc.sql("delete from node where id = 'other'").update();
        centre.awaitHost("h2", HostState.LOST);
        assertThat(centre.vm(web).state()).isEqualTo(VmState.RUNNING);
    }
}
