package io.everup.hypervisor.libvirt;

import io.everup.hypervisor.MigrationFigures;
import io.everup.hypervisor.MigrationProgress;
import java.util.Map;

/** Reads libvirt's figures of a migration (the VIR_DOMAIN_JOB_ names). */
final class JobStats {

    private static final long UNKNOWN = -1;

    private JobStats() {}

    /**
     * What is done is what no longer remains: the bytes sent tell less, since empty pages take next to none. Before the
     * first pages are counted all counters stand at 0, which says nothing. The downtime of one that is on its way is what is
     * left, divided by the speed: no pause that anybody has seen, not even after a switch to post-copy.
     */
    static MigrationProgress progress(Map<String, Long> job, boolean wentOver) {
        var total = memory(job, "total");
        var remaining = memory(job, "remaining");
        var told = total > 0 && remaining >= 0;
        return new MigrationProgress(
                value(job, "time_elapsed"),
                told ? total : UNKNOWN,
                told ? Math.max(0, total - remaining) : UNKNOWN,
                told ? remaining : UNKNOWN,
                value(job, "memory_bps"),
                dirty(job),
                (int) value(job, "memory_iteration"),
                throttle(job),
                UNKNOWN,
                wentOver,
                Math.max(0, value(job, "disk_total")),
                Math.max(0, value(job, "disk_remaining")));
    }

    /** Where memory isn't told apart, all data is memory. */
    private static long memory(Map<String, Long> job, String which) {
        return job.getOrDefault("memory_" + which, value(job, "data_" + which));
    }

    static MigrationFigures figures(Map<String, Long> job) {
        return new MigrationFigures(
                value(job, "time_elapsed"),
                value(job, "downtime"),
                value(job, "memory_processed"),
                value(job, "memory_bps"),
                dirty(job),
                throttle(job),
                Math.max(0, value(job, "disk_processed")));
    }

    /** libvirt counts pages per second. */
    private static long dirty(Map<String, Long> job) {
        var pages = value(job, "memory_dirty_rate");
        var size = value(job, "memory_page_size");
        return pages < 0 || size <= 0 ? UNKNOWN : pages * size;
    }

    private static int throttle(Map<String, Long> job) {
        return Math.toIntExact(Math.max(0, value(job, "auto_converge_throttle")));
    }

    private static long value(Map<String, Long> job, String name) {
        return job.getOrDefault(name, UNKNOWN);
    }
}
