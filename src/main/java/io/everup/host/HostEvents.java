package io.everup.host;

import io.everup.hypervisor.HostReport;
import java.time.Instant;
import java.util.UUID;

/** What the host module tells the modules above it, on the replica that noticed. */
public final class HostEvents {

    private HostEvents() {}

    /** A link to the host was opened; nothing is known yet of what changed meanwhile. */
    public record Connected(UUID host) {}

    /** The host has missed an answer or closed its link. @param why in words */
    public record Silent(UUID host, String why, Instant lastAnswer) {}

    /** The host answers again on a link that had missed an answer. */
    public record Answering(UUID host) {}

    /** The bulk poll of a host came back. */
    public record Reported(UUID host, Instant at, HostReport report) {}

    /** A VM on the host changed; ask the host what. */
    public record VmTouched(UUID host, UUID vm) {}

    /** A host came to another state. */
    public record StateChanged(UUID host, HostState from, HostState to) {}
}
