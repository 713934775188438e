package io.everup.ha;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * All there is to know of a failover, in the order in which somebody needs it who was called at night.
 *
 * @param pool its name then
 * @param guide what to do and what is happening
 * @param why the last decision, and what it rests on; null before the first
 * @param evidence what each observer said last
 * @param timeline oldest first
 * @param vms what became of each VM; before a proof: what would
 * @param goalSeconds within which all of its VMs were to run; null for none
 * @param nextTryAt when Everup tries next to switch the host off; null where no attempt is due
 */
public record FailoverReport(
        FailoverView failover,
        String pool,
        boolean drill,
        Guide guide,
        Decision why,
        List<FailoverFact> evidence,
        List<Step> timeline,
        List<Vm> vms,
        Integer goalSeconds,
        Instant lastRunningAt,
        Instant nextTryAt) {

    /** What an operator can do from the page of a failover. */
    public enum Act {
        CONFIRM_DEAD,
        FENCE,
        ARM,
        MEND_FENCE,
        OPEN_HOST,
        MAKE_ROOM
    }

    /**
     * @param tone ok, info, warn or bad
     * @param todo what the reader must do, one sentence
     * @param doing what Everup does meanwhile, one sentence
     * @param acts the most likely one first
     */
    public record Guide(String tone, String todo, String doing, List<Act> acts) {}

    /** @param stage the word under which it is noted; @param facts as they were known then; may be empty */
    public record Decision(Instant at, String stage, String why, List<FailoverFact> facts) {}

    /** @param millis since the host's last answer, or since suspicion where that isn't known */
    public record Step(Instant at, long millis, String stage, String text, List<FailoverFact> facts) {}

    /**
     * @param fate null while nothing is proven: then target and why are those of the forecast
     * @param why why there, or why not yet
     * @param nextAttemptAt null where none is due
     * @param predictedSeconds from the last answer until it runs; null where it had no place
     * @param downMillis from the last answer until it ran; null until then
     */
    public record Vm(
            UUID vm,
            String name,
            String protection,
            int priority,
            FailoverView.VmFate fate,
            UUID target,
            String targetName,
            String why,
            int attempts,
            Instant nextAttemptAt,
            Instant placedAt,
            Instant startedAt,
            Instant runningAt,
            Instant readyAt,
            Double predictedSeconds,
            Long downMillis) {

        /** Whether it still waits to run. */
        public boolean waits() {
            return fate == null || fate == FailoverView.VmFate.PLACED || fate == FailoverView.VmFate.LEFT_OUT;
        }
    }

    /** When all its VMs ran again, from the host's last answer; null until then. */
    public Long millisToLastRunning() {
        var from = failover.silentAt() == null ? failover.suspectedAt() : failover.silentAt();
        return lastRunningAt == null ? null : lastRunningAt.toEpochMilli() - from.toEpochMilli();
    }

    /** When the slowest of its VMs was to run by the forecast; null for no forecast. */
    public Long predictedMillis() {
        return vms.stream()
                .map(Vm::predictedSeconds)
                .filter(java.util.Objects::nonNull)
                .max(Double::compare)
                .map(seconds -> Math.round(seconds * 1000))
                .orElse(null);
    }

    /** Whether it took longer than was wanted, by now. */
    public boolean late(Instant now) {
        if (goalSeconds == null || failover.provenAt() == null && failover.endedAt() != null) {
            return false;
        }
        var from = failover.silentAt() == null ? failover.suspectedAt() : failover.silentAt();
        var until = lastRunningAt != null ? lastRunningAt : failover.endedAt() != null ? failover.endedAt() : now;
        return java.time.Duration.between(from, until).toSeconds() >= goalSeconds;
    }
}
