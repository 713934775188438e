package io.everup.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.springframework.util.FileSystemUtils;

/** The lab's hosts from outside: their plugs, cables and boards. See src/lab. */
final class LabMachine implements AutoCloseable {

    private static final Path TOOL = Path.of("bin", "lab").toAbsolutePath();
    private static final Path COUNTER =
            Path.of("src", "lab", "guest", "read-counter").toAbsolutePath();
    private static final int IMPOSSIBLE = 3;

    private final Path directory;
    private final boolean ours;

    private final boolean broughtUp;

    private LabMachine(Path directory, boolean ours, boolean broughtUp) {
        this.directory = directory;
        this.ours = ours;
        this.broughtUp = broughtUp;
    }

    record Said(int status, String text) {}

    /** Brings it up, or skips the story with the reason why there can be none. A lab that is up and ours to use is used. */
    static LabMachine up() {
        var given = System.getenv("EVERUP_LAB_DIR");
        var directory = given == null || given.isBlank()
                ? Path.of("target", "journeys", "lab").toAbsolutePath()
                : Path.of(given).toAbsolutePath();
        Assumptions.assumeTrue(Files.isExecutable(TOOL), "There is no bin/lab here");
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "The lab needs root");
        var ours = given == null || given.isBlank();
        var lab = new LabMachine(directory, ours, !upAlready(directory));
        if (ours && lab.broughtUp) {
            FileSystemUtils.deleteRecursively(directory.toFile());
        }
        var said = lab.run(List.of(TOOL.toString(), "up"));
        Assumptions.assumeTrue(said.status != IMPOSSIBLE, said.text);
        assertThat(said.status).as(said.text).isZero();
        return lab;
    }

    private static boolean upAlready(Path directory) {
        try {
            var note = Path.of("/run/everup-lab/dir");
            return Files.exists(note) && Files.readString(note).strip().equals(directory.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Such as {@code power h2 off}. */
    void command(String... words) {
        var line = new ArrayList<>(List.of(TOOL.toString()));
        line.addAll(List.of(words));
        other(line);
    }

    /** What a command of the lab says, such as {@code virsh h2 list --name}; it must succeed. */
    String ask(String... words) {
        var line = new ArrayList<>(List.of(TOOL.toString()));
        line.addAll(List.of(words));
        return other(line);
    }

    /** What another program says; it must succeed. */
    String other(List<String> line) {
        var said = run(line);
        assertThat(said.status).as("%s: %s", line, said.text).isZero();
        return said.text;
    }

    /** What the guest's disk tells from outside: status 0 when no record is missing and never two wrote at a time. */
    Said counter(String disk, long shown) {
        return run(List.of(COUNTER.toString(), "--at-least", String.valueOf(shown), disk));
    }

    private Said run(List<String> line) {
        try {
            var log = Files.createTempFile("everup-lab", ".log");
            var builder = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(log.toFile());
            builder.environment().put("EVERUP_LAB_DIR", directory.toString());
            var process = builder.start();
            if (!process.waitFor(180, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(line + " hangs: " + Files.readString(log));
            }
            var said = new Said(process.exitValue(), Files.readString(log).strip());
            Files.delete(log);
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("The test was interrupted", e);
        }
    }

    /** Whether its folder is this story's own. */
    boolean isOurs() {
        return ours;
    }

    /** Everything is plugged in again. */
    void mend() {
        for (var host : List.of("h1", "h2", "h3")) {
            run(List.of(TOOL.toString(), "bmc", host, "on"));
            run(List.of(TOOL.toString(), "resume", host));
            run(List.of(TOOL.toString(), "heal", host));
            run(List.of(TOOL.toString(), "power", host, "on"));
        }
    }

    @Override
    public void close() {
        if (broughtUp) {
            run(List.of(TOOL.toString(), "down"));
        }
    }
}
