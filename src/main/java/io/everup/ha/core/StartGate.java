package io.everup.ha.core;

/** What must be true of a VM before those that start after it may. */
public enum StartGate {
    RUNNING("it is seen running"),
    ANSWERS("it answers a probe"),
    TIME("it has been running for so long");

    private final String words;

    StartGate(String words) {
        this.words = words;
    }

    /** A clause, such as {@code it is seen running}. */
    public String words() {
        return words;
    }
}
