package io.everup.hypervisor;

/**
 * How far a migration is; -1 stands for unknown.
 *
 * @param totalBytes all memory
 * @param processedBytes of memory, what no longer has to be sent
 * @param remainingBytes of memory, what still has to be sent, as things are now
 * @param bytesPerSecond at which memory is sent
 * @param dirtyBytesPerSecond at which the guest writes memory
 * @param round 1 while all memory is sent for the first time
 * @param throttlePercent of processor time that is taken from the guest so that it ends
 * @param pauseMillis how long the guest stood still when it went over
 * @param wentOver whether the guest runs at the destination already and fetches the rest (post-copy)
 * @param diskTotalBytes all disks that are copied along, with what their guest wrote meanwhile; 0 for none
 * @param diskRemainingBytes of them, what still has to be copied
 */
public record MigrationProgress(
        long elapsedMillis,
        long totalBytes,
        long processedBytes,
        long remainingBytes,
        long bytesPerSecond,
        long dirtyBytesPerSecond,
        int round,
        int throttlePercent,
        long pauseMillis,
        boolean wentOver,
        long diskTotalBytes,
        long diskRemainingBytes) {

    /** Of memory alone. */
    public MigrationProgress(
            long elapsedMillis,
            long totalBytes,
            long processedBytes,
            long remainingBytes,
            long bytesPerSecond,
            long dirtyBytesPerSecond,
            int round,
            int throttlePercent,
            long pauseMillis,
            boolean wentOver) {
        this(
                elapsedMillis,
                totalBytes,
                processedBytes,
                remainingBytes,
                bytesPerSecond,
                dirtyBytesPerSecond,
                round,
                throttlePercent,
                pauseMillis,
                wentOver,
                0,
                0);
    }

    /** Of which no more than the bytes is known. */
    public MigrationProgress(long elapsedMillis, long totalBytes, long processedBytes, long remainingBytes) {
        this(elapsedMillis, totalBytes, processedBytes, remainingBytes, -1, -1, -1, 0, -1, false);
    }

    /** Of disks, what has been copied. */
    public long diskDoneBytes() {
        return Math.max(0, diskTotalBytes - diskRemainingBytes);
    }

    /** Whether disks are being copied and no memory is sent yet. */
    public boolean copiesDisks() {
        return diskTotalBytes > 0 && totalBytes <= 0;
    }

    /** Of memory, 0 to 100, or -1 when the hypervisor doesn't tell. */
    public int percent() {
        return totalBytes <= 0 || processedBytes < 0 ? -1 : (int) Math.min(100, processedBytes * 100 / totalBytes);
    }

    /**
     * Of disks and memory together, 0 to 100, or -1 when the hypervisor doesn't tell.
     *
     * @param memoryBytes what memory there will be to send, for as long as the hypervisor hasn't counted it
     */
    public int percent(long memoryBytes) {
        if (diskTotalBytes <= 0) {
            return percent();
        }
        var all = diskTotalBytes + (totalBytes > 0 ? totalBytes : Math.max(0, memoryBytes));
        return (int) Math.min(100, (diskDoneBytes() + Math.max(0, processedBytes)) * 100 / all);
    }
}
