package io.everup.hypervisor;

/**
 * Figures of a finished migration; -1 stands for unknown.
 *
 * @param totalMillis from the command to the switch
 * @param pauseMillis how long the guest stood still
 * @param movedBytes memory sent
 */
public record MigrationFigures(long totalMillis, long pauseMillis, long movedBytes) {}
