package io.everup.ha;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A failover as readers see it; times are null until they come.
 *
 * @param cause why the host fell under suspicion
 * @param advice what an operator can do now; null when nothing is asked of them
 * @param silentAt its last answer
 */
public record FailoverView(
        UUID id,
        UUID host,
        String hostName,
        UUID pool,
        long epoch,
        FailoverState state,
        String cause,
        String advice,
        Instant silentAt,
        Instant suspectedAt,
        Instant provenAt,
        Proof proof,
        String proofText,
        Instant placedAt,
        Instant firstRunningAt,
        Instant endedAt,
        int vms,
        int running) {

    /** Milliseconds from the last answer to the first VM that runs elsewhere; null until then. */
    @JsonProperty
    public Long millisToFirstRunning() {
        return firstRunningAt == null || silentAt == null
                ? null
                : firstRunningAt.toEpochMilli() - silentAt.toEpochMilli();
    }

    /** A failover with all that was seen and decided. */
    public record Detail(FailoverView failover, List<Stage> stages, List<Vm> vms) {}

    /** @param stage a word such as {@code suspected} or {@code proven} */
    public record Stage(Instant at, String stage, String text) {}

    /** What became of one VM in a failover. */
    public enum VmFate {
        PLACED,
        /** No host can take it yet. */
        LEFT_OUT,
        RUNNING,
        OFF
    }

    public record Vm(
            UUID vm,
            String name,
            String protection,
            int priority,
            int place,
            UUID target,
            String targetName,
            String why,
            VmFate state,
            Instant placedAt,
            Instant runningAt) {}
}
