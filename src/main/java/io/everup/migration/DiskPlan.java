package io.everup.migration;

import java.util.List;
import java.util.UUID;

/**
 * What of a VM's disks a host doesn't reach, and where it could be copied to.
 *
 * @param disks those to be copied; empty when the host reaches all
 * @param places datastores of the host, the best first
 * @param to the one that was wanted, or else is best; null when none will do
 */
public record DiskPlan(UUID host, List<Disk> disks, List<Place> places, Place to) {

    /**
     * A disk to be copied.
     *
     * @param device such as {@code vda}
     * @param copyBytes what it takes now, with what it is a linked clone of
     * @param kept why the volume stays when it was copied; null when it goes
     */
    public record Disk(
            String device,
            UUID datastore,
            String datastoreName,
            String volume,
            String path,
            String format,
            long capacityBytes,
            long copyBytes,
            String kept) {}

    /** A datastore. @param room bytes that may be filled @param objection why it won't do; null when it will */
    public record Place(UUID datastore, String name, boolean shared, long room, String objection) {}

    public boolean needed() {
        return !disks.isEmpty();
    }

    /** Bytes, all disks together. */
    public long copyBytes() {
        return disks.stream().mapToLong(Disk::copyBytes).sum();
    }
}
