package io.everup.host;

/** What may move a host from one state to another. */
public enum HostSignal {
    /** It answers, and what runs there has been compared with what should. */
    READY,
    /** It has missed an answer. */
    DOUBTED,
    /** It answers again, and nothing was done to it meanwhile. */
    ANSWERED,
    /** A fence device reports its power as off, without our doing. */
    POWER_SEEN_OFF,
    /** Switching its power off has begun. */
    FENCING_BEGUN,
    /** Its power was switched off and is seen off. */
    FENCING_VERIFIED,
    /** No fence device could switch it off, or it has none. */
    NO_PROOF,
    /** An operator gave their word that it is off. */
    CONFIRMED_DEAD,
    /** It answers after it had been proven off: it must be checked before it may work. */
    RETURNED,
    MAINTENANCE_BEGUN,
    MAINTENANCE_ENDED
}
