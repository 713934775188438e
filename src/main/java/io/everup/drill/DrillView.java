package io.everup.drill;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A drill as readers see it.
 *
 * @param host the host that was cut; null for a readiness drill
 * @param failover what followed the cut; null until then
 * @param summary its result in one sentence
 */
public record DrillView(
        UUID id,
        DrillKind kind,
        UUID pool,
        String poolName,
        UUID host,
        String hostName,
        UUID failover,
        DrillState state,
        String summary,
        String requestedBy,
        Instant startedAt,
        Instant endedAt,
        int passed,
        int warnings,
        int failed) {

    /** A drill with each of its checks, in order. */
    public record Detail(DrillView drill, List<Check> checks) {}

    /**
     * @param cron five fields: minute, hour, day of the month, month, day of the week
     * @param words the same for people, such as {@code every Sunday at 03:00}, by the clock of the zone
     * @param next its next five runs
     */
    public record Schedule(
            UUID id,
            DrillKind kind,
            UUID pool,
            String poolName,
            UUID host,
            String hostName,
            UUID template,
            String cron,
            String zone,
            String words,
            String madeBy,
            List<Instant> next) {}
}
