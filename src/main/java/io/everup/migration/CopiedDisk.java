package io.everup.migration;

import java.time.Instant;
import java.util.UUID;

/**
 * A disk that is copied along with a migration.
 *
 * @param device such as {@code vda}
 * @param sourceStore the datastore's name, and sourceVolume the name of what it is copied from
 * @param targetPath null until the volume is made
 * @param copyBytes what was to be copied, as it was foreseen
 * @param removes the end at which a volume is still to be removed; null for none
 * @param kept why what it was copied from stays; null when it goes
 */
public record CopiedDisk(
        String device,
        UUID sourceStoreId,
        String sourceStore,
        String sourceVolume,
        String sourcePath,
        UUID targetStoreId,
        String targetStore,
        String targetVolume,
        String targetPath,
        String format,
        long capacityBytes,
        long copyBytes,
        End removes,
        Instant removedAt,
        String kept) {

    /** Of a migration. */
    public enum End {
        SOURCE,
        TARGET
    }
}
