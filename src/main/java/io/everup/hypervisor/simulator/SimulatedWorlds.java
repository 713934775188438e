package io.everup.hypervisor.simulator;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The worlds that are open. A world begins, or goes on, when it is first asked for. */
@Component
class SimulatedWorlds implements AutoCloseable {

    private final SimulatedTime time;
    private final Path directory;
    private final Long seed;
    private final Map<String, SimulatedWorld> open = new LinkedHashMap<>();
    private final List<WorldFile> files = new ArrayList<>();

    /** @param directory where worlds are kept; empty for only in memory */
    @Autowired
    SimulatedWorlds(Clock clock, @Value("${everup.simulator.directory:}") String directory) {
        this(new RealTime(clock), directory.isBlank() ? null : Path.of(directory), null);
    }

    /**
     * @param directory null for only in memory
     * @param seed for chance in all worlds; null for one that follows from the world's name
     */
    SimulatedWorlds(SimulatedTime time, Path directory, Long seed) {
        this.time = time;
        this.directory = directory;
        this.seed = seed;
    }

    SimulatedTime time() {
        return time;
    }

    synchronized Optional<SimulatedWorld> find(String name) {
        return Optional.ofNullable(open.get(name));
    }

    synchronized boolean isEmpty() {
        return open.isEmpty();
    }

    /** @throws io.everup.hypervisor.HypervisorFailure.Unreachable when the name isn't a world's */
    synchronized SimulatedWorld open(String name) {
        var known = open.get(name);
        if (known != null) {
            return known;
        }
        var world = directory == null ? inMemory(name) : kept(name);
        // As hosts are that were set up well; "disk-locks off" in a world shows one that wasn't.
        world.locked(() -> {
            world.diskLocks = true;
            return null;
        });
        open.put(name, world);
        return world;
    }

    private SimulatedWorld inMemory(String name) {
        var world = Inventory.world(name, seedOf(name), time, time.now());
        Restoring.restore(world, List.of());
        return world;
    }

    private SimulatedWorld kept(String name) {
        Inventory.requireName(name);
        var file = WorldFile.open(directory, name, time.now());
        files.add(file);
        var world = Inventory.world(name, seedOf(name), time, file.created());
        world.locked(() -> {
            world.keepIn(file);
            Restoring.restore(world, file.lines());
            return null;
        });
        return world;
    }

    private long seedOf(String name) {
        return seed == null ? Inventory.seedOf(name) : seed;
    }

    @Override
    public synchronized void close() throws Exception {
        if (time instanceof AutoCloseable closeable) {
            closeable.close();
        }
        release();
    }

    /** Forgets all worlds; nothing that happens to them from now on is kept. */
    synchronized void release() {
        files.forEach(WorldFile::close);
        files.clear();
        open.clear();
    }
}
