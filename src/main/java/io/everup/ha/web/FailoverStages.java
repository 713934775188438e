package io.everup.ha.web;

import io.everup.ha.FailoverView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The stages of a failover with the time each took, as the timeline of the page wants them. */
final class FailoverStages {

    /** @param state {@code DONE}, {@code NOW} or {@code AHEAD}; @param took from the stage before; null until it is over */
    record Stage(String name, String state, Instant at, Duration took, String detail) {}

    private FailoverStages() {}

    static List<Stage> of(FailoverView failover) {
        var stages = new ArrayList<Stage>();
        add(stages, failover, "Silent", failover.silentAt(), "Its last answer.");
        add(stages, failover, "Suspected", failover.suspectedAt(), failover.cause());
        add(stages, failover, "Proven", failover.provenAt(), failover.proofText());
        add(stages, failover, "Placed", failover.placedAt(), null);
        add(stages, failover, "First VM runs", failover.firstRunningAt(), null);
        add(stages, failover, "Ended", failover.endedAt(), failover.running() + " of " + failover.vms() + " VMs run.");
        return stages;
    }

    private static void add(List<Stage> stages, FailoverView failover, String name, Instant at, String detail) {
        var before = stages.isEmpty() ? null : stages.get(stages.size() - 1);
        if (at != null) {
            var took = before == null || before.at() == null ? null : Duration.between(before.at(), at);
            stages.add(new Stage(name, "DONE", at, took, detail));
            return;
        }
        var now = failover.endedAt() == null && before != null && before.at() != null;
        stages.add(new Stage(name, now ? "NOW" : "AHEAD", null, null, now ? failover.advice() : null));
    }
}
