package io.everup.storage;

import io.everup.hypervisor.DiskLock;
import java.time.Instant;
import java.util.UUID;

/**
 * What would happen on a host to a disk that runs elsewhere.
 *
 * @param outcome null when it isn't known
 * @param triedAt when it was last tried; null when it never was
 * @param partner the host that held the disk meanwhile; null when it was never tried
 * @param finding the last try's result in words
 * @param advice what is missing and how to set it up; null when nothing is
 */
public record DiskLockView(
        UUID hostId,
        String host,
        UUID datastoreId,
        String datastore,
        DiskLock outcome,
        Instant triedAt,
        String partner,
        String finding,
        String advice) {}
