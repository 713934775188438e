package io.everup.migration;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A migration as readers see it.
 *
 * @param why what spoke for the target
 * @param totalMillis from the command to the switch; null when unknown
 * @param pauseMillis how long the guest stood still, as the hypervisor measured it; null when unknown
 * @param waitsFor what it waits for before its turn comes; null when it doesn't
 * @param expected the forecast right before it began; null before that
 * @param disks those that are copied along; null when there are none
 */
public record MigrationView(
        UUID id,
        UUID vm,
        String vmName,
        UUID source,
        String sourceName,
        UUID target,
        String targetName,
        String why,
        MigrationState state,
        UUID task,
        String requestedBy,
        Instant requestedAt,
        Instant endedAt,
        Long totalMillis,
        Long pauseMillis,
        Long movedBytes,
        String failure,
        String waitsFor,
        Allowed allowed,
        Expected expected,
        Course course,
        Disks disks) {

    /**
     * Disks that are copied along; null when there are none. Null figures are unknown.
     *
     * @param expectedMillis how long they would take by the forecast, before memory is sent
     * @param totalBytes with what their guest wrote meanwhile
     * @param millis how long they took
     * @param speed bytes per second at which they were copied
     * @param copies each of them; empty in lists
     */
    public record Disks(
            Long expectedMillis,
            long expectedBytes,
            Long totalBytes,
            Long remainingBytes,
            Long millis,
            Long speed,
            List<CopiedDisk> copies) {

        /** Bytes copied so far; null when unknown. */
        public Long doneBytes() {
            return totalBytes == null || remainingBytes == null ? null : Math.max(0, totalBytes - remainingBytes);
        }
    }

    /** What it may do. @param pauseMillis the budget; null for migrations of older versions */
    public record Allowed(
            Integer pauseMillis, boolean autoConverge, boolean postCopy, int bandwidthMiBps, int connections) {}

    /**
     * The forecast; milliseconds, and bytes per second.
     *
     * @param dirtyRate what the guest writes, and dirtyOrigin where that figure comes from
     * @param speed at which it would be sent, and speedOrigin where that comes from
     */
    public record Expected(
            MigrationForecast.Ending ending,
            MigrationForecast.Range totalMillis,
            MigrationForecast.Range pauseMillis,
            long dirtyRate,
            Estimate.Origin dirtyOrigin,
            long speed,
            Estimate.Origin speedOrigin) {}

    /**
     * How it goes or went; null stands for unknown.
     *
     * @param round 1 while all memory is sent for the first time
     * @param speed bytes per second sent
     * @param dirtyRate most bytes per second that the guest was seen to write
     * @param throttle percent of processor time taken from the guest
     * @param wentOver whether the guest went over ahead of its memory
     * @param ending how it came to its end; null before that
     * @param encrypted whether its memory is encrypted on its way
     */
    public record Course(
            Integer percent,
            Integer round,
            Long remainingBytes,
            Long speed,
            Long dirtyRate,
            Integer throttle,
            boolean wentOver,
            MigrationForecast.Ending ending,
            Boolean encrypted) {}

    MigrationView with(List<CopiedDisk> copies) {
        return new MigrationView(
                id,
                vm,
                vmName,
                source,
                sourceName,
                target,
                targetName,
                why,
                state,
                task,
                requestedBy,
                requestedAt,
                endedAt,
                totalMillis,
                pauseMillis,
                movedBytes,
                failure,
                waitsFor,
                allowed,
                expected,
                course,
                new Disks(
                        disks.expectedMillis(),
                        disks.expectedBytes(),
                        disks.totalBytes(),
                        disks.remainingBytes(),
                        disks.millis(),
                        disks.speed(),
                        copies));
    }

    /** Whether the guest stood still no longer than allowed; null while that isn't known. */
    public Boolean budgetKept() {
        return pauseMillis == null || allowed.pauseMillis() == null ? null : pauseMillis <= allowed.pauseMillis();
    }

    /** Whether it is still on its way. */
    public boolean under() {
        return endedAt == null;
    }
}
