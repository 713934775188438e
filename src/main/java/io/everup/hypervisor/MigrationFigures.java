package io.everup.hypervisor;

/**
 * Figures of a finished migration; -1 stands for unknown.
 *
 * @param totalMillis from the command to the switch; with post-copy, to the last page
 * @param pauseMillis how long the guest stood still
 * @param movedBytes memory sent
 * @param bytesPerSecond at which it was sent
 * @param dirtyBytesPerSecond at which the guest wrote memory
 * @param throttlePercent of processor time that was taken from the guest in the end
 * @param diskBytes of disks that were copied along; 0 for none
 */
public record MigrationFigures(
        long totalMillis,
        long pauseMillis,
        long movedBytes,
        long bytesPerSecond,
        long dirtyBytesPerSecond,
        int throttlePercent,
        long diskBytes) {

    public static final MigrationFigures UNKNOWN = new MigrationFigures(-1, -1, -1);

    public MigrationFigures(long totalMillis, long pauseMillis, long movedBytes) {
        this(totalMillis, pauseMillis, movedBytes, -1, -1, 0, 0);
    }
}
