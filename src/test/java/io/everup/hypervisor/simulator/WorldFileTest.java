package io.everup.hypervisor.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.hypervisor.Credentials;
import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.Hypervisor;
import io.everup.hypervisor.HypervisorFailure.Unreachable;
import io.everup.hypervisor.HypervisorListener;
import io.everup.hypervisor.MigrationOptions;
import io.everup.hypervisor.NewVolume;
import io.everup.hypervisor.VmReport.Power;
import io.everup.hypervisor.VmSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A portal that is killed and started again finds its world as it was. */
class WorldFileTest {

    private static final String WORLD = "3x12";

    @TempDir
    private Path directory;

    private final VirtualTime time = new VirtualTime(Stage.START);
    private SimulatedWorlds worlds = new SimulatedWorlds(time, null, 1L);

    @Test
    void aDeployedVmIsThereAndRuns() throws Exception {
        open();
        var host = connect("h1");
        var disk = host.createVolume(
                "shared", NewVolume.linkedClone("new-1.qcow2", 0, "/srv/shared/debian-12.qcow2", "qcow2"));
        var spec = new VmSpec(
                UUID.nameUUIDFromBytes(new byte[] {1}),
                "new-1",
                2,
                1L << 30,
                null,
                true,
                VmSpec.Boot.DISK,
                List.of(new VmSpec.Disk("vda", disk.path(), "qcow2", "virtio", false, false)),
                List.of(new VmSpec.Nic("52:54:00:00:00:01", "office", "virtio")));
        host.define(spec);
        host.start(spec.uuid());
        time.run(Duration.ofMinutes(5));
        var before = host.vm(spec.uuid()).orElseThrow();

        reopen();

        assertThat(connect("h1").vm(spec.uuid())).contains(before);
        assertThat(connect("h1").describe(spec.uuid()).spec()).isEqualTo(spec);
        assertThat(connect("h2").volume("shared", "new-1.qcow2")).contains(disk);
    }

    @Test
    void whatNobodyTouchedIsTheSameAndItsCountersGoOn() throws Exception {
        open();
        var before = connect("h2").report();
        reopen();
        assertThat(connect("h2").report()).isEqualTo(before);
    }

    @Test
    void whatWasForgottenStaysForgotten() throws Exception {
        open();
        var id = idOf("web-1");
        var host = connect(world().runningOn("web-1").get(0));
        host.powerOff(id);
        host.undefine(id);
        host.deleteVolume("shared", "web-1.qcow2");
        reopen();
        assertThat(world().hosts.values()).noneMatch(each -> each.vms.containsKey(id));
        assertThat(connect("h1").volume("shared", "web-1.qcow2")).isEmpty();
    }

    @Test
    void faultsLast() throws Exception {
        open();
        world().command("power h1 off");
        world().command("network h2 off");
        world().command("power h3 cycle");
        world().command("storage shared off");
        reopen();
        assertThat(world().hasPower("h1")).isFalse();
        assertThat(world().answersPing("h2")).isFalse();
        time.run(Duration.ofSeconds(60));
        assertThat(connect("h3").datastores()).anyMatch(store -> !store.active());
    }

    @Test
    void aMigrationUnderWayGoesOn() throws Exception {
        open();
        var home = world().runningOn("db-1").get(0);
        var other = home.equals("h1") ? "h2" : "h1";
        var id = idOf("db-1");
        var source = connect(home);
        time.spawn(() -> source.migrate(
                id, HostUri.parse("sim://3x12/" + other), new MigrationOptions(Duration.ofMinutes(5), false, 0)));
        time.run(Duration.ofSeconds(2));
        reopen();
        assertThat(connect(home).migrationProgress(id)).isPresent();
        time.run(Duration.ofSeconds(60));
        assertThat(world().runningOn("db-1")).containsExactly(other);
        assertThat(world().brokenLaws()).isEmpty();
    }

    @Test
    void aGuestThatWasToldToGoDownGoesDown() throws Exception {
        open();
        var home = world().runningOn("web-1").get(0);
        connect(home).shutdown(idOf("web-1"));
        reopen();
        time.run(Duration.ofSeconds(10));
        assertThat(connect(home).vm(idOf("web-1")).orElseThrow().power()).isEqualTo(Power.OFF);
    }

    @Test
    void halfALineAtTheEndIsLeftOut() throws Exception {
        open();
        world().command("power h1 off");
        worlds.release();
        Files.writeString(directory.resolve("3x12.jsonl"), "{\"host\":{\"na", StandardOpenOption.APPEND);
        open();
        assertThat(world().hasPower("h1")).isFalse();
    }

    @Test
    void manyChangesDoNotFillTheDisk() throws Exception {
        open();
        for (int i = 0; i < 3_000; i++) {
            world().command("bmc h1 " + (i % 2 == 0 ? "off" : "on"));
        }
        assertThat(Files.readAllLines(directory.resolve("3x12.jsonl"))).hasSizeLessThan(2_100);
        reopen();
        assertThat(Files.readAllLines(directory.resolve("3x12.jsonl"))).hasSize(2);
    }

    @Test
    void aWorldIsOpenInOnePortalOnly() throws Exception {
        open();
        try (var second = new SimulatedWorlds(time, directory, 1L)) {
            assertThatThrownBy(() -> second.open(WORLD))
                    .isInstanceOf(Unreachable.class)
                    .hasMessageContaining("another portal");
        }
    }

    private void open() {
        worlds = new SimulatedWorlds(time, directory, 1L);
        worlds.open(WORLD);
    }

    private void reopen() {
        worlds.release();
        open();
    }

    private SimulatedWorld world() {
        return worlds.open(WORLD);
    }

    private UUID idOf(String vm) {
        return world().hosts.values().stream()
                .flatMap(host -> host.vms.values().stream())
                .filter(each -> each.name().equals(vm))
                .findFirst()
                .orElseThrow()
                .uuid();
    }

    private Hypervisor connect(String host) {
        return new SimulatorDriver(worlds)
                .connect(
                        HostUri.parse("sim://" + WORLD + "/" + host),
                        Credentials.NONE,
                        new HypervisorListener() {
                            @Override
                            public void vmChanged(UUID vm) {}

                            @Override
                            public void closed(String why) {}
                        },
                        Duration.ofSeconds(5));
    }
}
