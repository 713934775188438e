package io.everup.hypervisor;

/**
 * A datastore as one host sees it.
 *
 * @param kind the hypervisor's kind: {@code dir}, {@code netfs}, {@code logical}, {@code rbd} …
 * @param identity equal on two hosts exactly when both reach the same storage (a network source, or for a directory the
 *     identity its administrator gave it)
 * @param remote whether the kind itself reaches beyond the host (NFS, RBD, iSCSI …)
 * @param path where volumes appear on the host; null when they aren't files
 * @param active whether it can be used now
 */
public record DatastoreReport(
        String name,
        String kind,
        String identity,
        boolean remote,
        String path,
        boolean active,
        long capacityBytes,
        long freeBytes) {}
