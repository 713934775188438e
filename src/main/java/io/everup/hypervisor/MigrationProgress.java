package io.everup.hypervisor;

/**
 * How far a migration is; -1 stands for unknown.
 *
 * @param totalBytes all memory
 * @param processedBytes what no longer has to be sent
 * @param remainingBytes what still has to be sent, as things are now
 * @param bytesPerSecond at which memory is sent
 * @param dirtyBytesPerSecond at which the guest writes memory
 * @param round 1 while all memory is sent for the first time
 * @param throttlePercent of processor time that is taken from the guest so that it ends
 * @param pauseMillis how long the guest stood still when it went over
 * @param wentOver whether the guest runs at the destination already and fetches the rest (post-copy)
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
        boolean wentOver) {

    /** Of which no more than the bytes is known. */
    public MigrationProgress(long elapsedMillis, long totalBytes, long processedBytes, long remainingBytes) {
        this(elapsedMillis, totalBytes, processedBytes, remainingBytes, -1, -1, -1, 0, -1, false);
    }

    /** 0 to 100, or -1 when the hypervisor doesn't tell. */
    public int percent() {
        return totalBytes <= 0 || processedBytes < 0 ? -1 : (int) Math.min(100, processedBytes * 100 / totalBytes);
    }
}
