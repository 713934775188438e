package io.everup.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.drill.CanaryRules.Facts;
import io.everup.drill.CanaryRules.PoolHost;
import io.everup.host.HostState;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CanaryRulesTest {

    private static final List<PoolHost> WELL =
            List.of(new PoolHost("h1", HostState.UP), new PoolHost("h2", HostState.MAINTENANCE));

    @Test
    void aSpareHostOfAPoolThatIsWellMayBeCut() {
        assertThat(failing(HostState.UP, WELL, List.of(), List.of(), true)).isEmpty();
        assertThat(failing(HostState.UP, WELL, List.of(), List.of(), null)).isEmpty();
    }

    @Test
    void eachPreconditionStopsIt() {
        assertThat(failing(HostState.UP, WELL, List.of("web-1"), List.of(), true))
                .containsExactly("alone");
        assertThat(failing(HostState.UP, WELL, List.of(), List.of("h1"), true)).containsExactly("no-failover");
        assertThat(failing(HostState.UP, WELL, List.of(), List.of(), false)).containsExactly("canary");
        assertThat(failing(HostState.UP, List.of(), List.of(), List.of(), true)).containsExactly("refuge");
    }

    @ParameterizedTest
    @EnumSource(HostState.class)
    void onlyAHostThatIsUpIsCutAndNeverBesideOneInTrouble(HostState state) {
        assertThat(failing(state, WELL, List.of(), List.of(), true).contains("host-up"))
                .isEqualTo(state != HostState.UP);
        var other = List.of(new PoolHost("h1", HostState.UP), new PoolHost("h2", state));
        assertThat(failing(HostState.UP, other, List.of(), List.of(), true).contains("pool-well"))
                .isEqualTo(state != HostState.UP && state != HostState.MAINTENANCE);
    }

    private static List<String> failing(
            HostState state, List<PoolHost> others, List<String> vms, List<String> failovers, Boolean canary) {
        return CanaryRules.judge(new Facts("h3", state, others, vms, failovers, canary)).stream()
                .filter(check -> check.outcome() == Check.Outcome.FAILED)
                .peek(check -> assertThat(check.advice()).isNotBlank())
                .map(Check::name)
                .toList();
    }
}
