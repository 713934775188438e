package io.everup.event;

/** How much an event should be noticed. */
public enum Severity {
    INFO,
    WARNING,
    /** Somebody should look at once. */
    ALARM
}
