package io.everup.service;

/** What the majority of replicas holds of a probe. */
public enum Verdict {
    UP("It is good."),
    DOWN("Most replicas find it bad."),
    UNKNOWN("No replica could tell lately.");

    private final String sentence;

    Verdict(String sentence) {
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }
}
