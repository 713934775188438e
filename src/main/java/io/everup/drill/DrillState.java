package io.everup.drill;

/** How a drill stands. */
public enum DrillState {
    RUNNING,
    PASSED,
    /** A check failed: high availability would not do all that it should. */
    FAILED,
    /** It ended before its end: it wasn't safe to go on, or somebody cancelled it. */
    STOPPED
}
