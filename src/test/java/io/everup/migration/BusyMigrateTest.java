package io.everup.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.host.HostState;
import io.everup.migration.MigrationForecast.Ending;
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

/** Guests that write memory fast, and hosts that many leave: budgets are kept, turns are waited for, nothing is endless. */
@ModuleTier
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BusyMigrateTest {

    private static final int FAST = 1_500;
    private static final int CAP = 1_000;

    @Autowired
    ApplicationContext program;

    @Autowired
    MigrationOperations migrations;

    @Autowired
    MigrationPolicies policies;

    @Autowired
    MigrationDirectory directory;

    @Autowired
    TaskOperations tasks;

    @Autowired
    JdbcClient jdbc;

    private DataCentre centre;

    @BeforeAll
    void build() {
        centre = DataCentre.of(program, "3x0-busy");
    }

    private UUID busy(String name, int gib) {
        var vm = centre.run(name, "h1", gib, Protection.OFF);
        centre.say("dirty " + name + " " + FAST);
        return vm;
    }

    private MigrationWish wish(int cap, boolean converge, boolean post) {
        return new MigrationWish(centre.host("h2").id(), 500, converge, post, cap);
    }

    private MigrationView last(UUID vm) {
        return directory.ofVm(As.OLI, vm, 1).get(0);
    }

    private void runsOn(String name, String host) {
        assertThat(centre.world().runningOn(name)).as("S1").containsExactly(host);
        centre.lawful();
    }

    @Test
    void whatCanNotEndIsRefusedWithTheReason() {
        var vm = busy("no-1", 1);
        var task = migrations.begin(As.OLI, vm, wish(CAP, false, false));
        var view = centre.ended(task);
        assertThat(view.state()).isEqualTo(TaskState.FAILED);
        assertThat(view.failure()).contains("its guest writes").contains("can be sent");
        assertThat(last(vm).state()).isEqualTo(MigrationState.ROLLED_BACK);
        assertThat(last(vm).expected().ending()).isEqualTo(Ending.NEVER);
        runsOn("no-1", "h1");
        assertThatThrownBy(() -> migrations.begin(As.OLI, vm, wish(CAP, false, false)))
                .as("now that it is measured, nothing begins")
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("pause budget");
        assertThat(centre.vm(vm).state()).isEqualTo(VmState.RUNNING);
    }

    @Test
    void slowedDownItKeepsItsBudget() {
        var vm = busy("slow-1", 1);
        centre.done(migrations.begin(As.OLI, vm, wish(CAP, true, false)));
        var one = last(vm);
        assertThat(one.expected().ending()).isEqualTo(Ending.AUTO_CONVERGE);
        assertThat(one.course().ending()).isEqualTo(Ending.AUTO_CONVERGE);
        assertThat(one.course().throttle()).isPositive();
        assertThat(one.pauseMillis())
                .isLessThanOrEqualTo(one.expected().pauseMillis().most() + 180);
        assertThat(one.course().dirtyRate()).isGreaterThan(one.course().speed());
        runsOn("slow-1", "h2");
    }

    @Test
    void orItGoesOverFirst() {
        var vm = busy("over-1", 1);
        centre.done(migrations.begin(As.OLI, vm, wish(CAP, false, true)));
        var one = last(vm);
        assertThat(one.expected().ending()).isEqualTo(Ending.POST_COPY);
        assertThat(one.course().ending()).isEqualTo(Ending.POST_COPY);
        assertThat(one.budgetKept()).isTrue();
        runsOn("over-1", "h2");
        try (var source = centre.virsh("h1")) {
            assertThat(source.vm(vm)).isEmpty();
        }
    }

    @Test
    void aKilledWorkerInPostCopyIsSucceeded() {
        var vm = busy("heir-1", 2);
        var task = migrations.begin(As.OLI, vm, wish(250, false, true));
        awaitOver(vm);
        jdbc.sql("update task set lease_until = now() - interval '1 second' where id = :id")
                .param("id", task)
                .update();
        centre.done(task);
        assertThat(last(vm).course().ending()).isEqualTo(Ending.POST_COPY);
        runsOn("heir-1", "h2");
    }

    @Test
    void twoLeaveAtATimeAndTheOthersWaitInOrder() {
        var names = new String[] {"q-1", "q-2", "q-3", "q-4"};
        var vms = new ArrayList<UUID>();
        for (var name : names) {
            vms.add(centre.run(name, "h3", 1, Protection.OFF));
        }
        var moves = vms.stream()
                .map(vm -> migrations.begin(
                        As.OLI, vm, new MigrationWish(centre.host("h2").id(), null, null, null, 200)))
                .toList();
        var most = new int[1];
        var waited = new boolean[1];
        Await.until(
                "all have moved",
                DataCentre.LATER,
                () -> {
                    try (var source = centre.virsh("h3")) {
                        var now = (int) vms.stream()
                                .filter(vm -> source.migrationProgress(vm).isPresent())
                                .count();
                        most[0] = Math.max(most[0], now);
                    }
                    waited[0] |= last(vms.get(3)).waitsFor() != null;
                    return moves.stream()
                            .filter(task -> centre.task(task).state().ended())
                            .count();
                },
                ended -> ended == moves.size(),
                centre::facts);
        moves.forEach(centre::done);
        assertThat(most[0]).as("at once").isBetween(1, 2);
        assertThat(waited[0]).as("it says what it waits for").isTrue();
        var admitted = vms.stream()
                .map(vm -> jdbc.sql("select admitted_at from migration where vm_id = :vm")
                        .param("vm", vm)
                        .query(java.time.OffsetDateTime.class)
                        .single())
                .toList();
        assertThat(admitted).as("in the order of asking").isSorted();
        for (var name : names) {
            runsOn(name, "h2");
        }
    }

    @Test
    void aHostLostInPostCopyLeadsToOneNewStart() {
        var other = DataCentre.of(program, "3x0-torn");
        var vm = other.run("torn-1", "h1", 2, Protection.PROTECTED);
        other.say("dirty torn-1 " + FAST);
        migrations.begin(As.OLI, vm, new MigrationWish(other.host("h2").id(), 500, false, true, 100));
        awaitOver(vm);
        other.say("power h1 off");
        other.awaitHost("h1", HostState.FENCED, DataCentre.LATER);
        Await.until(
                "it runs again, once",
                DataCentre.LATER,
                () -> other.vm(vm),
                view -> view.state() == VmState.RUNNING
                        && !view.hostId().equals(other.host("h1").id()),
                other::facts);
        assertThat(other.world().runningOn("torn-1")).as("S1").hasSize(1);
        other.lawful();
    }

    @Test
    void aLinkThatBreaksForAMomentCostsNoMemory() {
        var other = DataCentre.of(program, "3x0-broken");
        var vm = other.run("broken-1", "h1", 2, Protection.OFF);
        other.say("dirty broken-1 " + FAST);
        var task =
                migrations.begin(As.OLI, vm, new MigrationWish(other.host("h2").id(), 500, false, true, 100));
        awaitOver(vm);
        other.say("network h1 off");
        other.say("network h1 on");
        other.done(task);
        assertThat(other.log(task))
                .contains("The rest of its memory has followed")
                .doesNotContain("started anew");
        assertThat(last(vm).state()).isEqualTo(MigrationState.COMPLETED);
        assertThat(last(vm).course().ending()).isEqualTo(Ending.POST_COPY);
        assertThat(other.world().runningOn("broken-1")).as("S1").containsExactly("h2");
        other.lawful();
    }

    @Test
    void aPoolsPolicyIsCheckedAndKept() {
        var pool = centre.pool();
        assertThatThrownBy(() ->
                        policies.change(As.ADA, pool, new MigrationPolicy(5, true, true, 0, 2, 30, Encryption.OFF)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("50");
        var wanted = new MigrationPolicy(800, true, false, 0, 2, 30, Encryption.WHEN_POSSIBLE);
        policies.change(As.ADA, pool, wanted);
        assertThat(policies.find(As.OLI, pool)).isEqualTo(wanted);
        policies.change(As.ADA, pool, MigrationPolicy.DEFAULT);
    }

    @Test
    void whereItMustBeEncryptedItNeedsCertificates() {
        var other = DataCentre.of(program, "2x0-tls");
        var vm = other.run("tls-1", "h1", 1, Protection.OFF);
        var to = MigrationWish.to(other.host("h2").id());
        policies.change(As.ADA, other.pool(), new MigrationPolicy(500, true, false, 0, 2, 30, Encryption.REQUIRED));
        other.say("certificates h1 on");
        var refused = other.ended(migrations.begin(As.OLI, vm, to));
        assertThat(refused.state()).isEqualTo(TaskState.FAILED);
        assertThat(refused.failure()).contains("h2 has no certificate");
        assertThat(other.world().runningOn("tls-1")).containsExactly("h1");
        other.say("certificates h2 on");
        other.done(migrations.begin(As.OLI, vm, to));
        assertThat(last(vm).course().encrypted()).isTrue();
        other.say("certificates h1 off");
        policies.change(
                As.ADA, other.pool(), new MigrationPolicy(500, true, false, 0, 2, 30, Encryption.WHEN_POSSIBLE));
        other.done(
                migrations.begin(As.OLI, vm, MigrationWish.to(other.host("h1").id())));
        assertThat(last(vm).course().encrypted()).isFalse();
        other.lawful();
    }

    private void awaitOver(UUID vm) {
        Await.until(
                "it has gone over",
                DataCentre.LATER,
                () -> last(vm),
                one -> one.course().wentOver(),
                centre::facts);
    }
}
