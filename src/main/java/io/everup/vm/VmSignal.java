package io.everup.vm;

/** What may move a VM from one state to another. */
public enum VmSignal {
    /** Its disks and definition are made. */
    PROVISIONED,
    /** Somebody wants it on. */
    START,
    /** Its guest crashed, and it is started again whatever is left of it in its host's memory. */
    RESTART,
    /** It was switched on and is seen running. */
    STARTED,
    /** Somebody wants it off. */
    STOP,
    /** It was switched off and is seen off. */
    SWITCHED_OFF,
    MIGRATE,
    MIGRATED,
    DELETE,
    REMOVED,
    /** The task that was to bring it elsewhere has ended without success. */
    GIVEN_UP,
    /** Its host is proven dead. */
    HOST_DIED,
    /** It is seen running without our doing. */
    SEEN_RUNNING,
    /** It is seen paused without our doing. */
    SEEN_PAUSED,
    /** It is seen off without our doing. */
    SEEN_OFF,
    /** Its host no longer knows it. */
    SEEN_GONE
}
