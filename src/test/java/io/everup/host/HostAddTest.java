package io.everup.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.shared.Refusal;
import io.everup.support.As;
import io.everup.support.Await;
import io.everup.support.DataCentre;
import io.everup.support.ModuleTier;
import io.everup.task.TaskState;
import io.everup.task.TaskView;
import io.everup.vm.Protection;
import io.everup.vm.VmOperations;
import io.everup.vm.VmState;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Hosts come, are refused, and go. */
@ModuleTier
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostAddTest {

    @Autowired
    ApplicationContext program;

    @Autowired
    HostOperations hosts;

    @Autowired
    PoolOperations pools;

    @Autowired
    FenceDevices fence;

    @Autowired
    VmOperations vms;

    @Autowired
    JdbcClient jdbc;

    private DataCentre centre;

    @BeforeAll
    void build() {
        centre = DataCentre.empty(program, "3x6-add");
    }

    private int count(String table) {
        return jdbc.sql("select count(*) from " + table).query(Integer.class).single();
    }

    private TaskView refused(UUID task) {
        var view = centre.ended(task);
        assertThat(view.state()).as("%s", view).isEqualTo(TaskState.FAILED);
        assertThat(view.failure()).as("a refusal is a sentence").endsWith(".");
        return view;
    }

    private UUID add(String name, String uri, List<NewFence> devices) {
        return hosts.add(As.ADA, new NewHost(name, uri, centre.pool(), null, null, null, devices));
    }

    @Test
    void aHostIsAddedWithAllThatRunsOnIt() {
        var before = centre.world().hosts();
        centre.done(centre.addHost("h1", centre.fence("h1")));
        var view = centre.awaitHost("h1", HostState.UP);
        assertThat(before).contains("h1");
        assertThat(view.answering()).isTrue();
        assertThat(view.cpus()).isPositive();
        assertThat(view.fence()).singleElement().satisfies(device -> {
            assertThat(device.ready()).as("readiness is known at once").isTrue();
            assertThat(device.powerSeen()).isEqualTo("ON");
        });
        try (var link = centre.virsh("h1")) {
            var there = link.report().vms();
            var adopted = centre.vms().stream()
                    .filter(vm -> centre.named("h1").equals(vm.host()))
                    .toList();
            assertThat(adopted).as("every VM on it is adopted as it is").hasSameSizeAs(there);
            there.forEach(report -> {
                var vm = centre.vm(report.uuid());
                assertThat(vm.adopted()).isTrue();
                assertThat(vm.state().name().equals("RUNNING"))
                        .isEqualTo(report.power().name().equals("RUNNING"));
                assertThat(vm.memoryBytes()).isEqualTo(report.memoryBytes());
                assertThat(vm.protection()).as("nothing is protected unasked").isEqualTo(Protection.OFF);
            });
        }
        assertThatThrownBy(() -> add("other", centre.uri("h1"), List.of())).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> add(centre.named("H1"), centre.uri("h2"), List.of()))
                .isInstanceOf(Refusal.class);
        // The same machine by another spelling of its address.
        var again = refused(add("again", centre.uri("h1") + "/", List.of()));
        assertThat(again.failure()).contains("added already as " + centre.named("h1"));
        assertThat(again.next()).isNotBlank();
    }

    @Test
    void whatCannotBeReachedLeavesNothing() {
        var rows = List.of(count("host"), count("vm"), count("datastore"), count("fence_device"));
        assertThat(refused(add("nobody", centre.uri("h9"), List.of())).failure())
                .contains("h9");
        var wrongFence = List.of(new NewFence("fence_sim", Map.of("world", "3x6-add", "host", "h77")));
        var view = refused(add("nofence", centre.uri("h3"), wrongFence));
        assertThat(view.failure()).contains("fence_sim, plug h77 can't be used");
        assertThat(view.next()).contains("without it");
        centre.say("bmc h3 refuse");
        assertThat(refused(add("nofence", centre.uri("h3"), centre.fence("h3"))).failure())
                .contains("refuses the login");
        centre.say("bmc h3 on");
        assertThat(List.of(count("host"), count("vm"), count("datastore"), count("fence_device")))
                .as("a refused host leaves nothing half added")
                .isEqualTo(rows);
        assertThatThrownBy(() -> add("x", centre.uri("h3"), List.of(new NewFence("fence_nope", Map.of()))))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("fence_nope");
        assertThatThrownBy(() ->
                        hosts.add(As.UMA, new NewHost("x", centre.uri("h3"), centre.pool(), null, null, null, null)))
                .isInstanceOf(Refusal.class);
    }

    @Test
    void twoOfOneNameAtOnceEndInOne() {
        var other = DataCentre.empty(program, "2x0-race");
        var one = hosts.add(As.ADA, new NewHost("twin", other.uri("h1"), other.pool(), null, null, null, null));
        var two = hosts.add(As.ADA, new NewHost("twin", other.uri("h2"), other.pool(), null, null, null, null));
        var states = List.of(other.ended(one), other.ended(two));
        assertThat(states)
                .extracting(TaskView::state)
                .as("a name is one host's: %s", states)
                .containsExactlyInAnyOrder(TaskState.SUCCEEDED, TaskState.FAILED);
    }

    @Test
    void secretsAreLockedAndNeverShown() {
        var other = DataCentre.empty(program, "1x0-secret");
        var device = new NewFence("fence_sim", Map.of("world", "1x0-secret", "host", "h1", "password", "hunter2"));
        var task = hosts.add(
                As.ADA,
                new NewHost("secretive", other.uri("h1"), other.pool(), "root", "sesame", null, List.of(device)));
        other.done(task);
        var everything = jdbc.sql(
                        "select (select jsonb_agg(t) from task t)::text || (select jsonb_agg(h) from host h)::text"
                                + " || (select jsonb_agg(f) from fence_device f)::text || (select jsonb_agg(e) from event e)::text"
                                + " || (select jsonb_agg(l) from task_log l)::text")
                .query(String.class)
                .single();
        assertThat(everything)
                .as("secrets are encrypted at rest, and in no log")
                .doesNotContain("hunter2", "sesame");
        var host = jdbc.sql("select id from host where name = 'secretive'")
                .query(UUID.class)
                .single();
        assertThat(fence.of(host).get(0).target().params())
                .as("and usable all the same")
                .containsEntry("password", "hunter2");
        assertThat(jdbc.sql("select payload::text from task where id = :id")
                        .param("id", task)
                        .query(String.class)
                        .single())
                .as("a password is not kept with the task")
                .doesNotContain("password");
    }

    @Test
    void aHostGoesWhenItsVmsAreGoneAndItsPoolAfterIt() {
        var other = DataCentre.of(program, "1x0-gone");
        var vm = other.run("web-1", "h1", Protection.OFF);
        var id = other.host("h1").id();
        assertThatThrownBy(() -> hosts.remove(As.ADA, id))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("still has VMs");
        assertThatThrownBy(() -> pools.delete(As.ADA, other.pool())).isInstanceOf(Refusal.class);
        other.done(vms.powerOff(As.ADA, vm));
        other.done(vms.delete(As.ADA, vm));
        hosts.remove(As.ADA, id);
        assertThat(other.hosts()).as("a host whose VMs are deleted can go").isEmpty();
        pools.delete(As.ADA, other.pool());
        assertThat(jdbc.sql("select count(*) from pool where id = :id")
                        .param("id", other.pool())
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void aFenceDeviceThatFailsIsKnownBeforeItIsNeeded() {
        var other = DataCentre.of(program, "1x0-ready");
        var id = other.host("h1").id();
        other.say("bmc h1 refuse");
        readyIs(false, other);
        assertThat(other.eventsOf(id, "host")).extracting("kind").contains("fence-device-failing");
        other.say("bmc h1 on");
        readyIs(true, other);
        var last = other.eventsOf(id, "host").get(0);
        assertThat(last).extracting("kind").isEqualTo("fence-device-ready");
    }

    private void readyIs(boolean wished, DataCentre other) {
        Await.until(
                "the readiness of its fence device is " + wished,
                DataCentre.LATER,
                () -> {
                    var device = other.host("h1").fence().get(0);
                    if (Boolean.valueOf(wished).equals(device.ready())) {
                        return true;
                    }
                    // Each time: an answer given before the change may have been written down after it.
                    letAnswersAge(other.host("h1").id());
                    return false;
                },
                other::facts);
    }

    /** As if all answers were so old that the next round must ask. */
    private void letAnswersAge(UUID host) {
        jdbc.sql("update fence_device set checked_at = checked_at - interval '1 day' where host_id = :id")
                .param("id", host)
                .update();
    }

    @Test
    void theFenceTestSaysWhichDeviceFailsAndWhatToDo() {
        var other = DataCentre.of(program, "1x0-bmc");
        var id = other.host("h1").id();
        other.done(hosts.testFence(As.OLI, id));
        other.say("bmc h1 off");
        var failed = other.ended(hosts.testFence(As.OLI, id));
        assertThat(failed.state()).isEqualTo(TaskState.FAILED);
        assertThat(failed.failure()).contains("fence_sim", "no answer");
        assertThat(failed.next()).isNotBlank();
        assertThat(other.host("h1").fence().get(0).ready()).isFalse();
        assertThat(other.eventsOf(id, "host")).extracting("kind").contains("fence-device-failing");
        other.say("bmc h1 on");
        other.done(hosts.setFence(As.ADA, id, other.fence("h1")));
        assertThat(other.host("h1").fence().get(0).ready()).isTrue();
        other.done(hosts.setFence(As.ADA, id, other.fence("h1")));
        assertThatThrownBy(() -> hosts.powerOn(As.OLI, id))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("not known to be off");
    }

    @Test
    void aVmOfATakenNameIsAdoptedWithItsHostsName() {
        var other = DataCentre.of(program, "2x0-twins");
        var first = other.run("web-1", "h1", Protection.OFF);
        try (var link = other.virsh("h2")) {
            var spec = other.virsh("h1").describe(first).spec();
            var twin = new io.everup.hypervisor.VmSpec(
                    UUID.randomUUID(), "web-1", 1, spec.memoryBytes(), null, true, spec.boot(), List.of(), List.of());
            link.define(twin);
            var adopted = Await.until(
                    "a VM of a taken name is adopted",
                    DataCentre.SOON,
                    () -> other.vm("web-1 (" + other.named("h2") + ")"),
                    vm -> vm != null,
                    other::facts);
            assertThat(adopted.state()).isEqualTo(VmState.STOPPED);
        }
    }
}
