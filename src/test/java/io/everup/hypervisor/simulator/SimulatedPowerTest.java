package io.everup.hypervisor.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class SimulatedPowerTest {

    private final Simulator simulator = Simulator.inVirtualTime(new VirtualTime(Instant.EPOCH), 1);

    @Test
    void isOfferedOnlyWhereAWorldIsOpenButKnownByNameBefore() {
        var power = simulator.power();
        assertThat(power.agents()).isEmpty();
        assertThat(power.agent("fence_sim")).isPresent();
        assertThat(power.agent("fence_ipmilan")).isEmpty();

        simulator.open("3x10");
        assertThat(power.agents()).containsExactly(power.agent("fence_sim").orElseThrow());
    }
}
