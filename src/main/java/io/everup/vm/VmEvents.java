package io.everup.vm;

import java.util.UUID;

/** What the VM module tells the modules above it, on the replica that noticed. */
public final class VmEvents {

    private VmEvents() {}

    /** A VM came to another state. */
    public record StateChanged(UUID vm, String name, VmState from, VmState to) {}

    /** What decides about places in a pool has changed: its rules, its policy, or what its VMs need. */
    public record PlacementChanged(UUID pool) {}
}
