package io.everup.hypervisor.simulator;

import io.everup.hypervisor.HypervisorDriver;
import io.everup.hypervisor.HypervisorFailure.Unreachable;
import io.everup.hypervisor.PowerDriver;
import io.everup.shared.Refusal;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The door to simulated worlds for demos, drills and tests. In the portal it is a bean over worlds that live in real
 * time; {@link #inVirtualTime} makes one apart, for runs that are repeatable and don't wait.
 */
@Component
public final class Simulator {

    private final SimulatedWorlds worlds;
    private final SimulatorDriver driver;
    private final SimulatedPower power;

    @Autowired
    Simulator(SimulatedWorlds worlds) {
        this.worlds = worlds;
        this.driver = new SimulatorDriver(worlds);
        this.power = new SimulatedPower(worlds);
    }

    /** Worlds in memory, whose chances follow from the seed. */
    public static Simulator inVirtualTime(VirtualTime time, long seed) {
        return new Simulator(new SimulatedWorlds(time, null, seed));
    }

    /** Links to {@code sim://WORLD/HOST}. */
    public HypervisorDriver driver() {
        return driver;
    }

    /** The agent {@code fence_sim}. */
    public PowerDriver power() {
        return power;
    }

    /**
     * Says a line such as {@code power host2 off} to a world, see {@link SimulatedWorld#command}; the world is opened if
     * it isn't.
     *
     * @throws Refusal when the world's name or the line can't be understood
     */
    public String command(String world, String line) {
        return open(world).command(line);
    }

    /** A world by its name, such as {@code 20x400}, opened if it isn't. @throws Refusal when it isn't a world's name */
    public SimulatedWorld open(String world) {
        try {
            return worlds.open(world);
        } catch (Unreachable e) {
            throw Refusal.invalidField("world", e.getMessage());
        }
    }

    /** A world that is open. */
    public Optional<SimulatedWorld> world(String name) {
        return worlds.find(name);
    }
}
