package io.everup.placement;

import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * What people want of the places of VMs.
 *
 * @param name as people call it; reasons quote it
 * @param must whether it is kept even when a VM then has no place; else it is a wish that decides between hosts that
 *     would do
 * @param vms whom it is about
 * @param hosts empty for rules between VMs
 */
public record PlacementRule(UUID id, String name, Kind kind, boolean must, Set<UUID> vms, Set<UUID> hosts) {

    /** What a rule asks for. */
    public enum Kind {
        /** All on one host. */
        TOGETHER,
        /** No two on one host. */
        APART,
        /** Only on these hosts. */
        ON_HOSTS,
        /** On none of these hosts. */
        NOT_ON_HOSTS;

        /** Whether it names hosts. */
        public boolean namesHosts() {
            return this == ON_HOSTS || this == NOT_ON_HOSTS;
        }
    }

    public PlacementRule {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
        vms = Set.copyOf(vms);
        hosts = Set.copyOf(hosts);
    }

    /** Whether it lets its VMs use this host; always true of a rule that names none. */
    boolean allows(UUID host) {
        return switch (kind) {
            case ON_HOSTS -> hosts.contains(host);
            case NOT_ON_HOSTS -> !hosts.contains(host);
            case TOGETHER, APART -> true;
        };
    }

    /** Such as {@code (rule 'Web apart')}. */
    String quoted() {
        return "(rule '" + name + "')";
    }

    String verb() {
        return must ? "must" : "should";
    }
}
