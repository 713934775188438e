package io.everup.storage;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A datastore as readers see it.
 *
 * @param shared whether it reaches beyond one host
 * @param hosts those that see it
 * @param capacityBytes and freeBytes as the host that looked last saw them
 */
public record DatastoreView(
        UUID id,
        String name,
        UUID poolId,
        String pool,
        String kind,
        boolean shared,
        long capacityBytes,
        long freeBytes,
        Instant seenAt,
        List<Reach> hosts) {

    /** One host's way to it. */
    public record Reach(UUID host, String hostName, String path, boolean active, Instant seenAt) {}

    /** The name, with the host's where it is that host's alone. */
    public String fullName() {
        return shared || hosts.isEmpty() ? name : name + " on " + hosts.get(0).hostName();
    }
}
