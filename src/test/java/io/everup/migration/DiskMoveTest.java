package io.everup.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import io.everup.host.HostState;
import io.everup.hypervisor.NewVolume;
import io.everup.shared.Bytes;
import io.everup.shared.Refusal;
import io.everup.storage.DatastoreView;
import io.everup.storage.StorageCollector;
import io.everup.storage.StorageDirectory;
import io.everup.support.As;
import io.everup.support.Await;
import io.everup.support.DataCentre;
import io.everup.support.ModuleTier;
import io.everup.task.TaskOperations;
import io.everup.task.TaskState;
import io.everup.vm.VmDirectory;
import io.everup.vm.VmState;
import io.everup.vm.VmView;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;

/** VMs whose disks only their host has: they move with them, and whatever breaks, nothing is lost and nothing is twice. */
@ModuleTier
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DiskMoveTest {

    private static final long DISK = 4 * Bytes.GIB;

    @Autowired
    ApplicationContext program;

    @Autowired
    MigrationOperations migrations;

    @Autowired
    MigrationDirectory directory;

    @Autowired
    LeftDisks left;

    @Autowired
    TaskOperations tasks;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    MockMvc mvc;

    private DataCentre centre;

    @BeforeAll
    void build() {
        centre = DataCentre.of(program, "3x0-disks");
    }

    /** A VM on h1 with a disk of 4 GiB, all written, which only that host has. */
    private UUID local(DataCentre where, String name) {
        return where.runLocal(name, "h1", DISK);
    }

    private MigrationWish wish(DataCentre where, String host, Integer cap) {
        return new MigrationWish(where.host(host).id(), null, null, null, cap).withDisks(null);
    }

    private DatastoreView store(DataCentre where, String name, String host) {
        return where.the(StorageDirectory.class).ofPool(As.ADA, where.pool()).stream()
                .filter(store -> store.name().equals(name)
                        && store.hosts().stream()
                                .anyMatch(reach ->
                                        reach.host().equals(where.host(host).id())))
                .findFirst()
                .orElseThrow();
    }

    private VmView.Disk disk(DataCentre where, UUID vm) {
        return where.the(VmDirectory.class).detail(As.ADA, vm).disks().get(0);
    }

    private MigrationView last(UUID vm) {
        return directory.find(As.OLI, directory.ofVm(As.OLI, vm, 1).get(0).id());
    }

    private List<String> volumes(DataCentre where, String host, String store, String name) {
        try (var link = where.virsh(host)) {
            return link.volumes(store).stream()
                    .map(volume -> volume.name())
                    .filter(volume -> volume.startsWith(name))
                    .toList();
        }
    }

    private void runsWhole(DataCentre where, UUID vm, String host) {
        var view = where.awaitVm(vm, VmState.RUNNING);
        assertThat(view.host()).isEqualTo(where.named(host));
        assertThat(where.world().runningOn(view.name())).as("S1").containsExactly(host);
        where.lawful();
    }

    private void copying(DataCentre where, UUID vm) {
        Await.until(
                "its disk is being copied",
                DataCentre.LATER,
                () -> last(vm),
                one -> one.disks() != null
                        && one.disks().totalBytes() != null
                        && one.disks().doneBytes() > 0,
                where::facts);
    }

    @Test
    void itMovesWithItsDiskAndLeavesNothingBehind() {
        var vm = local(centre, "disk-01");
        assertThatThrownBy(
                        () -> migrations.migrate(As.OLI, vm, centre.host("h2").id()))
                .as("without its disk it can't")
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("doesn't reach datastore 'local'");
        var forecast = migrations.forecast(As.OLI, vm, wish(centre, "h2", null));
        assertThat(forecast.premises().diskBytes()).isEqualTo(DISK);
        assertThat(forecast.total().value()).isGreaterThan(forecast.disks().value());
        var there = store(centre, "local", "h2").id();

        var task = migrations.begin(
                As.OLI, vm, MigrationWish.to(centre.host("h2").id()).withDisks(there));
        centre.done(task);

        runsWhole(centre, vm, "h2");
        var one = last(vm);
        assertThat(one.state()).isEqualTo(MigrationState.COMPLETED);
        assertThat(one.disks().totalBytes()).isEqualTo(DISK);
        assertThat(one.disks().remainingBytes()).isZero();
        assertThat(one.disks().millis()).isPositive();
        assertThat(one.disks().copies()).hasSize(1);
        assertThat(one.disks().copies().get(0).removedAt()).isNotNull();
        assertThat(disk(centre, vm).datastore()).isEqualTo(there);
        assertThat(disk(centre, vm).volume()).as("its volume is written down").isNotNull();
        assertThat(volumes(centre, "h1", "local", "disk-01"))
                .as("at the source")
                .isEmpty();
        assertThat(volumes(centre, "h2", "local", "disk-01"))
                .as("at the target")
                .hasSize(1);
        centre.done(centre.the(io.everup.vm.VmOperations.class).powerOff(As.OLI, vm));
        centre.done(centre.the(io.everup.vm.VmOperations.class).start(As.OLI, vm));
        runsWhole(centre, vm, "h2");
    }

    @Test
    void thePagesSayWhatIsCopiedAndWhatIsLeft() throws Exception {
        var vm = local(centre, "disk-10");
        var page = page("/vms/" + vm + "/migrate");
        assertThat(page).contains("Where it can go with its disks").contains("disks=true");
        var host = centre.host("h2").id();
        page = page("/vms/" + vm + "/migrate?host=" + host + "&disks=true");
        assertThat(page)
                .contains("Disks to copy")
                .contains("4 GiB")
                .contains("name=\"datastore\"")
                .contains("(proposed)");
        centre.done(migrations.begin(As.OLI, vm, wish(centre, "h2", null)));
        page = page("/migrations/" + last(vm).id());
        assertThat(page)
                .contains("Disks that come along")
                .contains("disk-10.raw")
                .contains("Removed");
        assertThat(page("/pools/" + centre.pool() + "/migration")).contains("name=\"connections\"");
        assertThat(page("/migrations")).contains("disk-10");
        assertThat(page("/api/v1/vms/" + vm + "/migration-disks?host="
                        + centre.host("h1").id()))
                .as("from shared storage nothing has to be copied")
                .contains("\"disks\":[]");
    }

    private String page(String path) throws Exception {
        var answer = mvc.perform(get(path).with(As.actor(As.OLI)).accept("text/html", "application/json"))
                .andReturn()
                .getResponse();
        assertThat(answer.getStatus()).as(path).isEqualTo(200);
        return answer.getContentAsString();
    }

    @Test
    void fromSharedStorageOnItNeedsNoCopyAnyMore() {
        var vm = local(centre, "disk-02");
        centre.done(migrations.begin(As.OLI, vm, wish(centre, "h3", null)));
        assertThat(disk(centre, vm).datastore())
                .as("shared is proposed before local")
                .isEqualTo(store(centre, "shared", "h1").id());
        centre.done(migrations.begin(As.OLI, vm, wish(centre, "h1", null)));
        assertThat(last(vm).disks()).isNull();
        runsWhole(centre, vm, "h1");
    }

    @Test
    void whatDoesNotFitIsRefused() {
        var vm = local(centre, "disk-03");
        var foreign = store(centre, "local", "h3").id();
        var target = centre.host("h2").id();
        assertThatThrownBy(() ->
                        migrations.begin(As.OLI, vm, MigrationWish.to(target).withDisks(foreign)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("doesn't reach that datastore");
        var plan = migrations.disks(As.OLI, vm, target, null);
        assertThat(plan.copyBytes()).isEqualTo(DISK);
        assertThat(plan.places())
                .hasSize(2)
                .allSatisfy(place -> assertThat(place.objection()).isNull());
        jdbc.sql("update datastore_host set free_bytes = :free where host_id = :host")
                .param("free", Bytes.GIB)
                .param("host", target)
                .update();
        assertThatThrownBy(() -> migrations.begin(As.OLI, vm, wish(centre, "h2", null)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("No datastore of")
                .hasMessageContaining("4 GiB");
        assertThat(centre.vm(vm).state()).isEqualTo(VmState.RUNNING);
        centre.the(StorageCollector.class).collectAll();
    }

    @Test
    void aCancelledCopyLeavesNothingAtTheTarget() {
        var vm = local(centre, "disk-04");
        var task = migrations.begin(As.OLI, vm, wish(centre, "h2", 100));
        copying(centre, vm);
        var one = last(vm);
        assertThat(one.course().percent()).isLessThan(100);
        tasks.cancel(As.OLI, task);
        assertThat(centre.ended(task).state()).as("%s", centre.log(task)).isEqualTo(TaskState.CANCELLED);
        runsWhole(centre, vm, "h1");
        assertThat(volumes(centre, "h2", "shared", "disk-04")).isEmpty();
        assertThat(volumes(centre, "h1", "local", "disk-04")).containsExactly("disk-04.raw");
        assertThat(last(vm).state()).isEqualTo(MigrationState.ROLLED_BACK);
        assertThat(disk(centre, vm).path()).endsWith("/disk-04.raw");
    }

    @Test
    void aKilledWorkerIsSucceededInTheMiddleOfACopy() {
        var vm = local(centre, "disk-05");
        var task = migrations.begin(As.OLI, vm, wish(centre, "h2", 300));
        copying(centre, vm);
        jdbc.sql("update task set lease_until = now() - interval '1 second' where id = :id")
                .param("id", task)
                .update();
        centre.done(task);
        runsWhole(centre, vm, "h2");
        assertThat(volumes(centre, "h1", "local", "disk-05")).isEmpty();
    }

    @Test
    void aTargetThatDiesTakesOnlyTheCopyWithIt() {
        var other = DataCentre.of(program, "3x0-target");
        other.say("boot-time 2s");
        var vm = local(other, "disk-06");
        var to = store(other, "local", "h2").id();
        var wish = new MigrationWish(other.host("h2").id(), null, null, null, 100).withDisks(to);
        var task = migrations.begin(As.OLI, vm, wish);
        copying(other, vm);
        other.say("power h2 off");
        assertThat(other.ended(task).state()).as("%s", other.log(task)).isEqualTo(TaskState.FAILED);
        runsWhole(other, vm, "h1");
        other.awaitHost("h2", HostState.FENCED);
        other.say("power h2 on");
        Await.until(
                "the copy is removed when its host is back",
                DataCentre.LATER,
                () -> {
                    left.round();
                    return last(vm).disks().copies().get(0).removedAt();
                },
                removed -> removed != null,
                other::facts);
        assertThat(volumes(other, "h2", "local", "disk-06")).isEmpty();
        runsWhole(other, vm, "h1");
    }

    @Test
    void aSourceThatDiesKeepsWhatTheGuestWrote() {
        var other = DataCentre.of(program, "3x0-source");
        other.say("boot-time 2s");
        var vm = local(other, "disk-07");
        var task = migrations.begin(As.OLI, vm, wish(other, "h2", 100));
        copying(other, vm);
        other.say("power h1 off");
        assertThat(other.ended(task).state()).as("%s", other.log(task)).isIn(TaskState.FAILED, TaskState.CANCELLED);
        assertThat(other.world().runningOn("disk-07")).isEmpty();
        Await.until(
                "half a copy is of no use and goes",
                DataCentre.LATER,
                () -> {
                    left.round();
                    return last(vm).disks().copies().get(0).removedAt();
                },
                removed -> removed != null,
                other::facts);
        other.awaitHost("h1", HostState.FENCED);
        other.say("power h1 on");
        other.awaitHost("h1", HostState.UP);
        assertThat(volumes(other, "h1", "local", "disk-07")).containsExactly("disk-07.raw");
        Await.until(
                "it is started where its disk is",
                DataCentre.LATER,
                () -> {
                    try {
                        if (other.vm(vm).state() == VmState.STOPPED) {
                            other.the(io.everup.vm.VmOperations.class).start(As.OLI, vm);
                        }
                    } catch (Refusal refusal) {
                        return other.vm(vm);
                    }
                    return other.vm(vm);
                },
                view -> view.state() == VmState.RUNNING,
                other::facts);
        runsWhole(other, vm, "h1");
    }

    @Test
    void aSourceThatIsSilentAfterTheSwitchIsTidiedUpLater() {
        var other = DataCentre.of(program, "3x0-silent");
        var vm = local(other, "disk-08");
        other.say("lose-reply migrate disk-08");
        var task = migrations.begin(As.OLI, vm, wish(other, "h2", null));
        Await.until(
                "it runs at the target",
                DataCentre.LATER,
                () -> other.world().runningOn("disk-08").contains("h2"),
                other::facts);
        other.say("libvirt h1 hang");
        other.done(task);
        runsWhole(other, vm, "h2");
        other.say("libvirt h1 resume");
        Await.until(
                "what it was copied from goes when its host answers",
                DataCentre.LATER,
                () -> {
                    left.round();
                    return last(vm).disks().copies().get(0).removedAt();
                },
                removed -> removed != null,
                other::facts);
        assertThat(volumes(other, "h1", "local", "disk-08")).isEmpty();
        runsWhole(other, vm, "h2");
    }

    @Test
    void whatOthersReadFromStays() {
        var vm = local(centre, "disk-09");
        try (var host = centre.virsh("h1")) {
            host.createVolume(
                    "local",
                    NewVolume.linkedClone(
                            "clone-of-09.qcow2", 0, disk(centre, vm).path(), "raw"));
        }
        centre.the(StorageCollector.class).collectAll();
        centre.done(migrations.begin(As.OLI, vm, wish(centre, "h2", null)));
        assertThat(last(vm).disks().copies().get(0).kept()).contains("linked clones");
        assertThat(volumes(centre, "h1", "local", "disk-09")).containsExactly("disk-09.raw");
        runsWhole(centre, vm, "h2");
    }
}
