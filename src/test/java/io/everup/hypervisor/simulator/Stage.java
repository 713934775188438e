package io.everup.hypervisor.simulator;

import io.everup.hypervisor.Credentials;
import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.Hypervisor;
import io.everup.hypervisor.HypervisorListener;
import io.everup.hypervisor.PowerControl.FenceTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A world of three hosts and twelve VMs in virtual time, and what a test does with it. */
final class Stage implements AutoCloseable {

    static final String WORLD = "3x12";
    static final Instant START = Instant.parse("2026-03-02T09:00:00Z");

    final VirtualTime time = new VirtualTime(START);
    final Simulator simulator;
    final SimulatedWorld world;
    final List<UUID> changed = new ArrayList<>();
    final List<String> closed = new ArrayList<>();

    Stage(long seed) {
        simulator = Simulator.inVirtualTime(time, seed);
        world = simulator.open(WORLD);
    }

    static HostUri uri(String host) {
        return HostUri.parse("sim://" + WORLD + "/" + host);
    }

    Hypervisor connect(String host) {
        return connect(host, Duration.ofSeconds(5));
    }

    Hypervisor connect(String host, Duration deadline) {
        return simulator.driver().connect(uri(host), Credentials.NONE, new Listener(), deadline);
    }

    static FenceTarget bmc(String host) {
        return new FenceTarget("fence_sim", Map.of("world", WORLD, "host", host));
    }

    void say(String line) {
        world.command(line);
    }

    void pass(int seconds) {
        time.run(Duration.ofSeconds(seconds));
    }

    /** Where a VM is at the beginning. */
    String home(String vm) {
        return world.runningOn(vm).get(0);
    }

    /** A host where it isn't. */
    String elsewhere(String vm) {
        return world.hosts().stream()
                .filter(host -> !world.runningOn(vm).contains(host))
                .findFirst()
                .orElseThrow();
    }

    UUID id(String vm) {
        return world.hosts.values().stream()
                .flatMap(host -> host.vms.values().stream())
                .filter(each -> each.name().equals(vm))
                .findFirst()
                .orElseThrow()
                .uuid();
    }

    @Override
    public void close() {
        time.close();
    }

    private final class Listener implements HypervisorListener {
        @Override
        public void vmChanged(UUID vm) {
            changed.add(vm);
        }

        @Override
        public void closed(String why) {
            closed.add(why);
        }
    }
}
