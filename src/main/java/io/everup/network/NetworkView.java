package io.everup.network;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A network as readers see it.
 *
 * @param addresses the range from which VMs get addresses; null when Everup gives none out
 * @param hosts those that offer it
 */
public record NetworkView(
        UUID id,
        String name,
        UUID poolId,
        String pool,
        String kind,
        String bridge,
        Range addresses,
        List<Offer> hosts) {

    /**
     * @param prefixLength of the network, 1 to 32
     * @param gateway null when guests get none
     */
    public record Range(String first, String last, int prefixLength, String gateway) {}

    /** One host that offers it. */
    public record Offer(UUID host, String hostName, boolean active, Instant seenAt) {}
}
