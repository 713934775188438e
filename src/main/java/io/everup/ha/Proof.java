package io.everup.ha;

/** Evidence that a host no longer runs its VMs. Nothing is recovered without one. */
public enum Proof {
    POWER_SEEN_OFF("A fence device reported its power as off."),
    FENCED("It was switched off and seen off."),
    LEASE_EXPIRED("Its storage lease ran out under a watchdog."),
    OPERATOR("An operator gave their word.");

    private final String sentence;

    Proof(String sentence) {
        this.sentence = sentence;
    }

    /** For people. */
    public String sentence() {
        return sentence;
    }
}
