package io.everup.vm;

/** Where a VM stands, as Everup has decided; what its host last saw is kept apart. */
public enum VmState {
    PROVISIONING("Its disks and definition are being made.", true),
    STOPPED("It is off.", false),
    STARTING("It is being switched on.", true),
    RUNNING("It runs.", false),
    PAUSED("It is in memory, but its processors stand still.", false),
    STOPPING("It is being switched off.", true),
    MIGRATING("It moves to another host and runs on meanwhile.", true),
    RECOVERING("Its host is proven dead; it is being started on another.", true),
    DELETING("It is being deleted with its disks.", true),
    DELETED("It is gone.", false),
    FAULTED("Something is wrong with it that Everup can't mend by itself.", false);

    private final String sentence;
    private final boolean changing;

    VmState(String sentence, boolean changing) {
        this.sentence = sentence;
        this.changing = changing;
    }

    /** For people; also the state's tooltip. */
    public String sentence() {
        return sentence;
    }

    /** Whether a task is at work to bring it to another state. */
    public boolean changing() {
        return changing;
    }
}
