package io.everup.hypervisor;

/** What keeps a disk that is in use on one host from being started on another. */
public enum DiskLock {
    /** Nothing does. */
    NONE,
    /** The emulator's own lock on the image file: as good as the file system's locks, and none for block devices. */
    IMAGE_LOCK,
    /** libvirt's lock manager, virtlockd or sanlock. */
    LOCK_MANAGER
}
