package io.everup.maintenance;

/** How far one VM of a host that is emptied has come. */
public enum VmPhase {
    WAITING("It waits for its turn."),
    MOVING("It moves and runs on meanwhile."),
    STOPPING("Its guest was asked to shut down."),
    RESUMING("Its processors are set going, so that it can move."),
    MOVED("It runs on another host."),
    OFF("It is off, as was chosen."),
    GONE("It is no longer on the host, by other hands."),
    BLOCKED("It can't leave by itself: it waits for a choice."),
    RETURNING("It is on its way back."),
    BACK("It is back."),
    STAYS("It stays where it is now.");

    private final String sentence;

    VmPhase(String sentence) {
        this.sentence = sentence;
    }

    /** For people. */
    public String sentence() {
        return sentence;
    }

    /** Whether a task is at work on it. */
    public boolean busy() {
        return this == MOVING || this == STOPPING || this == RESUMING || this == RETURNING;
    }

    /** Whether nothing is left to do for the host to be empty of it. */
    public boolean left() {
        return this != WAITING && this != BLOCKED && !busy();
    }
}
