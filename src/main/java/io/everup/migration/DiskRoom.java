package io.everup.migration;

import io.everup.shared.Bytes;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;

/** Whether copied disks fit into a datastore, and which one is best. Pure. */
final class DiskRoom {

    /** So much of a datastore stays free: one that is full stops every VM that writes to it. */
    private static final int RESERVE_SHARE = 20;

    private static final long MOST_RESERVE = 8 * Bytes.GIB;

    private DiskRoom() {}

    /**
     * A datastore of a host.
     *
     * @param shared whether other hosts reach it, too
     * @param takes whether it takes volumes of the formats in question
     * @param promisedBytes what other migrations under way are still to bring
     */
    record Store(
            UUID id,
            String name,
            boolean shared,
            boolean takes,
            long capacityBytes,
            long freeBytes,
            long promisedBytes) {

        /** What may be filled. */
        long room() {
            return Math.max(0, freeBytes - promisedBytes - reserve());
        }

        private long reserve() {
            return Math.min(MOST_RESERVE, capacityBytes / RESERVE_SHARE);
        }
    }

    /** Why so much can't be copied there, as the end of a sentence that begins with its name; empty when it can. */
    static Optional<String> objection(Store store, long bytes) {
        if (!store.takes()) {
            return Optional.of("doesn't take disks of this format");
        }
        return store.room() >= bytes
                ? Optional.empty()
                : Optional.of("has room for " + Bytes.text(store.room()) + ", and " + Bytes.text(bytes)
                        + " are to be copied"
                        + (store.promisedBytes() > 0
                                ? " (" + Bytes.text(store.promisedBytes()) + " are promised to other migrations)"
                                : ""));
    }

    /** Shared ones first, since from there it moves on without its disks; then the one with the most room. */
    static Optional<Store> best(Collection<Store> stores, long bytes) {
        return stores.stream()
                .filter(store -> objection(store, bytes).isEmpty())
                .max(Comparator.comparing(Store::shared)
                        .thenComparing(Store::room)
                        .thenComparing(Store::name, Comparator.reverseOrder()));
    }
}
