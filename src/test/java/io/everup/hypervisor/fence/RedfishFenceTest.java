package io.everup.hypervisor.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.HypervisorFailure.OutcomeUnknown;
import io.everup.hypervisor.HypervisorFailure.Refused;
import io.everup.hypervisor.HypervisorFailure.Unreachable;
import io.everup.hypervisor.PowerControl.FenceTarget;
import io.everup.hypervisor.PowerControl.PowerState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real fence_redfish against a board that speaks Redfish over HTTPS. */
@Tag("contract")
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class RedfishFenceTest {

    private static final Duration DEADLINE = Duration.ofSeconds(15);

    @TempDir
    private Path folder;

    private final FenceAgents agents = new FenceAgents(Path.of("/usr/sbin"));
    private RedfishBoard board;

    @BeforeEach
    void switchTheBoardOn() throws Exception {
        assumeTrue(agents.controls("fence_redfish"), "fence_redfish (package fence-agents) is not installed");
        board = new RedfishBoard(folder, "admin", "s3cret");
    }

    @AfterEach
    void pullTheBoard() {
        if (board != null) {
            board.close();
        }
    }

    @Test
    void switchesOffAndOn() {
        assertThat(agents.status(target(Map.of()), DEADLINE)).isEqualTo(PowerState.ON);
        agents.off(target(Map.of()), DEADLINE);
        assertThat(board.on).isFalse();
        assertThat(agents.status(target(Map.of()), DEADLINE)).isEqualTo(PowerState.OFF);
        agents.on(target(Map.of("systems_uri", "/redfish/v1/Systems/1")), DEADLINE);
        assertThat(board.on).isTrue();
    }

    @Test
    void aWrongPasswordProvesNothingAndIsNotRepeated() {
        assertThatThrownBy(() -> agents.status(target(Map.of("password", "wr0ng")), DEADLINE))
                .isInstanceOf(HypervisorFailure.class)
                .hasMessageNotContaining("wr0ng");
        assertThatThrownBy(() -> agents.off(target(Map.of("password", "wr0ng")), DEADLINE))
                .isInstanceOf(HypervisorFailure.class);
        assertThat(board.on).isTrue();
    }

    @Test
    void aCertificateThatNobodyKnowsIsRefusedUnlessAskedOtherwise() {
        assertThatThrownBy(() -> agents.status(target(Map.of("ssl_insecure", "0", "ssl_secure", "1")), DEADLINE))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("certificate");
    }

    @Test
    void aBoardThatOnlyNodsIsNotBelieved() {
        board.obeys = false;
        assertThatThrownBy(() -> agents.off(target(Map.of()), Duration.ofSeconds(6)))
                .isInstanceOf(OutcomeUnknown.class);
        assertThat(board.on).isTrue();
    }

    @Test
    void aBoardWithoutPowerIsUnreachable() {
        board.close();
        assertThatThrownBy(() -> agents.status(target(Map.of()), DEADLINE)).isInstanceOf(Unreachable.class);
    }

    private FenceTarget target(Map<String, String> other) {
        var params = new TreeMap<>(Map.of(
                "ip", "127.0.0.1",
                "ipport", "" + board.port(),
                "username", "admin",
                "password", "s3cret",
                "ssl_insecure", "1"));
        params.putAll(other);
        params.values().removeIf("0"::equals);
        return new FenceTarget("fence_redfish", params);
    }
}
