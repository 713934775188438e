package io.everup.hypervisor;

/** How far a migration is; -1 stands for unknown. */
public record MigrationProgress(long elapsedMillis, long totalBytes, long processedBytes, long remainingBytes) {

    /** 0 to 100, or -1 when the hypervisor doesn't tell. */
    public int percent() {
        return totalBytes <= 0 || processedBytes < 0 ? -1 : (int) Math.min(100, processedBytes * 100 / totalBytes);
    }
}
