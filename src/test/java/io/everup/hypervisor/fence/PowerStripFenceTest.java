package io.everup.hypervisor.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.PowerControl.FenceTarget;
import io.everup.hypervisor.PowerControl.PowerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The real fence_netio, through the real telnet, against a power strip that speaks its protocol. */
@Tag("contract")
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class PowerStripFenceTest {

    private static final Duration DEADLINE = Duration.ofSeconds(15);

    private final FenceAgents agents = new FenceAgents(Path.of("/usr/sbin"));
    private PowerStrip strip;

    @BeforeEach
    void plugIn() throws IOException {
        assumeTrue(agents.controls("fence_netio"), "fence_netio (package fence-agents) is not installed");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/telnet")), "telnet is not installed");
        strip = new PowerStrip("admin", "s3cret");
    }

    @AfterEach
    void unplug() throws IOException {
        if (strip != null) {
            strip.close();
        }
    }

    @Test
    void switchesOneOutletOffAndOn() {
        assertThat(agents.status(outlet("2", "s3cret"), DEADLINE)).isEqualTo(PowerState.ON);
        agents.off(outlet("2", "s3cret"), DEADLINE);
        assertThat(strip.on).containsExactly(true, false, true, true);
        assertThat(agents.status(outlet("2", "s3cret"), DEADLINE)).isEqualTo(PowerState.OFF);
        agents.on(outlet("2", "s3cret"), DEADLINE);
        assertThat(strip.on).containsExactly(true, true, true, true);
    }

    @Test
    void whatCannotBeAskedProvesNothing() {
        assertThatThrownBy(() -> agents.status(outlet("1", "wr0ng"), DEADLINE))
                .isInstanceOf(HypervisorFailure.class)
                .hasMessageNotContaining("wr0ng");
        assertThatThrownBy(() -> agents.status(outlet("9", "s3cret"), DEADLINE)).isInstanceOf(HypervisorFailure.class);
        assertThat(strip.on).containsExactly(true, true, true, true);
    }

    private FenceTarget outlet(String plug, String password) {
        return new FenceTarget(
                "fence_netio",
                Map.of(
                        "ip",
                        "127.0.0.1",
                        "ipport",
                        "" + strip.port(),
                        "username",
                        "admin",
                        "password",
                        password,
                        "plug",
                        plug));
    }
}
