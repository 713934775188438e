package io.everup.maintenance;

/** What becomes of a VM whose host is to be emptied. */
public enum Choice {
    /** By live migration. */
    MOVE("Move it while it runs"),
    /** By live migration, and disks that its new host doesn't reach are copied there. */
    MOVE_WITH_DISKS("Move it with its disks while it runs"),
    /** Of a paused one: its processors are set going first. */
    RESUME_AND_MOVE("Resume it, then move it"),
    SHUT_DOWN("Shut it down, and start it again when the maintenance is over"),
    LEAVE_OFF("Shut it down and leave it off");

    private final String words;

    Choice(String words) {
        this.words = words;
    }

    /** For people. */
    public String words() {
        return words;
    }

    boolean moves() {
        return this == MOVE || this == MOVE_WITH_DISKS || this == RESUME_AND_MOVE;
    }
}
