package io.everup.hypervisor.simulator;

import io.everup.hypervisor.MigrationFigures;
import io.everup.hypervisor.MigrationProgress;
import java.time.Duration;
import java.time.Instant;

/** A VM's way from one host to another. */
final class Migration {

    final SimVm source;
    final SimVm destination;
    final Instant started;
    /** When its memory has arrived. */
    final Instant ends;
    /** When it is given up. */
    final Instant deadline;

    final long totalBytes;
    final long pauseMillis;
    /** A stopped copy that the destination had, which comes back if the migration fails; null for none. */
    SimVm displaced;
    /** Who waits for it; null after the portal was restarted. */
    Reply<Void> reply;

    Migration(
            SimVm source,
            SimVm destination,
            Instant started,
            Instant ends,
            Instant deadline,
            long totalBytes,
            long pauseMillis) {
        this.source = source;
        this.destination = destination;
        this.started = started;
        this.ends = ends;
        this.deadline = deadline;
        this.totalBytes = totalBytes;
        this.pauseMillis = pauseMillis;
    }

    MigrationProgress progress(Instant now) {
        var elapsed = Duration.between(started, now).toMillis();
        var whole = Math.max(1, Duration.between(started, ends).toMillis());
        var processed = (long) (totalBytes * Math.min(1.0, elapsed / (double) whole));
        return new MigrationProgress(elapsed, totalBytes, processed, totalBytes - processed);
    }

    MigrationFigures figures(Instant now) {
        return new MigrationFigures(Duration.between(started, now).toMillis(), pauseMillis, totalBytes);
    }
}
