package io.everup.uptime;

/** Why something was down. */
public enum Cause {
    HARDWARE("The host lost its power or died."),
    STORAGE("A disk gave errors, or its datastore was full or out of reach."),
    NETWORK("The host could not be reached, and was switched off so that its VMs could safely start elsewhere."),
    GUEST("The guest crashed or shut itself down."),
    OPERATOR("A person switched it off or paused it."),
    MAINTENANCE("Its host was being serviced, as planned."),
    CONTROL_PLANE("Work of Everup on it failed."),
    UNKNOWN("No rule explains it by what was recorded.");

    private final String sentence;

    Cause(String sentence) {
        this.sentence = sentence;
    }

    /** For people; also the cause's tooltip. */
    public String sentence() {
        return sentence;
    }
}
