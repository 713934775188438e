package io.everup.migration.web;

import io.everup.migration.MigrationView;
import io.everup.ui.Csv;
import java.util.List;

/** Migrations for spreadsheets: what was expected beside what came. Times are UTC; lengths ms, rates bytes per second. */
final class MigrationsCsv {

    private MigrationsCsv() {}

    static Csv of(List<MigrationView> migrations) {
        var csv = new Csv()
                .row(
                        "requested",
                        "ended",
                        "vm",
                        "source",
                        "target",
                        "state",
                        "budget_ms",
                        "expected_ending",
                        "ending",
                        "expected_total_ms",
                        "total_ms",
                        "expected_pause_ms",
                        "pause_ms",
                        "expected_dirty_rate",
                        "dirty_rate",
                        "expected_speed",
                        "speed",
                        "throttle_percent",
                        "moved_bytes",
                        "disk_bytes",
                        "expected_disk_ms",
                        "disk_ms",
                        "disk_speed",
                        "requested_by",
                        "failure");
        migrations.forEach(one -> row(csv, one));
        return csv;
    }

    private static void row(Csv csv, MigrationView one) {
        var expected = one.expected();
        var disks = one.disks();
        csv.row(
                one.requestedAt(),
                one.endedAt(),
                one.vmName(),
                one.sourceName(),
                one.targetName(),
                one.state(),
                one.allowed().pauseMillis(),
                expected == null ? null : expected.ending(),
                one.course().ending(),
                expected == null ? null : expected.totalMillis().value(),
                one.totalMillis(),
                expected == null ? null : expected.pauseMillis().value(),
                one.pauseMillis(),
                expected == null ? null : expected.dirtyRate(),
                one.course().dirtyRate(),
                expected == null ? null : expected.speed(),
                one.course().speed(),
                one.course().throttle(),
                one.movedBytes(),
                disks == null ? null : disks.totalBytes(),
                disks == null ? null : disks.expectedMillis(),
                disks == null ? null : disks.millis(),
                disks == null ? null : disks.speed(),
                one.requestedBy(),
                one.failure());
    }
}
