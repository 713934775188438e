package io.everup.hypervisor.fence;

import io.everup.hypervisor.PowerControl.Agent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * The agents in a folder and what they say of themselves. Eighty of them are usual, and each takes a Python start to
 * answer, so they are asked once, in the background.
 */
final class AgentCatalogue {

    private static final Pattern NAME = Pattern.compile("fence_[a-z0-9_]+");
    /** They succeed without touching any power. */
    private static final Set<String> PRETENDERS = Set.of("fence_dummy", "fence_heuristics_ping", "fence_ack_manual");
    /** They cut a host's storage or network, or only read it: its VMs run on, so their "off" is no proof of power. */
    private static final Set<String> NOT_POWER = Set.of(
            "fence_scsi",
            "fence_mpath",
            "fence_brocade",
            "fence_cisco_mds",
            "fence_sanbox2",
            "fence_ifmib",
            "fence_kdump",
            "fence_evacuate",
            "fence_compute");

    private static final Duration METADATA = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int THREADS = 2;
    private static final long IDLE_SECONDS = 5;

    private final Path folder;
    private final Map<String, CompletableFuture<Optional<Agent>>> known = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor askers;

    AgentCatalogue(Path folder) {
        this.folder = folder;
        this.askers = (ThreadPoolExecutor) Executors.newFixedThreadPool(THREADS, work -> {
            var thread = new Thread(work, "fence agent metadata");
            thread.setDaemon(true);
            return thread;
        });
        askers.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        askers.allowCoreThreadTimeOut(true);
    }

    boolean has(String agent) {
        return NAME.matcher(agent).matches()
                && !PRETENDERS.contains(agent)
                && !NOT_POWER.contains(agent)
                && Files.isExecutable(folder.resolve(agent));
    }

    Path file(String agent) {
        return folder.resolve(agent);
    }

    /** All that can fence; those that haven't answered within 2 s are there without their parameters. */
    List<Agent> all() {
        var names = names();
        var answers = names.stream().map(this::ask).toList();
        var end = System.nanoTime() + PATIENCE.toNanos();
        var result = new ArrayList<Agent>();
        for (int n = 0; n < names.size(); n++) {
            var left = Duration.ofNanos(end - System.nanoTime());
            within(answers.get(n), left)
                    .orElse(Optional.of(new Agent(names.get(n), "", List.of(), null)))
                    .ifPresent(result::add);
        }
        return result;
    }

    /** Waits for its answer, and for none but it. */
    Optional<Agent> one(String name) {
        if (!has(name)) {
            return Optional.empty();
        }
        var answer = known.get(name);
        if (answer != null && answer.isDone()) {
            return within(answer, Duration.ZERO).orElse(Optional.empty());
        }
        var asked = asked(name);
        asked.ifPresent(told ->
                known.computeIfAbsent(name, each -> new CompletableFuture<>()).complete(told));
        return asked.orElse(Optional.empty());
    }

    private CompletableFuture<Optional<Agent>> ask(String name) {
        return known.computeIfAbsent(name, each -> {
            var answer = new CompletableFuture<Optional<Agent>>();
            askers.execute(() -> {
                if (!answer.isDone()) {
                    var told = asked(name);
                    if (told.isEmpty()) {
                        known.remove(name, answer);
                    }
                    answer.complete(told.orElse(Optional.empty()));
                }
            });
            return answer;
        });
    }

    /** Empty when it didn't answer: it is asked again another time. */
    private Optional<Optional<Agent>> asked(String name) {
        var run = AgentRun.run(file(name), Map.of("action", "metadata"), METADATA);
        return run.exit() == 0 ? Optional.of(AgentMetadata.read(name, run.output())) : Optional.empty();
    }

    /** Empty when it isn't known within that time. */
    private Optional<Optional<Agent>> within(CompletableFuture<Optional<Agent>> answer, Duration patience) {
        try {
            return Optional.of(answer.get(Math.max(0, patience.toNanos()), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private List<String> names() {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(this::has)
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
