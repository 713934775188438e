package io.everup.maintenance;

/** Where a maintenance job stands. */
public enum JobState {
    RUNNING("It is at work."),
    PAUSED("It begins nothing more until you go on."),
    STOPPED("It stopped at a failure; nothing more is begun until you say how to go on."),
    HELD("The host is empty and may be serviced; end the maintenance when you are done."),
    COMPLETED("Done."),
    FAILED("It failed; what has moved stays where it is."),
    CANCELLED("It was cancelled.");

    private final String sentence;

    JobState(String sentence) {
        this.sentence = sentence;
    }

    /** For people. */
    public String sentence() {
        return sentence;
    }

    public boolean over() {
        return this == COMPLETED || this == FAILED || this == CANCELLED;
    }
}
