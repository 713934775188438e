package io.everup.hypervisor.simulator;

import io.everup.hypervisor.HypervisorFailure.Unreachable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * Where a world is kept: a line of JSON for each change, written before the change is answered. The first line tells when
 * the world began; of several lines on one thing the last counts. It is rewritten, atomically, when most of it is past.
 */
final class WorldFile implements AutoCloseable {

    /** For a world that is only in memory. */
    static final WorldFile NONE = new WorldFile(null, null, null);

    private static final Logger LOG = LoggerFactory.getLogger(WorldFile.class);
    /** Changes with what {@link Inventory} makes of a name: worlds of another version begin anew. */
    private static final int VERSION = 2;

    private static final int SLACK = 2_000;

    private record Header(int version, Instant created) {}

    private final Path path;
    private final Header header;
    private final FileChannel lock;
    private final Map<String, String> latest = new LinkedHashMap<>();
    private Writer writer;
    private int written;

    private WorldFile(Path path, Header header, FileChannel lock) {
        this.path = path;
        this.header = header;
        this.lock = lock;
    }

    /** @throws Unreachable when another portal has this world open */
    static WorldFile open(Path directory, String world, Instant now) {
        try {
            Files.createDirectories(directory);
            var lock = lock(directory.resolve(world + ".lock"), world);
            var path = directory.resolve(world + ".jsonl");
            var lines = Files.exists(path) ? Files.readAllLines(path) : List.<String>of();
            var old = lines.isEmpty() ? null : read(lines.get(0), Header.class);
            var known = old != null && old.version() == VERSION;
            var file = new WorldFile(path, known ? old : new Header(VERSION, now), lock);
            if (known) {
                file.load(lines.subList(1, lines.size()));
            }
            file.rewrite();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("The simulated world " + world + " can't be kept in " + directory, e);
        }
    }

    private static FileChannel lock(Path path, String world) throws IOException {
        var channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            LOG.debug("The world {} is open in this process.", world, e);
        }
        channel.close();
        throw new Unreachable("The simulated world " + world + " is open in another portal.", null);
    }

    private void load(List<String> lines) {
        for (var text : lines) {
            var line = read(text, Saved.Line.class);
            if (line != null) {
                remember(line.key(), text);
            }
        }
    }

    /** Null for half a line, as is left when the portal is killed while it writes. */
    private static <T> T read(String text, Class<T> type) {
        try {
            return Definitions.JSON.readValue(text, type);
        } catch (JacksonException e) {
            LOG.warn("A line of a simulated world is left out: {}", e.getOriginalMessage());
            return null;
        }
    }

    /** Since when the world is. */
    Instant created() {
        return header.created();
    }

    /** What is kept, a line for each thing. */
    Collection<Saved.Line> lines() {
        var result = new ArrayList<Saved.Line>(latest.size());
        latest.values().forEach(text -> result.add(read(text, Saved.Line.class)));
        return result;
    }

    void put(Saved.Line line) {
        if (writer == null) {
            return;
        }
        try {
            var text = Definitions.JSON.writeValueAsString(line);
            remember(line.key(), text);
            if (written > 2 * latest.size() + SLACK) {
                rewrite();
            } else {
                write(text);
                writer.flush();
            }
        } catch (IOException e) {
            LOG.error("The simulated world goes on in memory only: it can't be kept in {}.", path, e);
        }
    }

    private void remember(String key, String text) {
        latest.remove(key);
        latest.put(key, text);
    }

    private void write(String text) throws IOException {
        writer.write(text);
        writer.write('\n');
        written++;
    }

    private void rewrite() throws IOException {
        if (writer != null) {
            writer.close();
        }
        var fresh = path.resolveSibling(path.getFileName() + ".new");
        written = 0;
        writer = Files.newBufferedWriter(fresh);
        write(Definitions.JSON.writeValueAsString(header));
        for (var text : latest.values()) {
            write(text);
        }
        writer.flush();
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() {
        try {
            if (writer != null) {
                writer.close();
                writer = null;
                lock.close();
            }
        } catch (IOException e) {
            LOG.warn("The simulated world in {} was not closed well.", path, e);
        }
    }
}
