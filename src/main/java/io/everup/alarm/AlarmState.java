package io.everup.alarm;

/** Where an alarm stands. */
public enum AlarmState {
    RAISED("It lasts, and nobody has taken it on."),
    ACKNOWLEDGED("It lasts, and somebody knows of it."),
    CLEARED("It is over.");

    private final String sentence;

    AlarmState(String sentence) {
        this.sentence = sentence;
    }

    /** For people; also the state's tooltip. */
    public String sentence() {
        return sentence;
    }
}
