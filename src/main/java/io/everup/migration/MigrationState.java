package io.everup.migration;

/** Where a migration stands. Before the switch it can be rolled back; after it, it only goes forward. */
public enum MigrationState {
    REQUESTED("It waits for its turn."),
    PREPARED("The target has been checked."),
    TRANSFERRING("Memory is being copied while the VM runs on at its source."),
    SWITCHED("The VM runs at its target; the rest is being tidied up."),
    BROKEN("Its guest went over and lost the link to the rest of its memory: it stands still until that has followed."),
    COMPLETED("Done."),
    ROLLED_BACK("It did not happen; the VM runs on at its source."),
    NEEDS_OPERATOR("Neither host could tell where the VM runs. Look at both before you do anything.");

    private final String sentence;

    MigrationState(String sentence) {
        this.sentence = sentence;
    }

    /** For people. */
    public String sentence() {
        return sentence;
    }
}
