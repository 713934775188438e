package io.everup.vm;

/** What happens to a VM when its host dies. */
public enum Protection {
    /** It is restarted elsewhere, and its room is reserved in the failover plan. */
    PROTECTED,
    /** It is restarted elsewhere where room is left. */
    BEST_EFFORT,
    /** It stays off. */
    OFF
}
