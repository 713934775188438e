package io.everup.hypervisor.fence;

import io.everup.hypervisor.HypervisorFailure.OutcomeUnknown;
import io.everup.hypervisor.HypervisorFailure.Refused;
import io.everup.hypervisor.HypervisorFailure.Unreachable;
import io.everup.hypervisor.PowerDriver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Power by the fence agents installed on the portal's machine (ClusterLabs fence-agents, as Pacemaker and oVirt use them).
 * {@code power_wait} is 0 unless the target sets it: what was switched is looked at again anyway, and an IPMI board needs
 * no pause between (0.1 s instead of 2.1 s).
 */
@Component
public class FenceAgents implements PowerDriver {

    private static final Pattern NAME = Pattern.compile("fence_[a-z0-9_]+");
    private static final Pattern PARAMETER = Pattern.compile("[a-z0-9_]+");
    /** They succeed without touching any power. */
    private static final Set<String> PRETENDERS = Set.of("fence_dummy", "fence_heuristics_ping", "fence_ack_manual");

    private static final Duration METADATA = Duration.ofSeconds(20);
    private static final Duration LAST_LOOK = Duration.ofSeconds(3);
    private static final Duration SHORTEST_LOOK = Duration.ofMillis(500);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);
    private static final int ON = 0;
    private static final int OFF = 2;

    private final Path folder;
    private final Map<String, Optional<Agent>> known = new ConcurrentHashMap<>();

    /** @param folder where the agents are installed */
    public FenceAgents(@Value("${everup.fence.agents:/usr/sbin}") Path folder) {
        this.folder = folder;
    }

    @Override
    public boolean controls(String agent) {
        return NAME.matcher(agent).matches()
                && !PRETENDERS.contains(agent)
                && Files.isExecutable(folder.resolve(agent));
    }

    /** {@inheritDoc} The first call asks each of them, which takes seconds; later ones only those that are new. */
    @Override
    public List<Agent> agents() {
        var threads = Executors.newFixedThreadPool(2);
        try {
            var asked = names().stream()
                    .map(name -> threads.submit(() -> agent(name)))
                    .toList();
            return asked.stream().flatMap(answer -> got(answer).stream()).toList();
        } finally {
            threads.shutdownNow();
        }
    }

    private static Optional<Agent> got(Future<Optional<Agent>> answer) {
        try {
            return answer.get();
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
                    .filter(this::controls)
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<Agent> agent(String name) {
        if (!controls(name)) {
            return Optional.empty();
        }
        var cached = known.get(name);
        if (cached == null) {
            var run = AgentRun.run(folder.resolve(name), Map.of("action", "metadata"), METADATA);
            if (run.exit() != 0) {
                return Optional.empty();
            }
            cached = AgentMetadata.read(name, run.output());
            known.put(name, cached);
        }
        return cached;
    }

    @Override
    public PowerState status(FenceTarget target, Duration deadline) {
        var run = run(target, "status", deadline);
        if (run.cutShort()) {
            throw AgentWords.late(deadline);
        }
        return switch (run.exit()) {
            case ON -> PowerState.ON;
            case OFF -> PowerState.OFF;
            default -> throw AgentWords.failure(target.agent(), run);
        };
    }

    @Override
    public void off(FenceTarget target, Duration deadline) {
        change(target, PowerState.OFF, deadline);
    }

    @Override
    public void on(FenceTarget target, Duration deadline) {
        change(target, PowerState.ON, deadline);
    }

    /** An agent's own word is not enough: some report success before the power is gone. */
    private void change(FenceTarget target, PowerState wanted, Duration deadline) {
        var end = System.nanoTime() + deadline.toNanos();
        var look = deadline.dividedBy(4).compareTo(LAST_LOOK) < 0 ? deadline.dividedBy(4) : LAST_LOOK;
        var run = run(target, wanted == PowerState.OFF ? "off" : "on", deadline.minus(look));
        if (!run.cutShort() && run.exit() != 0 && AgentWords.failure(target.agent(), run) instanceof Refused refused) {
            throw refused;
        }
        try {
            while (status(target, left(end)) != wanted) {
                if (left(end).compareTo(SHORTEST_LOOK) <= 0) {
                    throw new OutcomeUnknown(
                            "The power device didn't report " + word(wanted) + " within " + deadline.toSeconds()
                                    + " s.",
                            null);
                }
                LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            }
        } catch (Unreachable | Refused e) {
            throw new OutcomeUnknown("The power device was asked to switch " + word(wanted) + ". " + e.getMessage(), e);
        }
    }

    private static Duration left(long end) {
        var left = Duration.ofNanos(end - System.nanoTime());
        return left.compareTo(SHORTEST_LOOK) < 0 ? SHORTEST_LOOK : left;
    }

    private static String word(PowerState state) {
        return state == PowerState.OFF ? "off" : "on";
    }

    private AgentRun.Result run(FenceTarget target, String action, Duration deadline) {
        if (!controls(target.agent())) {
            throw new Refused("There is no fence agent " + target.agent() + " on the portal's machine.", null);
        }
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("power_wait", "0");
        target.params().forEach((name, value) -> {
            refuseWhatIsNotOurs(name, value);
            parameters.put(name, value);
        });
        // With it agents tell a refused login from silence; secrets they replace by "[set]" in what they print.
        parameters.put("verbose", "1");
        parameters.put("action", action);
        return AgentRun.run(folder.resolve(target.agent()), parameters, deadline);
    }

    private static void refuseWhatIsNotOurs(String name, String value) {
        if (!PARAMETER.matcher(name).matches() || AgentMetadata.withheld(name)) {
            throw new Refused("The parameter " + name + " can't be set.", null);
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new Refused("The parameter " + name + " contains a control character.", null);
        }
    }
}
