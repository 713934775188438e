package io.everup.notice;

/** How soon somebody should read a notice; in this order. */
public enum NoticeSeverity {
    INFO("Good to know."),
    WARNING("See to it today."),
    CRITICAL("See to it now.");

    private final String sentence;

    NoticeSeverity(String sentence) {
        this.sentence = sentence;
    }

    /** For people; also the severity's tooltip. */
    public String sentence() {
        return sentence;
    }

    public boolean atLeast(NoticeSeverity other) {
        return compareTo(other) >= 0;
    }
}
