package io.everup.hypervisor.fence;

import io.everup.hypervisor.HypervisorFailure.OutcomeUnknown;
import io.everup.hypervisor.HypervisorFailure.Refused;
import io.everup.hypervisor.HypervisorFailure.Unreachable;
import io.everup.hypervisor.PowerDriver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
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

    private static final Pattern PARAMETER = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");
    private static final Duration LAST_LOOK = Duration.ofSeconds(3);
    private static final Duration SHORTEST_LOOK = Duration.ofMillis(500);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);
    private static final int ON = 0;
    private static final int OFF = 2;

    private final AgentCatalogue catalogue;

    /** @param folder where the agents are installed */
    public FenceAgents(@Value("${everup.fence.agents:/usr/sbin}") Path folder) {
        this.catalogue = new AgentCatalogue(folder);
    }

    @Override
    public boolean controls(String agent) {
        return catalogue.has(agent);
    }

    @Override
    public List<Agent> agents() {
        return catalogue.all();
    }

    @Override
    public Optional<Agent> agent(String name) {
        return catalogue.one(name);
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
        return AgentRun.run(catalogue.file(target.agent()), parameters, deadline);
    }

    private static void refuseWhatIsNotOurs(String name, String value) {
        var why = PARAMETER.matcher(name).matches() ? Withheld.why(name) : Optional.of("It is no parameter's name.");
        if (why.isPresent()) {
            throw new Refused("The parameter " + name + " can't be set. " + why.get(), null);
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new Refused("The parameter " + name + " contains a control character.", null);
        }
    }
}
