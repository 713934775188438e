package io.everup.hypervisor.fence;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One run of a fence agent: its parameters go in by standard input, so that no process list and no log shows a secret. */
final class AgentRun {

    private static final int MOST_OUTPUT = 512 * 1024;
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    /**
     * @param exit its exit status; meaningless when it was cut short
     * @param cutShort whether the deadline ended it
     */
    record Result(int exit, String output, String errors, boolean cutShort, Duration took) {}

    private AgentRun() {}

    static Result run(Path agent, Map<String, String> parameters, Duration deadline) {
        var begun = System.nanoTime();
        Process process = null;
        try {
            var call = IpmiPassword.hidden(agent.getFileName().toString(), parameters);
            process = start(agent, call.environment());
            var output = read(process.getInputStream());
            var errors = read(process.getErrorStream());
            feed(process, call.parameters());
            var ended = process.waitFor(Math.max(1, deadline.toMillis()), TimeUnit.MILLISECONDS);
            if (!ended) {
                kill(process);
            }
            return new Result(
                    ended ? process.exitValue() : -1,
                    without(text(output), parameters),
                    without(text(errors), parameters),
                    !ended,
                    since(begun));
        } catch (IOException e) {
            throw new UncheckedIOException("The fence agent " + agent.getFileName() + " can't be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill(process);
            return new Result(-1, "", "", true, since(begun));
        }
    }

    private static Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** Agents replace secrets by "[set]" in what they print; in case one forgets. */
    private static String without(String text, Map<String, String> parameters) {
        var result = text;
        for (var parameter : parameters.entrySet()) {
            if (AgentMetadata.secret(parameter.getKey())
                    && !parameter.getValue().isEmpty()) {
                result = result.replace(parameter.getValue(), "[secret]");
            }
        }
        return result;
    }

    private static Process start(Path agent, Map<String, String> more) throws IOException {
        var builder = new ProcessBuilder(agent.toString());
        var environment = builder.environment();
        environment.clear();
        environment.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("PYTHONWARNINGS", "ignore");
        environment.putAll(more);
        return builder.start();
    }

    private static void feed(Process process, Map<String, String> parameters) {
        var lines = new StringBuilder();
        parameters.forEach(
                (name, value) -> lines.append(name).append('=').append(value).append('\n'));
        try (var input = process.getOutputStream()) {
            input.write(lines.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // it ended without reading; its exit status tells why
        }
    }

    private static CompletableFuture<String> read(InputStream stream) {
        var text = new CompletableFuture<String>();
        var thread = new Thread(
                () -> {
                    try (stream) {
                        text.complete(new String(stream.readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8));
                    } catch (IOException e) {
                        text.complete("");
                    }
                },
                "fence agent output");
        thread.setDaemon(true);
        thread.start();
        return text;
    }

    /** What it started may keep the streams open after it; its words are then not waited for. */
    private static String text(CompletableFuture<String> stream) throws InterruptedException {
        try {
            return stream.get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return "";
        }
    }

    /** Children first: an agent's ipmitool or ssh would otherwise go on talking to the device. */
    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
