package io.everup.drill;

/** How much of a failure is rehearsed. */
public enum DrillKind {
    /** Everything is asked, and nothing has an effect. */
    READINESS,
    /** A spare host with one small VM is really cut, and its failover is followed to the end. */
    CANARY
}
