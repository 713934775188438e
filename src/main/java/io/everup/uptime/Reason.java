package io.everup.uptime;

/** What was recorded about why a VM is as it is. */
enum Reason {
    /** It runs, or nothing speaks of a cause. */
    NONE,
    /** It runs, and a live move of Everup's brought it where it is, or was to. */
    MOVED,
    /** A person's task switched it off or paused it. */
    ASKED,
    /** Its host is proven dead. */
    HOST_LOST,
    /** It was found off without a word from its host: the host lost its power and is back. */
    HOST_RESTARTED,
    /** Its host paused it because of its disk. */
    DISK,
    CRASHED,
    /** The guest shut itself down, without Everup's asking. */
    GUEST_SHUTDOWN,
    /** Somebody cut its power or paused it past Everup. */
    OUTSIDE,
    /** Its definition is gone from its host. */
    DEFINITION_GONE,
    /** A task of Everup left it off. */
    TASK_FAILED,
    /** It is being started. */
    STARTING
}
