package io.everup.hypervisor.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.everup.hypervisor.HypervisorFailure.Refused;
import io.everup.hypervisor.HypervisorFailure.Unreachable;
import io.everup.hypervisor.PowerControl.FenceTarget;
import io.everup.hypervisor.PowerControl.PowerState;
import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real fence_ipmilan against a simulated board that speaks real IPMI. */
@Tag("contract")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class IpmiFenceTest {

    private static final Duration DEADLINE = Duration.ofSeconds(15);

    @TempDir
    private Path folder;

    private final FenceAgents agents = new FenceAgents(Path.of("/usr/sbin"));
    private Process board;
    private int port;

    @BeforeEach
    void switchTheBoardOn() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/ipmi_sim")), "ipmi_sim (package openipmi) is not installed");
        assumeTrue(agents.controls("fence_ipmilan"), "fence_ipmilan (package fence-agents) is not installed");
        try (var free = new DatagramSocket()) {
            port = free.getLocalPort();
        }
        write("power", "1");
        var chassis = write("chassis", """
                #!/bin/sh
                power="$(dirname "$0")/power"
                shift
                case "$1" in
                  get) shift; for each; do [ "$each" = power ] && echo "power:$(cat "$power")" || echo "$each:default"; done ;;
                  set) [ "$2" = power ] && echo "$3" > "$power" ;;
                esac
                exit 0
                """);
        Files.setPosixFilePermissions(chassis, PosixFilePermissions.fromString("rwxr-xr-x"));
        var lan = write("lan.conf", """
                name "test"
                set_working_mc 0x20
                startlan 1
                  addr 127.0.0.1 %d
                  priv_limit admin
                  allowed_auths_admin none md2 md5 straight
                  guid a123456789abcdefa123456789abcdef
                endlan
                chassis_control "%s 1"
                user 2 true "admin" "secret" admin 10 none md2 md5 straight
                """.formatted(port, chassis));
        var emulator = write("emu.conf", """
                mc_setbmc 0x20
                mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02 persist_sdr
                sel_enable 0x20 1000 0x0a
                mc_enable 0x20
                """);
        board = new ProcessBuilder("ipmi_sim", "-c", "" + lan, "-f", "" + emulator, "-s", "" + folder, "-n")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    @AfterEach
    void pullTheBoard() {
        if (board != null) {
            board.destroyForcibly();
        }
    }

    @Test
    void switchesOffAndOn() throws IOException {
        assertThat(agents.status(target("secret"), DEADLINE)).isEqualTo(PowerState.ON);
        agents.off(target("secret"), DEADLINE);
        assertThat(folder.resolve("power")).content().startsWith("0");
        assertThat(agents.status(target("secret"), DEADLINE)).isEqualTo(PowerState.OFF);
        agents.off(target("secret"), DEADLINE);
        agents.on(target("secret"), DEADLINE);
        assertThat(agents.status(target("secret"), DEADLINE)).isEqualTo(PowerState.ON);
    }

    /** Every command line of the machine, read again and again while the agent and its ipmitool are at work. */
    @Test
    void thePasswordIsInNoListOfProcesses() throws Exception {
        var seen = new ConcurrentSkipListSet<String>();
        var done = new AtomicBoolean();
        var samples = new AtomicInteger();
        var watch = new Thread(() -> {
            while (!done.get()) {
                seen.addAll(commandLines());
                samples.incrementAndGet();
            }
        });
        watch.start();
        try {
            for (var i = 0; i < 5; i++) {
                assertThat(agents.status(target("secret"), DEADLINE)).isEqualTo(PowerState.ON);
            }
        } finally {
            done.set(true);
            watch.join();
        }
        assertThat(samples).hasPositiveValue();
        assertThat(seen).as("ipmitool was seen at work").anyMatch(line -> line.startsWith("ipmitool "));
        assertThat(seen).as("and never the password").noneMatch(line -> line.matches(".* -P secret( .*)?"));
    }

    private static Set<String> commandLines() {
        var lines = new HashSet<String>();
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : processes) {
                try {
                    lines.add(Files.readString(process.resolve("cmdline"), java.nio.charset.StandardCharsets.ISO_8859_1)
                            .replace('\0', ' '));
                } catch (IOException e) {
                    // It has ended.
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return lines;
    }

    @Test
    void aWrongPasswordIsRefusedAtOnce() {
        assertThat(agents.status(target("secret"), DEADLINE)).isEqualTo(PowerState.ON);
        assertThatThrownBy(() -> agents.status(target("wrong"), DEADLINE))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("refuses the login");
        assertThatThrownBy(() -> agents.off(target("wrong"), DEADLINE)).isInstanceOf(Refused.class);
    }

    @Test
    void aBoardWithoutPowerIsUnreachableInTime() {
        board.destroyForcibly();
        var begun = System.nanoTime();
        // 192.0.2.0/24 is nobody's (RFC 5737): unlike a closed port it doesn't answer "nobody here"
        var params = new HashMap<>(target("secret").params());
        params.put("ip", "192.0.2.1");
        assertThatThrownBy(() -> agents.status(new FenceTarget("fence_ipmilan", params), Duration.ofSeconds(3)))
                .isInstanceOf(Unreachable.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
    }

    private FenceTarget target(String password) {
        return new FenceTarget(
                "fence_ipmilan",
                Map.of(
                        "ip", "127.0.0.1",
                        "ipport", "" + port,
                        "username", "admin",
                        "password", password,
                        "lanplus", "1",
                        "cipher", "3"));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
