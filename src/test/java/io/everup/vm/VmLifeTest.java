package io.everup.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.MigrationOptions;
import io.everup.hypervisor.VmSpec;
import io.everup.image.NewTemplate;
import io.everup.image.TemplateOperations;
import io.everup.network.NetworkDirectory;
import io.everup.network.NetworkOperations;
import io.everup.network.NetworkView;
import io.everup.shared.Bytes;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.storage.StorageCollector;
import io.everup.storage.StorageDirectory;
import io.everup.support.As;
import io.everup.support.Await;
import io.everup.support.DataCentre;
import io.everup.support.ModuleTier;
import io.everup.task.TaskOperations;
import io.everup.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The life of VMs on simulated hosts, by our doing and behind our back. */
@ModuleTier
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VmLifeTest {

    /** Twice the two seconds of the promise: machines that run tests are busy. */
    private static final Duration AT_ONCE = Duration.ofSeconds(4);

    @Autowired
    ApplicationContext program;

    @Autowired
    VmOperations vms;

    @Autowired
    VmDirectory directory;

    @Autowired
    TaskOperations tasks;

    @Autowired
    JdbcClient jdbc;

    private DataCentre centre;
    private NetworkView network;

    @BeforeAll
    void build() {
        centre = DataCentre.of(program, "2x0-life");
        network = Await.until(
                "networks are known",
                DataCentre.SOON,
                () -> program.getBean(NetworkDirectory.class).networks(As.ADA, ListQuery.everything()).items().stream()
                        .filter(each -> each.poolId().equals(centre.pool())
                                && each.name().equals("office"))
                        .findFirst()
                        .orElse(null),
                found -> found != null,
                centre::facts);
        program.getBean(NetworkOperations.class)
                .setAddresses(As.ADA, network.id(), new NetworkView.Range("10.9.0.10", "10.9.0.40", 24, "10.9.0.1"));
    }

    private List<String> files(String part) {
        try (var link = centre.virsh("h1")) {
            return link.volumes("shared").stream()
                    .map(volume -> volume.name())
                    .filter(name -> name.contains(part))
                    .toList();
        }
    }

    private int addresses() {
        return jdbc.sql("select count(*) from network_address where network_id = :id")
                .param("id", network.id())
                .query(Integer.class)
                .single();
    }

    private UUID template(String name) {
        program.getBean(StorageCollector.class).collectAll();
        var image = program
                .getBean(StorageDirectory.class)
                .volumes(As.ADA, ListQuery.of("debian-12.qcow2", null, null, null))
                .items()
                .stream()
                .filter(volume -> program.getBean(StorageDirectory.class)
                        .datastore(As.ADA, volume.datastoreId())
                        .poolId()
                        .equals(centre.pool()))
                .findFirst()
                .orElseThrow();
        return program.getBean(TemplateOperations.class)
                .publish(
                        As.ADA,
                        new NewTemplate(
                                centre.pool(),
                                name,
                                null,
                                2,
                                2 * Bytes.GIB,
                                "Westmere",
                                null,
                                List.of(new NewTemplate.Disk(image.id(), null)),
                                network.id()));
    }

    private NewVm from(UUID template, String name, boolean full, boolean start) {
        return new NewVm(
                name,
                "made by a test",
                null,
                template,
                null,
                null,
                null,
                null,
                full,
                null,
                null,
                null,
                null,
                null,
                start);
    }

    // --- our doing
    // ------------------------------------------------------------------------------------------------------

    @Test
    void aVmFromATemplateLivesAndLeavesNothing() {
        var template = template("debian");
        var before = addresses();
        var linked = centre.vmOf(vms.create(As.OLI, from(template, "linked-1", false, true)));
        var full = centre.vmOf(vms.create(As.OLI, from(template, "full-1", true, false)));

        var view = centre.vm(linked);
        assertThat(view.state()).isEqualTo(VmState.RUNNING);
        assertThat(view.address()).startsWith("10.9.0.");
        assertThat(view.wantedOn()).isTrue();
        assertThat(centre.world().runningOn("linked-1")).hasSize(1);
        assertThat(directory.detail(As.OLI, linked).disks()).singleElement().satisfies(disk -> {
            assertThat(disk.owned()).isTrue();
            assertThat(disk.backing())
                    .as("a linked clone stands on its template")
                    .contains("debian-12.qcow2");
        });
        assertThat(centre.vm(full).state()).as("made and off").isEqualTo(VmState.STOPPED);
        assertThat(directory.detail(As.OLI, full).disks())
                .singleElement()
                .satisfies(disk -> assertThat(disk.backing())
                        .as("a full clone stands alone")
                        .isNull());

        assertThatThrownBy(() -> vms.delete(As.OLI, linked))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("running");
        centre.done(vms.powerOff(As.OLI, linked));
        centre.done(vms.delete(As.OLI, linked));
        centre.done(vms.delete(As.OLI, full));
        assertThat(files("linked-1")).as("its volumes go with it").isEmpty();
        assertThat(files("full-1")).isEmpty();
        assertThat(files("debian-12.qcow2")).as("the template's stay").hasSize(1);
        assertThat(addresses()).as("its addresses are free again").isEqualTo(before);
        assertThatThrownBy(() -> centre.vm(linked)).isInstanceOf(Refusal.class);
        centre.lawful();
    }

    @Test
    void startShutDownSuspendResumeRebootReset() {
        var vm = centre.run("cycle-1", "h1", Protection.OFF);
        assertThatThrownBy(() -> vms.start(As.OLI, vm)).isInstanceOf(Refusal.class);
        centre.done(vms.suspend(As.OLI, vm));
        centre.awaitVm(vm, VmState.PAUSED);
        assertThatThrownBy(() -> vms.reboot(As.OLI, vm)).isInstanceOf(Refusal.class);
        centre.done(vms.resume(As.OLI, vm));
        centre.awaitVm(vm, VmState.RUNNING);
        centre.done(vms.reboot(As.OLI, vm));
        centre.done(vms.reset(As.OLI, vm));
        assertThat(centre.vm(vm).state()).isEqualTo(VmState.RUNNING);
        centre.done(vms.shutdown(As.OLI, vm));
        assertThat(centre.vm(vm).state()).isEqualTo(VmState.STOPPED);
        assertThat(centre.vm(vm).wantedOn()).as("S6: its owner wants it off").isFalse();
        centre.done(vms.start(As.OLI, vm));
        assertThat(centre.world().runningOn("cycle-1")).containsExactly("h1");
        assertThat(centre.eventsOf(vm, "vm"))
                .as("what was asked for in Everup is not told as foreign")
                .noneMatch(event -> event.text().contains("not asked for"));
        centre.done(vms.powerOff(As.OLI, vm));
        centre.done(vms.delete(As.OLI, vm));
    }

    @Test
    void aDeafGuestFailsItsShutdownAndRunsOn() {
        var vm = centre.run("deaf-1", "h1", Protection.OFF);
        centre.say("deaf deaf-1 on");
        var task = vms.shutdown(As.OLI, vm);
        Await.until(
                "the guest is asked",
                DataCentre.SOON,
                () -> jdbc.sql("update task set payload = jsonb_set(payload, '{asked}', to_jsonb(:then::text))"
                                        + " where id = :id and jsonb_exists(payload, 'asked') and lease_owner is null")
                                .param("then", Instant.now().minusSeconds(91).toString())
                                .param("id", task)
                                .update()
                        == 1,
                centre::facts);
        var view = centre.ended(task);
        assertThat(view.state()).isEqualTo(TaskState.FAILED);
        assertThat(view.failure()).contains("didn't shut down within 90 s");
        assertThat(view.next()).contains("power it off");
        assertThat(centre.vm(vm).state()).isEqualTo(VmState.RUNNING);
        assertThat(centre.vm(vm).wantedOn()).as("it is wanted on as before").isTrue();
        centre.done(vms.powerOff(As.OLI, vm));
        assertThat(centre.vm(vm).state()).isEqualTo(VmState.STOPPED);
    }

    @Test
    void aCancelledShutdownLeavesItRunning() {
        var vm = centre.run("patient-1", "h1", Protection.OFF);
        centre.say("deaf patient-1 on");
        var task = vms.shutdown(As.OLI, vm);
        Await.until(
                "it waits for the guest",
                DataCentre.SOON,
                () -> "Wait until it is off".equals(centre.task(task).step()),
                centre::facts);
        assertThatThrownBy(() -> vms.powerOff(As.OLI, vm))
                .as("one exclusive task per VM")
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("patient-1");
        tasks.cancel(As.OLI, task);
        assertThat(centre.ended(task).state()).isEqualTo(TaskState.CANCELLED);
        assertThat(centre.vm(vm).state()).isEqualTo(VmState.RUNNING);
        assertThat(centre.vm(vm).wantedOn()).isTrue();
    }

    @Test
    void aFailedStartLeavesItMadeAndOff() {
        centre.say("refuse start broken-1");
        var task = centre.make("broken-1", "h1", 1, Protection.OFF, true);
        var view = centre.ended(task);
        assertThat(view.state()).isEqualTo(TaskState.FAILED);
        assertThat(view.failure()).contains("refuses");
        var vm = centre.vm("broken-1");
        assertThat(vm.state()).as("a failed start leaves the VM made and off").isEqualTo(VmState.STOPPED);
        assertThat(files("broken-1")).hasSize(1);
        centre.done(vms.start(As.OLI, vm.id()));
    }

    @Test
    void aDeploymentThatFailsMidwayLeavesNothing() {
        var before = addresses();
        centre.say("refuse define doomed-1");
        var task = vms.create(
                As.OLI,
                new NewVm(
                        "doomed-1",
                        null,
                        centre.pool(),
                        null,
                        null,
                        1,
                        Bytes.GIB,
                        null,
                        false,
                        List.of(new NewVm.Disk(Bytes.GIB, null), new NewVm.Disk(Bytes.GIB, null)),
                        List.of(network.id()),
                        null,
                        Protection.PROTECTED,
                        null,
                        true));
        assertThat(centre.ended(task).state()).isEqualTo(TaskState.FAILED);
        assertThat(centre.vm("doomed-1")).as("what was never made is not shown").isNull();
        assertThat(files("doomed-1")).as("no volume is left").isEmpty();
        assertThat(addresses()).as("no address is left").isEqualTo(before);
        assertThat(jdbc.sql("select state from vm where name = 'doomed-1'")
                        .query(String.class)
                        .single())
                .isEqualTo("DELETED");
        // The name is free again.
        centre.run("doomed-1", null, Protection.OFF);
    }

    @Test
    void aCancelledDeploymentLeavesNothing() {
        // Any volume: its name holds part of an id that isn't known yet.
        centre.say("slow create-volume shared 6s");
        var task = centre.make("unwanted-1", "h1", 1, Protection.OFF, true);
        Await.until(
                "it makes a volume",
                DataCentre.SOON,
                () -> centre.task(task).step() != null
                        && centre.task(task).step().startsWith("Make the volume"),
                centre::facts);
        tasks.cancel(As.OLI, task);
        assertThat(centre.ended(task).state()).isEqualTo(TaskState.CANCELLED);
        assertThat(files("unwanted-1"))
                .as("a cancelled deployment leaves no volume")
                .isEmpty();
        assertThat(centre.vm("unwanted-1")).isNull();
    }

    /** The simulator takes 30 s to say that an answer is lost, so all stories of lost answers are told at once. */
    @Test
    void lostAnswersLoseNothing() {
        var started = centre.vmOf(centre.make("lost-start", "h1", 1, Protection.OFF, false));
        var stopped = centre.run("lost-stop", "h1", Protection.OFF);
        var paused = centre.run("lost-pause", "h1", Protection.OFF);
        var deleted = centre.vmOf(centre.make("lost-delete", "h1", 1, Protection.OFF, false));
        centre.say("lose-reply start lost-start");
        centre.say("lose-reply power-off lost-stop");
        centre.say("lose-reply suspend lost-pause");
        centre.say("lose-reply undefine lost-delete");
        centre.say("lose-reply define lost-define");
        centre.say("slow start slow-start 3s");
        var all = List.of(
                vms.start(As.OLI, started),
                vms.powerOff(As.OLI, stopped),
                vms.suspend(As.OLI, paused),
                vms.delete(As.OLI, deleted),
                centre.make("lost-define", "h2", 1, Protection.OFF, true),
                centre.make("slow-start", "h2", 1, Protection.OFF, true));
        all.forEach(centre::done);
        assertThat(centre.vm(started).state()).isEqualTo(VmState.RUNNING);
        assertThat(centre.vm(stopped).state()).isEqualTo(VmState.STOPPED);
        centre.awaitVm(paused, VmState.PAUSED);
        assertThat(files("lost-delete")).isEmpty();
        assertThat(centre.world().runningOn("lost-define")).containsExactly("h2");
        assertThat(centre.world().runningOn("slow-start")).containsExactly("h2");
        centre.lawful();
    }

    // --- behind our back
    // ------------------------------------------------------------------------------------------------

    @Test
    void whatIsDoneBehindOurBackShowsAtOnce() {
        var vm = centre.run("virsh-1", "h1", Protection.OFF);
        try (var h1 = centre.virsh("h1");
                var h2 = centre.virsh("h2")) {
            h1.powerOff(vm);
            centre.awaitVm(vm, VmState.STOPPED, AT_ONCE);
            assertThat(centre.vm(vm).wantedOn())
                    .as("who powers it off wants it off")
                    .isFalse();
            assertThat(centre.eventsOf(vm, "vm").get(0).text()).contains("not asked for in Everup");
            h1.start(vm);
            centre.awaitVm(vm, VmState.RUNNING, AT_ONCE);
            assertThat(centre.vm(vm).wantedOn()).isTrue();
            h1.suspend(vm);
            centre.awaitVm(vm, VmState.PAUSED, AT_ONCE);
            h1.resume(vm);
            centre.awaitVm(vm, VmState.RUNNING, AT_ONCE);
            centre.say("guest-shutdown virsh-1");
            centre.awaitVm(vm, VmState.STOPPED, AT_ONCE);
            h1.start(vm);
            centre.awaitVm(vm, VmState.RUNNING, AT_ONCE);
            centre.say("crash virsh-1");
            assertThat(centre.awaitVm(vm, VmState.STOPPED, AT_ONCE).problem()).contains("crashed");
            h1.start(vm);
            centre.awaitVm(vm, VmState.RUNNING, AT_ONCE);

            h1.migrate(vm, HostUri.parse(centre.uri("h2")), new MigrationOptions(Duration.ofMinutes(1), true, 0));
            Await.until(
                    "a VM moved outside is followed",
                    AT_ONCE,
                    () -> centre.vm(vm),
                    seen -> centre.named("h2").equals(seen.host()) && seen.state() == VmState.RUNNING,
                    centre::facts);
            h2.powerOff(vm);
            centre.awaitVm(vm, VmState.STOPPED, AT_ONCE);
            h2.undefine(vm);
            var gone = centre.awaitVm(vm, VmState.FAULTED, AT_ONCE);
            assertThat(gone.problem()).contains("no longer knows it").contains("Start it");
        }
        centre.done(vms.start(As.OLI, vm));
        assertThat(centre.world().runningOn("virsh-1"))
                .as("a start makes it known anew")
                .hasSize(1);
        centre.lawful();
    }

    @Test
    void aVmThatSomebodyDefinesIsAdoptedAtOnce() {
        var id = UUID.randomUUID();
        try (var h1 = centre.virsh("h1")) {
            h1.define(new VmSpec(id, "stranger-1", 1, Bytes.GIB, null, true, VmSpec.Boot.DISK, List.of(), List.of()));
            Await.until(
                    "a VM defined outside is adopted",
                    AT_ONCE,
                    () -> centre.vm("stranger-1"),
                    vm -> vm != null,
                    centre::facts);
            assertThat(centre.vm(id).adopted()).isTrue();
            h1.start(id);
            centre.awaitVm(id, VmState.RUNNING, AT_ONCE);
            h1.powerOff(id);
            centre.awaitVm(id, VmState.STOPPED, AT_ONCE);
        }
        centre.done(vms.delete(As.OLI, id));
    }

    @Test
    void adoptedDisksStayWhenTheVmIsDeleted() {
        var first = centre.vmOf(centre.make("donor-1", "h1", 1, Protection.OFF, false));
        var id = UUID.randomUUID();
        try (var h1 = centre.virsh("h1")) {
            var disk = h1.describe(first).spec().disks();
            h1.define(new VmSpec(id, "guest-of-1", 1, Bytes.GIB, null, true, VmSpec.Boot.DISK, disk, List.of()));
        }
        Await.until("it is adopted", DataCentre.SOON, () -> centre.vm("guest-of-1"), vm -> vm != null, centre::facts);
        centre.done(vms.delete(As.OLI, id));
        assertThat(files("donor-1")).as("a disk that was there before stays").hasSize(1);
    }

    @Test
    void aCopyThatSomebodyStartsElsewhereRaisesAnAlarm() {
        var vm = centre.run("double-1", "h1", Protection.OFF);
        try (var h1 = centre.virsh("h1");
                var h2 = centre.virsh("h2")) {
            h2.define(h1.describe(vm).spec());
            Await.until(
                    "a stopped copy elsewhere is removed",
                    DataCentre.SOON,
                    () -> h2.vm(vm).isEmpty(),
                    centre::facts);
        }
        Await.until(
                "what was removed is told",
                AT_ONCE,
                () -> centre.eventsOf(vm, "vm").stream()
                        .anyMatch(event -> event.kind().equals("vm-stale-copy-removed")),
                centre::facts);
        assertThat(centre.vm(vm).host()).isEqualTo(centre.named("h1"));
        centre.lawful();
    }
}
