package io.everup.storage;

import java.time.Instant;
import java.util.UUID;

/** A volume as readers see it. @param backing path of the volume it is a linked clone of; null when it stands alone */
public record VolumeView(
        UUID id,
        UUID datastoreId,
        String datastore,
        String name,
        String path,
        String format,
        long capacityBytes,
        long allocationBytes,
        String backing,
        Instant seenAt) {}
