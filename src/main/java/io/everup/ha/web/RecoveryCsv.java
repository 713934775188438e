package io.everup.ha.web;

import io.everup.ha.RecoveryTimes;
import io.everup.identity.Actor;
import io.everup.shared.ListQuery;
import io.everup.ui.Csv;

/** Recoveries as a file, newest first. */
final class RecoveryCsv {

    private RecoveryCsv() {}

    /** Milliseconds count from the host's last answer; the time is in UTC. At most 100,000 rows. */
    static String of(RecoveryTimes times, Actor actor, RecoveryTimes.Filter filter) {
        var csv = new Csv()
                .row(
                        "failover",
                        "silent_at",
                        "host",
                        "pool",
                        "drill",
                        "proof",
                        "vms",
                        "running",
                        "suspected_ms",
                        "proven_ms",
                        "placed_ms",
                        "first_running_ms",
                        "last_running_ms",
                        "predicted_ms",
                        "goal_s",
                        "breached");
        String after = null;
        for (var page = 0; page < 100; page++) {
            var slice = times.times(actor, filter, ListQuery.of(null, null, ListQuery.MOST, after));
            slice.items()
                    .forEach(one -> csv.row(
                            one.failover(),
                            one.silentAt(),
                            one.host(),
                            one.poolName(),
                            one.drill(),
                            one.proof(),
                            one.vms(),
                            one.running(),
                            one.suspectedMillis(),
                            one.provenMillis(),
                            one.placedMillis(),
                            one.firstRunningMillis(),
                            one.lastRunningMillis(),
                            one.predictedMillis(),
                            one.goalSeconds(),
                            one.breached()));
            after = slice.next();
            if (after == null) {
                break;
            }
        }
        return csv.toString();
    }
}
