package io.everup.hypervisor.simulator;

import io.everup.hypervisor.HostFacts;
import io.everup.hypervisor.HostReport;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.shared.Bytes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** One machine: its power, its management link, the hypervisor's daemon on it, and the VMs it knows. */
final class SimHost {

    enum Daemon {
        UP,
        /** Stopped in its tracks: connections stay, nothing is answered until it goes on. */
        HUNG,
        /** Not there: connections are refused. Guests run on without it. */
        DEAD
    }

    enum Bmc {
        ANSWERS,
        /** No power or no network. */
        SILENT,
        /** Login refused. */
        REFUSES,
        /** Says yes to "off" and does nothing. */
        STUCK
    }

    /** What the host keeps for itself. */
    static final long OWN_MEMORY = 2 * Bytes.GIB;

    private static final double OWN_CPU = 0.015;

    final SimulatedWorld world;
    final String name;
    final int cpus;
    final long memoryBytes;
    final String cpuModel;
    final SimDatastore local;
    final Map<UUID, SimVm> vms = new LinkedHashMap<>();
    final Set<Link> links = new LinkedHashSet<>();

    boolean powered = true;
    boolean network = true;
    Daemon daemon = Daemon.UP;
    Bmc bmc = Bmc.ANSWERS;
    /** Since when its system is up. */
    Instant bootedAt;
    /** When its system will be up; null when it is, or has no power. */
    Instant bootsAt;
    /** How much later than usual it answers. */
    Duration slow = Duration.ZERO;
    /** Processor time used by instances that are gone. */
    long cpuGone;
    /** Whether it has certificates by which migrations can be encrypted. */
    boolean certificates;

    /** How often it was silent and came back. */
    int returns;

    private int boots;
    private int daemons;
    private final List<Runnable> forDaemon = new ArrayList<>();
    private final List<Runnable> onTheWire = new ArrayList<>();

    SimHost(
            SimulatedWorld world,
            String name,
            int cpus,
            long memoryBytes,
            String cpuModel,
            SimDatastore local,
            Instant bootedAt) {
        this.world = world;
        this.name = name;
        this.cpus = cpus;
        this.memoryBytes = memoryBytes;
        this.cpuModel = cpuModel;
        this.local = local;
        this.bootedAt = bootedAt;
    }

    boolean isUp() {
        return powered && bootsAt == null;
    }

    /** Whether a call would be answered now. */
    boolean answers() {
        return isUp() && network && daemon == Daemon.UP;
    }

    /** Whether its hypervisor works, heard or not. */
    boolean works() {
        return isUp() && daemon == Daemon.UP;
    }

    SimVm require(UUID vm) {
        var found = vms.get(vm);
        if (found == null) {
            throw new HypervisorFailure.Missing("Host " + name + " knows no VM " + vm + ".", null);
        }
        return found;
    }

    SimDatastore datastore(String datastore) {
        if (datastore.equals(world.shared.name)) {
            return world.shared;
        }
        if (datastore.equals(local.name)) {
            return local;
        }
        throw new HypervisorFailure.Missing("Host " + name + " has no datastore " + datastore + ".", null);
    }

    /** The volume at a path of this host; null when there is none that it reaches. */
    SimVolume volumeAt(String path) {
        var volume = knownAt(path);
        return volume != null && volume.datastore.reachedBy(name) ? volume : null;
    }

    /** The volume at a path of this host, reached or not; null when there is none. */
    SimVolume knownAt(String path) {
        for (var store : List.of(world.shared, local)) {
            if (path.startsWith(store.path + "/")) {
                return store.volume(path.substring(store.path.length() + 1));
            }
        }
        return null;
    }

    /** Does something after a while, unless the host or its daemon ends before. A hung daemon does it when it goes on. */
    void later(Duration delay, Runnable work) {
        var boot = boots;
        var run = daemons;
        world.later(delay, () -> {
            if (boot == boots && run == daemons) {
                whenAwake(work);
            }
        });
    }

    void whenAwake(Runnable work) {
        if (daemon == Daemon.HUNG) {
            forDaemon.add(work);
        } else if (works()) {
            work.run();
        }
    }

    /** A request arrives by this link, now or when the network is back, and is worked on when the daemon can. */
    void receive(Link link, Runnable request) {
        onWire(link, () -> {
            if (slow.isZero()) {
                whenAwake(request);
            } else {
                later(slow, request);
            }
        });
    }

    /** Passes something over the link, now or when the network is back; it is lost with either end. */
    void onWire(Link link, Runnable packet) {
        if (!isUp()) {
            return;
        }
        if (network) {
            packet.run();
        } else {
            onTheWire.add(() -> {
                if (link.isAlive()) {
                    packet.run();
                }
            });
        }
    }

    /** The network is back: what was sent meanwhile is sent again. */
    void deliverHeld() {
        drain(onTheWire);
    }

    /** The daemon goes on with what it was asked. */
    void workOff() {
        drain(forDaemon);
    }

    /** Power is gone: everything in the host's memory with it. */
    void forgetAll() {
        boots++;
        onTheWire.clear();
        forgetDaemon();
    }

    /** The daemon is gone, with all it was about to do. */
    void forgetDaemon() {
        daemons++;
        forDaemon.clear();
    }

    private static void drain(List<Runnable> held) {
        var all = List.copyOf(held);
        held.clear();
        all.forEach(Runnable::run);
    }

    HostFacts facts() {
        return new HostFacts(
                UUID.nameUUIDFromBytes((world.name() + "/" + name).getBytes(StandardCharsets.UTF_8)),
                name,
                "Simulator",
                "1.0",
                "1.0",
                cpus,
                memoryBytes,
                "x86_64",
                cpuModel,
                true);
    }

    HostReport report(Instant now) {
        var total = Duration.between(bootedAt, now).toNanos() * cpus;
        var reports = vms.values().stream().map(vm -> vm.report(now)).toList();
        var busy = cpuGone + (long) (total * OWN_CPU);
        for (var report : reports) {
            busy += report.cpuNanos();
        }
        return new HostReport(memoryBytes, memoryFree(), Math.min(busy, total), total, reports);
    }

    /** Memory for further VMs; those on their way in or on are counted. */
    long memoryFree() {
        var used = OWN_MEMORY;
        for (var vm : vms.values()) {
            if (vm.isOn() || "start".equals(vm.job)) {
                used += vm.spec.memoryBytes();
            }
        }
        return Math.max(0, memoryBytes - used);
    }

    Saved.Host saved() {
        return new Saved.Host(name, powered, network, daemon, bmc, bootedAt, bootsAt, cpuGone, certificates);
    }

    void restore(Saved.Host saved) {
        powered = saved.powered();
        network = saved.network();
        daemon = saved.daemon();
        bmc = saved.bmc();
        bootedAt = saved.bootedAt();
        bootsAt = saved.bootsAt();
        cpuGone = saved.cpuGone();
        certificates = saved.certificates();
    }
}
