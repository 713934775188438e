package io.everup.hypervisor.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.hypervisor.Credentials;
import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.HypervisorFailure.Unreachable;
import io.everup.hypervisor.VmReport;
import io.everup.hypervisor.VmReport.Power;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatedWorldTest {

    @Test
    void anOfficeOfTwentyHosts() {
        try (var time = new VirtualTime(Stage.START)) {
            var simulator = Simulator.inVirtualTime(time, 1);
            var world = simulator.open("20x400");
            var names = new HashSet<String>();
            var running = 0;
            for (var host : world.hosts()) {
                var link = simulator
                        .driver()
                        .connect(
                                HostUri.parse("sim://20x400/" + host),
                                Credentials.NONE,
                                new Deaf(),
                                Duration.ofSeconds(1));
                var report = link.report();
                assertThat(report.memoryFreeBytes()).isBetween(report.memoryBytes() / 10, report.memoryBytes());
                assertThat(report.cpuBusyNanos()).isBetween(1L, report.cpuTotalNanos() / 2);
                report.vms().forEach(vm -> assertThat(names.add(vm.name())).isTrue());
                running += (int) report.vms().stream()
                        .filter(vm -> vm.power() == Power.RUNNING)
                        .count();
                assertThat(link.volumes("shared")).hasSizeGreaterThan(400);
            }
            assertThat(names).hasSize(400).contains("web-1", "web-2", "db-1", "mail-2", "wiki-1");
            assertThat(running).isBetween(310, 370);
            assertThat(world.brokenLaws()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1x0", "1x60", "2x3", "3x12-lab", "64x300"})
    void worldsOfOtherSizes(String name) {
        try (var time = new VirtualTime(Stage.START)) {
            var world = Simulator.inVirtualTime(time, 1).open(name);
            assertThat(world.command("status")).contains("0 without power, 0 silent");
            for (var host : world.hosts.values()) {
                assertThat(host.memoryFree()).isPositive();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sim://20x400/h21", "sim://20x400", "sim://0x5/h1", "sim://nowhere/h1", "sim://9999x1/h1"})
    void whatIsNotThereIsUnreachableInWords(String uri) {
        try (var time = new VirtualTime(Stage.START)) {
            var driver = Simulator.inVirtualTime(time, 1).driver();
            assertThatThrownBy(() ->
                            driver.connect(HostUri.parse(uri), Credentials.NONE, new Deaf(), Duration.ofSeconds(1)))
                    .isInstanceOf(Unreachable.class)
                    .hasMessageContaining("20x400");
        }
    }

    @Test
    void countersGrowWithTheDay() {
        try (var stage = new Stage(1)) {
            var host = stage.connect(stage.home("web-1"));
            var busy = new ArrayList<Long>();
            var last = host.report();
            for (int hour = 0; hour < 24; hour++) {
                stage.pass(3600);
                var now = host.report();
                for (int i = 0; i < now.vms().size(); i++) {
                    assertGrown(last.vms().get(i), now.vms().get(i));
                }
                assertThat(now.cpuTotalNanos()).isGreaterThan(last.cpuTotalNanos());
                busy.add(now.cpuBusyNanos() - last.cpuBusyNanos());
                last = now;
            }
            assertThat(2 * busy.stream().mapToLong(Long::longValue).max().orElseThrow())
                    .isGreaterThan(
                            3 * busy.stream().mapToLong(Long::longValue).min().orElseThrow());
        }
    }

    private static void assertGrown(VmReport before, VmReport after) {
        if (before.power() == Power.RUNNING) {
            assertThat(after.cpuNanos()).isGreaterThan(before.cpuNanos());
            assertThat(after.diskWriteBytes()).isGreaterThan(before.diskWriteBytes());
            assertThat(after.netSendBytes()).isGreaterThan(before.netSendBytes());
            assertThat(after.cpuNanos() - before.cpuNanos()).isLessThan(3_600_000_000_000L * after.cpus());
        } else {
            assertThat(after.cpuNanos()).isZero();
        }
    }

    @Test
    void aLoadThatWasOrderedIsSeen() {
        try (var stage = new Stage(1)) {
            var host = stage.connect(stage.home("web-1"));
            stage.say("load web-1 50%");
            var before = host.vm(stage.id("web-1")).orElseThrow().cpuNanos();
            stage.pass(100);
            assertThat(host.vm(stage.id("web-1")).orElseThrow().cpuNanos() - before)
                    .isEqualTo(100_000_000_000L);
        }
    }

    @Test
    void theSameSeedAndScheduleGiveTheSameHistory() {
        var first = chaos(5);
        assertThat(first).hasSizeGreaterThan(100).isEqualTo(chaos(5));
        assertThat(first).isNotEqualTo(chaos(6));
    }

    /** Ten simulated minutes in which processes handle VMs while things break. */
    private static List<String> chaos(long seed) {
        try (var stage = new Stage(seed)) {
            var random = new SplittableRandom(seed);
            var faults = List.of(
                    "power h1 cycle",
                    "network h2 off",
                    "network h2 on",
                    "libvirt h3 hang",
                    "libvirt h3 resume",
                    "storage shared off",
                    "storage shared on",
                    "lose-reply start",
                    "slow h1 2s",
                    "slow h1 off");
            for (int i = 0; i < 60; i++) {
                var line = faults.get(random.nextInt(faults.size()));
                stage.time.at(Stage.START.plusSeconds(random.nextInt(600)), () -> stage.say(line));
            }
            for (var host : stage.world.hosts()) {
                for (int i = 0; i < 3; i++) {
                    stage.time.spawn(() -> handle(stage, host));
                }
            }
            stage.pass(600);
            return stage.world.history();
        }
    }

    private static void handle(Stage stage, String host) {
        while (stage.time.elapsed().toSeconds() < 590) {
            try (var link = stage.connect(host)) {
                for (var vm : link.report().vms()) {
                    if (vm.power() == Power.OFF) {
                        link.start(vm.uuid());
                    } else {
                        link.reset(vm.uuid());
                    }
                    stage.pass(3);
                }
            } catch (HypervisorFailure e) {
                stage.pass(1);
            }
        }
    }

    private static final class Deaf implements io.everup.hypervisor.HypervisorListener {
        @Override
        public void vmChanged(java.util.UUID vm) {}

        @Override
        public void closed(String why) {}
    }
}
