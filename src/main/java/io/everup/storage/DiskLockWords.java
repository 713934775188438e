package io.everup.storage;

import io.everup.hypervisor.DiskLock;

/** What the results of trying disk locks mean. Pure. */
final class DiskLockWords {

    private static final String SET_UP = "On each host of the pool write lock_manager = \"lockd\" into"
            + " /etc/libvirt/qemu.conf, and into /etc/libvirt/qemu-lockd.conf auto_disk_leases = 1,"
            + " require_lease_for_disks = 1 and file_lockspace_dir = a folder that all hosts share; run virtlockd, restart"
            + " libvirtd, then try again. (sanlock: lock_manager = \"sanlock\" and qemu-sanlock.conf.)";

    private DiskLockWords() {}

    static String finding(DiskLock outcome, String partner) {
        return switch (outcome) {
            case LOCK_MANAGER ->
                "While " + partner + " held the disk, a second start was refused by libvirt's lock manager.";
            case IMAGE_LOCK ->
                "While " + partner + " held the disk, a second start was refused by the emulator's lock on the image.";
            case NONE -> "While " + partner + " held the disk, a second start of it went through.";
        };
    }

    /** @param outcome null when it isn't known; @return null when there is nothing to do */
    static String advice(DiskLock outcome) {
        if (outcome == null) {
            return "It is tried by itself as soon as this host and another one that reach the datastore are up.";
        }
        return switch (outcome) {
            case LOCK_MANAGER -> null;
            case IMAGE_LOCK ->
                "Image locks hold as well as the shared file system's locks do, and not for block devices. A lock manager"
                        + " is the stronger second line. " + SET_UP;
            case NONE -> "Only Everup's own proof keeps a VM from running twice: there is no second line. " + SET_UP;
        };
    }
}
