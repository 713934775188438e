package io.everup.service;

/** How a service is now. */
public enum ServiceState {
    UP("Everything that it needs is up."),
    DEGRADED("It is up, but a member is down or a probe is bad: less is left to lose."),
    DOWN("Too few of its members are up, or most of its probes are bad."),
    UNOBSERVED("Nobody can tell now: it is neither up nor down."),
    NEW("It wasn't up yet: its time begins when it first is.");

    private final String sentence;

    ServiceState(String sentence) {
        this.sentence = sentence;
    }

    /** For people; also the state's tooltip. */
    public String sentence() {
        return sentence;
    }
}
