package io.everup.task;

/** Where a task stands. */
public enum TaskState {
    QUEUED("Waits for a free worker.", false),
    WAITING("Waits for something outside, or for its next attempt.", false),
    RUNNING("Is being worked on.", false),
    CANCELLING("Is being undone because somebody cancelled it.", false),
    SUCCEEDED("Done.", true),
    FAILED("Ended without success; what it had begun was undone.", true),
    CANCELLED("Cancelled; what it had begun was undone.", true);

    private final String sentence;
    private final boolean ended;

    TaskState(String sentence, boolean ended) {
        this.sentence = sentence;
        this.ended = ended;
    }

    /** For people. */
    public String sentence() {
        return sentence;
    }

    /** Whether nothing more will happen. */
    public boolean ended() {
        return ended;
    }
}
