package io.everup.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.everup.hypervisor.ContractRig;
import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.HypervisorContract;
import io.everup.hypervisor.HypervisorDriver;
import io.everup.hypervisor.VmSpec;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;

/** The contract against the lab's real QEMU hosts. */
@Tag("lab")
class LabContractTest extends HypervisorContract {

    @Override
    protected ContractRig rig() {
        assumeTrue(Lab.isUp(), "The lab is not up; start it with bin/lab up.");
        return new LabRig();
    }

    private static final class LabRig implements ContractRig {

        @Override
        public String name() {
            return "the lab";
        }

        @Override
        public HypervisorDriver driver() {
            return new LibvirtDriver();
        }

        @Override
        public Set<Can> can() {
            return EnumSet.allOf(Can.class);
        }

        @Override
        public HostUri host(int n) {
            return Lab.host(n + 1);
        }

        @Override
        public HostUri silent() {
            return HostUri.parse("qemu+tcp://10.77.0.99/system");
        }

        @Override
        public String datastore() {
            return "shared";
        }

        /** Without a cap it is there in a blink. */
        @Override
        public void followed(Duration took) {
            assertThat(took).isGreaterThan(Duration.ofSeconds(3));
        }

        @Override
        public boolean guestsWrite() {
            return true;
        }

        @Override
        public String network() {
            return "guests";
        }

        @Override
        public VmSpec.Boot boot() {
            return Lab.boot("contract", "10.78.0.200");
        }
    }
}
