package io.everup.hypervisor;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Switches hosts off and on from outside, through fence agents (the ClusterLabs fence-agents interface). */
public interface PowerControl {

    enum PowerState {
        ON,
        OFF
    }

    /** @param agent such as {@code fence_ipmilan}; params its own, as its metadata names them, secrets included */
    record FenceTarget(String agent, Map<String, String> params) {
        public FenceTarget {
            params = Map.copyOf(params);
        }

        @Override
        public String toString() {
            return "FenceTarget[" + agent + "]";
        }
    }

    /** What a parameter's value looks like. */
    enum Kind {
        TEXT,
        /** A whole number; {@code SECONDS} is one, too. */
        NUMBER,
        SECONDS,
        /** {@code 1} or {@code 0}. */
        FLAG,
        /** One of its options. */
        CHOICE
    }

    /**
     * One parameter an agent takes.
     *
     * @param secret shown and kept as a secret
     * @param options of a choice; empty for others
     */
    record Parameter(
            String name,
            String description,
            boolean required,
            boolean secret,
            String defaultValue,
            Kind kind,
            List<String> options) {

        public Parameter(String name, String description, boolean required, boolean secret, String defaultValue) {
            this(name, description, required, secret, defaultValue, Kind.TEXT, List.of());
        }
    }

    /**
     * @param scheme of the URIs of the only hosts that it can switch, such as {@code sim}; null for any host
     * @param withheld parameters that it has and that are not set by anybody but the portal, and why
     */
    record Agent(
            String name, String description, List<Parameter> parameters, String scheme, Map<String, String> withheld) {

        public Agent(String name, String description, List<Parameter> parameters, String scheme) {
            this(name, description, parameters, scheme, Map.of());
        }

        public boolean fits(String hostUri) {
            return scheme == null || hostUri.startsWith(scheme + ":");
        }
    }

    /** The agents on this machine, by name. One whose parameters aren't known yet has none; ask again a little later. */
    List<Agent> agents();

    /** One agent with all its parameters; empty when there is none of that name. */
    default Optional<Agent> agent(String name) {
        return agents().stream().filter(agent -> agent.name().equals(name)).findFirst();
    }

    /**
     * Asks whether the host has power.
     *
     * @throws HypervisorFailure.Unreachable the device doesn't answer in time
     * @throws HypervisorFailure.Refused it answers and refuses (login, parameters)
     */
    PowerState status(FenceTarget target, Duration deadline);

    /** Switches the power off and returns when the device reports it as off. {@code OutcomeUnknown} when that isn't seen in time. */
    void off(FenceTarget target, Duration deadline);

    /** Switches the power on and returns when the device reports it as on. */
    void on(FenceTarget target, Duration deadline);
}
