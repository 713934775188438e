package io.everup.hypervisor.simulator;

import io.everup.hypervisor.ContractRig;
import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.HypervisorContract;
import io.everup.hypervisor.HypervisorDriver;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The simulator keeps the port's promises, in time that passes ten times faster than real. */
class SimulatorContractTest extends HypervisorContract {

    private static final String WORLD = "3x12";
    private static SimulatedWorlds worlds;

    @BeforeAll
    static void begin() {
        worlds = new SimulatedWorlds(new RealTime(new FastClock(10), 10), null, 1L);
        worlds.open(WORLD).command("power h3 off");
    }

    @AfterAll
    static void end() throws Exception {
        worlds.close();
    }

    @Override
    protected ContractRig rig() {
        return new Rig();
    }

    private static final class Rig implements ContractRig {

        @Override
        public String name() {
            return "the simulator";
        }

        @Override
        public HypervisorDriver driver() {
            return new SimulatorDriver(worlds);
        }

        @Override
        public Set<Can> can() {
            return EnumSet.complementOf(EnumSet.of(Can.CONSOLE));
        }

        @Override
        public HostUri host(int n) {
            return HostUri.parse("sim://" + WORLD + "/h" + (n + 1));
        }

        @Override
        public HostUri silent() {
            return host(2);
        }

        @Override
        public String datastore() {
            return "shared";
        }

        @Override
        public String network() {
            return "office";
        }
    }
}
