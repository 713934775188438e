package io.everup.hypervisor.libvirt;

import io.everup.hypervisor.ContractRig;
import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.HypervisorContract;
import io.everup.hypervisor.HypervisorDriver;
import java.util.EnumSet;
import java.util.Set;

/** The contract against the pretended host that libvirt's library carries in itself. */
class TestDriverContractTest extends HypervisorContract {

    @Override
    protected ContractRig rig() {
        return new ContractRig() {
            @Override
            public String name() {
                return "libvirt's test driver";
            }

            @Override
            public HypervisorDriver driver() {
                return new LibvirtDriver();
            }

            @Override
            public Set<Can> can() {
                return EnumSet.noneOf(Can.class);
            }

            @Override
            public HostUri host(int n) {
                return HostUri.parse("test:///default");
            }

            @Override
            public HostUri silent() {
                return HostUri.parse("test+tcp://192.0.2.1/default");
            }

            @Override
            public String datastore() {
                return "default-pool";
            }

            @Override
            public String network() {
                return "default";
            }
        };
    }
}
