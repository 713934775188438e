package io.everup.hypervisor.simulator;

import io.everup.hypervisor.Credentials;
import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.Hypervisor;
import io.everup.hypervisor.HypervisorDriver;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.HypervisorFailure.Unreachable;
import io.everup.hypervisor.HypervisorListener;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Links to simulated hosts, {@code sim://WORLD/HOST}. */
@Component
class SimulatorDriver implements HypervisorDriver {

    private final SimulatedWorlds worlds;

    SimulatorDriver(SimulatedWorlds worlds) {
        this.worlds = worlds;
    }

    @Override
    public boolean speaks(HostUri uri) {
        return uri.scheme().equals("sim");
    }

    @Override
    public Hypervisor connect(HostUri uri, Credentials credentials, HypervisorListener listener, Duration deadline) {
        var address = SimUri.of(uri);
        var world = worlds.open(address.world());
        var host = world.locked(() -> world.host(address.host()));
        if (world.locked(() -> host.isUp() && host.network && host.daemon == SimHost.Daemon.DEAD)) {
            throw new Unreachable("Host " + host.name + " refuses the connection: no hypervisor runs there.", null);
        }
        var link = new Link(world, host, listener);
        try {
            link.greet(deadline);
            return new SimulatedHypervisor(link);
        } catch (HypervisorFailure e) {
            link.close();
            throw e;
        }
    }
}
