package io.everup.maintenance;

/** How a host is restarted in the course of a job. */
public enum Reboot {
    NONE,
    /** By {@code reboot} over SSH. */
    COMMAND,
    /** By its fence device: off, seen off, on. */
    POWER
}
