package io.everup.uptime;

import java.util.UUID;

/** What this module tells the modules above it, within the transaction in which it happened. */
public final class UptimeEvents {

    private UptimeEvents() {}

    /** A VM or a service was looked at anew: its outages, or when it was observed, may be others. One of both is null. */
    public record OutagesChanged(UUID vm, UUID service) {}

    /** A host is heard again, is heard no more, or is proven off: its VMs are observed, or aren't. */
    public record SightChanged(UUID host) {}
}
