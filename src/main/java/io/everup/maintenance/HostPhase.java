package io.everup.maintenance;

/** How far one host of a maintenance job has come. */
public enum HostPhase {
    WAITING("Its turn hasn't come."),
    EMPTYING("It gives up its VMs and is watched like any other host."),
    IN_MAINTENANCE("It is empty and may be serviced."),
    COMMAND("The command runs on it."),
    REBOOTING("It restarts, and is waited for."),
    RETURNING("It is checked before it may work again."),
    COMPLETED("It was serviced and works again."),
    FAILED("Something went wrong on it."),
    SKIPPED("It was left out."),
    CANCELLED("The job was cancelled.");

    private final String sentence;

    HostPhase(String sentence) {
        this.sentence = sentence;
    }

    /** For people. */
    public String sentence() {
        return sentence;
    }

    public boolean over() {
        return this == COMPLETED || this == SKIPPED || this == CANCELLED;
    }
}
