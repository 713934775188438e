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
 */
public record MigrationWish(
        UUID host, Integer pauseMillis, Boolean autoConverge, Boolean postCopy, Integer bandwidthMiBps) {

    /** As the pool has it all, to the best host. */
    public static final MigrationWish NONE = to(null);

    public static MigrationWish to(UUID host) {
        return new MigrationWish(host, null, null, null, null);
    }
}
