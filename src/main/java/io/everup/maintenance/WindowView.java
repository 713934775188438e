package io.everup.maintenance;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A maintenance window as readers see it.
 *
 * @param hosts those it is about; empty for all of the pool
 * @param words when it is open, for people
 * @param plan the job that is begun in it; null for none
 * @param next the next times in which it is open (the present one first); at most five
 * @param job the latest that was begun in it; null for none
 */
public record WindowView(
        UUID id,
        UUID poolId,
        String pool,
        String title,
        List<UUID> hosts,
        WindowSpec spec,
        String words,
        NewJob plan,
        String madeBy,
        List<Time> next,
        UUID job) {

    /** @param until exclusive */
    public record Time(Instant from, Instant until) {}
}
