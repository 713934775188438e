package io.everup.hypervisor.simulator;

import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.HypervisorFailure.OutcomeUnknown;
import io.everup.hypervisor.HypervisorFailure.Refused;
import io.everup.hypervisor.HypervisorFailure.Unreachable;
import io.everup.hypervisor.PowerDriver;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The management controllers of simulated hosts, as the agent {@code fence_sim}. */
@Component
class SimulatedPower implements PowerDriver {

    static final String AGENT = "fence_sim";

    private static final Agent DESCRIPTION = new Agent(
            AGENT,
            "The management controller of a simulated host",
            List.of(
                    new Parameter("world", "The simulated world, such as 20x400", true, false, null),
                    new Parameter("host", "The host's name in it, such as h1", true, false, null),
                    new Parameter("password", "Simulated boards take any", false, true, null)),
            "sim");

    private static final Duration LOGIN = Duration.ofMillis(200);
    private static final Duration VERIFY = Duration.ofMillis(400);

    private final SimulatedWorlds worlds;

    SimulatedPower(SimulatedWorlds worlds) {
        this.worlds = worlds;
    }

    @Override
    public boolean controls(String agent) {
        return agent.equals(AGENT);
    }

    /** Offered only where simulated hosts are, so that nobody gives it to a real one. */
    @Override
    public List<Agent> agents() {
        return worlds.isEmpty() ? List.of() : List.of(DESCRIPTION);
    }

    /** Known by name from the start: a world opens with its first host, which may be added together with its device. */
    @Override
    public Optional<Agent> agent(String name) {
        return controls(name) ? Optional.of(DESCRIPTION) : Optional.empty();
    }

    @Override
    public PowerState status(FenceTarget target, Duration deadline) {
        var host = host(target);
        login(host, deadline);
        return host.world.locked(() -> host.powered ? PowerState.ON : PowerState.OFF);
    }

    @Override
    public void off(FenceTarget target, Duration deadline) {
        var host = host(target);
        change(host, false, deadline, () -> host.world.hardware.powerOff(host));
    }

    @Override
    public void on(FenceTarget target, Duration deadline) {
        var host = host(target);
        change(host, true, deadline, () -> host.world.hardware.powerOn(host));
    }

    private SimHost host(FenceTarget target) {
        var world = target.params().get("world");
        var host = target.params().get("host");
        if (world == null || host == null) {
            throw new Refused("fence_sim needs the parameters world and host.", null);
        }
        try {
            var found = worlds.open(world);
            return found.locked(() -> found.host(host));
        } catch (Unreachable e) {
            throw new Refused(e.getMessage(), e);
        }
    }

    /** Waits for the login's end, good or bad. */
    private static void login(SimHost host, Duration deadline) {
        var world = host.world;
        var gate = world.time.gate();
        var no = new HypervisorFailure[1];
        world.locked(() -> {
            world.later(LOGIN, () -> {
                if (host.bmc == SimHost.Bmc.REFUSES) {
                    no[0] = new Refused("The BMC of host " + host.name + " refuses the login.", null);
                }
                if (host.bmc != SimHost.Bmc.SILENT) {
                    gate.open();
                }
            });
            return null;
        });
        if (!gate.await(world.now().plus(deadline))) {
            throw new Unreachable(
                    "The BMC of host " + host.name + " gave no answer within " + Words.duration(deadline) + ".", null);
        }
        if (no[0] != null) {
            throw no[0];
        }
    }

    private static void change(SimHost host, boolean on, Duration deadline, Runnable act) {
        var world = host.world;
        var end = world.now().plus(deadline);
        login(host, deadline);
        var gate = world.time.gate();
        world.locked(() -> {
            world.later(world.between(800, 1_600), () -> {
                if (host.bmc == SimHost.Bmc.ANSWERS) {
                    act.run();
                    verify(host, on, gate);
                }
            });
            return null;
        });
        if (!gate.await(end)) {
            throw new OutcomeUnknown(
                    "The BMC of host " + host.name + " didn't report power " + (on ? "on" : "off") + " within "
                            + Words.duration(deadline) + ".",
                    null);
        }
    }

    private static void verify(SimHost host, boolean on, SimulatedTime.Gate gate) {
        host.world.later(VERIFY, () -> {
            if (host.bmc == SimHost.Bmc.ANSWERS && host.powered == on) {
                gate.open();
            }
        });
    }
}
