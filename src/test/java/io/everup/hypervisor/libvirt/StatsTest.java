package io.everup.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.hypervisor.DiskCopy;
import io.everup.hypervisor.MigrationOptions;
import io.everup.hypervisor.MigrationProgress;
import io.everup.hypervisor.VmReport.Power;
import io.everup.hypervisor.VmReport.Reason;
import io.everup.hypervisor.libvirt.DomainWriter.Family;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatsTest {

    private static final VmStats.Identity VM = new VmStats.Identity(new UUID(1, 2), "web-1", true, false);

    @Test
    void readsNamedValuesOfEachType() {
        var bytes = ByteBuffer.allocate(6 * 96).order(ByteOrder.nativeOrder());
        param(bytes, 0, "int", 1).putInt(88, -5);
        param(bytes, 1, "uint", 2).putInt(96 + 88, -1);
        param(bytes, 2, "ulong", 4).putLong(2 * 96 + 88, 1L << 40);
        param(bytes, 3, "truth", 6).put(3 * 96 + 88, (byte) 1);
        param(bytes, 4, "text", 7).putLong(4 * 96 + 88, 0xdeadL);
        param(bytes, 5, "x".repeat(80), 3).putLong(5 * 96 + 88, -7);
        assertThat(TypedParams.numbers(bytes, 6))
                .isEqualTo(
                        Map.of("int", -5L, "uint", 4294967295L, "ulong", 1L << 40, "truth", 1L, "x".repeat(80), -7L));
    }

    private static ByteBuffer param(ByteBuffer bytes, int n, String name, int type) {
        bytes.put(n * 96, name.getBytes(StandardCharsets.US_ASCII));
        return bytes.putInt(n * 96 + 80, type);
    }

    @Test
    void writesNamedValuesForLibvirt() {
        try (var array = TypedParams.array(new TreeMap<>(Map.of("bandwidth", 7L, "migrate_uri", "tcp://zoë")))) {
            assertThat(array.count()).isEqualTo(2);
            assertThat(TypedParams.numbers(array.memory(), 2)).isEqualTo(Map.of("bandwidth", 7L));
            assertThat(array.memory().getPointer(96 + 88).getString(0, "UTF-8")).isEqualTo("tcp://zoë");
        }
    }

    @Test
    void aListIsOneNameSeveralTimes() {
        try (var array = TypedParams.array(
                new TreeMap<>(Map.of("migrate_disks", List.of("vda", "vdb"), "parallel.connections", 4)))) {
            assertThat(array.count()).isEqualTo(3);
            assertThat(array.memory().getString(0)).isEqualTo("migrate_disks");
            assertThat(array.memory().getPointer(88).getString(0)).isEqualTo("vda");
            assertThat(array.memory().getString(96)).isEqualTo("migrate_disks");
            assertThat(array.memory().getPointer(96 + 88).getString(0)).isEqualTo("vdb");
            assertThat(array.memory().getInt(192 + 80)).as("an int").isEqualTo(1);
            assertThat(array.memory().getInt(192 + 88)).isEqualTo(4);
        }
    }

    @Test
    void disksAreCopiedAndManyConnectionsUsedWhereThatIsAsked() {
        var plain = new MigrationOptions(Duration.ofSeconds(1), true, 0);
        assertThat(new MoveOrder(Family.QEMU).flags(plain.copying(List.of(new DiskCopy("vda", "/x")))))
                .isEqualTo(1 | 2 | 8 | 16 | 64 | 512);
        var parallel = new MigrationOptions(Duration.ofSeconds(1), true, 0, 0, false, false, false, 4, List.of());
        assertThat(new MoveOrder(Family.QEMU).flags(parallel)).isEqualTo(1 | 2 | 8 | 16 | 512 | (1 << 17));
        assertThat(new MoveOrder(Family.XEN).flags(parallel)).isEqualTo(1 | 2 | 8 | 16);
    }

    @Test
    void disksAndMemoryAreToldApart() {
        var disks = Map.of(
                "time_elapsed",
                5L,
                "data_total",
                800L,
                "data_remaining",
                200L,
                "disk_total",
                800L,
                "disk_remaining",
                200L,
                "memory_total",
                0L,
                "memory_remaining",
                0L);
        var copying = JobStats.progress(disks, false);
        assertThat(copying.copiesDisks()).isTrue();
        assertThat(copying.percent(200)).isEqualTo(60);
        var memory = Map.of(
                "time_elapsed",
                9L,
                "disk_total",
                800L,
                "disk_remaining",
                0L,
                "memory_total",
                200L,
                "memory_remaining",
                100L);
        assertThat(JobStats.progress(memory, false).percent(150)).isEqualTo(90);
        assertThat(JobStats.progress(memory, false).percent()).isEqualTo(50);
    }

    @Test
    void xenIsAskedForNoMoreThanItCan() {
        var options = new MigrationOptions(Duration.ofSeconds(1), true, 0);
        assertThat(new MoveOrder(Family.XEN).flags(options)).isEqualTo(1 | 2 | 8 | 16);
        assertThat(new MoveOrder(Family.QEMU).flags(options)).isEqualTo(1 | 2 | 8 | 16 | 512);
    }

    @Test
    void sumsUpDisksAndNetworkCards() {
        var report = VmStats.report(
                VM,
                Map.ofEntries(
                        Map.entry("state.state", 1L),
                        Map.entry("state.reason", 1L),
                        Map.entry("vcpu.current", 2L),
                        Map.entry("balloon.current", 1024L),
                        Map.entry("balloon.rss", 2048L),
                        Map.entry("cpu.time", 77L),
                        Map.entry("block.count", 2L),
                        Map.entry("block.0.rd.bytes", 1L),
                        Map.entry("block.1.rd.bytes", 2L),
                        Map.entry("block.1.wr.bytes", 4L),
                        Map.entry("net.count", 1L),
                        Map.entry("net.0.rx.bytes", 8L),
                        Map.entry("net.0.tx.bytes", 16L)));
        assertThat(report.power()).isEqualTo(Power.RUNNING);
        assertThat(report.memoryBytes()).isEqualTo(1 << 20);
        assertThat(report.residentBytes()).isEqualTo(2 << 20);
        assertThat(report.cpuNanos()).isEqualTo(77);
        assertThat(report.diskReadBytes()).isEqualTo(3);
        assertThat(report.diskWriteBytes()).isEqualTo(4);
        assertThat(report.netReceiveBytes()).isEqualTo(8);
        assertThat(report.netSendBytes()).isEqualTo(16);
    }

    @Test
    void whatIsNotToldIsUnknown() {
        var report = VmStats.report(VM, Map.of("state.state", 1L, "state.reason", 1L));
        assertThat(report.cpuNanos()).isEqualTo(-1);
        assertThat(report.memoryBytes()).isEqualTo(-1);
        assertThat(report.diskReadBytes()).isEqualTo(-1);
        assertThat(report.netSendBytes()).isEqualTo(-1);
        assertThat(VmStats.report(VM, Map.of()).power()).isEqualTo(Power.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1,  RUNNING, NONE",
        "1, 10, RUNNING, MIGRATING",
        "2, 0,  RUNNING, NONE",
        "3, 1,  PAUSED,  SUSPENDED",
        "3, 2,  PAUSED,  MIGRATING",
        "3, 5,  PAUSED,  IO_ERROR",
        "3, 11, PAUSED,  OTHER",
        "4, 1,  RUNNING, NONE",
        "5, 0,  OFF,     NONE",
        "5, 1,  OFF,     SHUTDOWN",
        "5, 2,  OFF,     POWERED_OFF",
        "5, 3,  OFF,     CRASHED",
        "5, 4,  OFF,     MIGRATED",
        "5, 6,  OFF,     START_FAILED",
        "6, 0,  PAUSED,  CRASHED",
        "7, 0,  PAUSED,  SUSPENDED",
        "0, 0,  UNKNOWN, NONE",
    })
    void statesAndReasons(int state, int reason, Power power, Reason expected) {
        assertThat(VmStats.power(state)).isEqualTo(power);
        assertThat(VmStats.reason(state, reason)).isEqualTo(expected);
    }

    @Test
    void aMigrationIsAsFarAsWhatNoLongerRemains() {
        var job = Map.of("time_elapsed", 5L, "data_total", 100L, "data_processed", 1L, "data_remaining", 25L);
        assertThat(JobStats.progress(job, false)).isEqualTo(new MigrationProgress(5, 100, 75, 25));
        assertThat(JobStats.progress(job, false).percent()).isEqualTo(75);
        assertThat(JobStats.progress(Map.of("time_elapsed", 5L, "data_total", 0L, "data_remaining", 0L), false)
                        .percent())
                .isEqualTo(-1);
    }

    @Test
    void versionsAreWrittenOut() {
        assertThat(Facts.version(7002017)).isEqualTo("7.2.17");
    }
}
