package io.everup.migration;

import java.util.UUID;

/**
 * What somebody wants of one migration; what is null is as its pool has it.
 *
 * @param host where to; null lets Everup choose the best
 * @param pauseMillis how long the guest may stand still
 * @param autoConverge whether the guest may be slowed down
 * @param postCopy whether it may go over before all of its memory is there
 * @param bandwidthMiBps most that may be sent, 0 for no cap
 * @param connections over how many connections memory is sent at once, 1 to 16
 * @param disks whether disks that the host doesn't reach are copied along
 * @param datastore where those are copied to; null lets Everup choose. It says {@code disks}, too
 */
public record MigrationWish(
        UUID host,
        Integer pauseMillis,
        Boolean autoConverge,
        Boolean postCopy,
        Integer bandwidthMiBps,
        Integer connections,
        Boolean disks,
        UUID datastore) {

    /** Over as many connections as the pool has it, without disks. */
    public MigrationWish(
            UUID host, Integer pauseMillis, Boolean autoConverge, Boolean postCopy, Integer bandwidthMiBps) {
        this(host, pauseMillis, autoConverge, postCopy, bandwidthMiBps, null, null, null);
    }

    /** As the pool has it all, to the best host. */
    public static final MigrationWish NONE = to(null);

    public static MigrationWish to(UUID host) {
        return new MigrationWish(host, null, null, null, null);
    }

    /** The same, and disks that the host doesn't reach come along. @param store null lets Everup choose */
    public MigrationWish withDisks(UUID store) {
        return new MigrationWish(host, pauseMillis, autoConverge, postCopy, bandwidthMiBps, connections, true, store);
    }

    MigrationWish at(UUID target) {
        return new MigrationWish(
                target, pauseMillis, autoConverge, postCopy, bandwidthMiBps, connections, disks, datastore);
    }

    boolean copiesDisks() {
        return datastore != null || Boolean.TRUE.equals(disks);
    }
}
