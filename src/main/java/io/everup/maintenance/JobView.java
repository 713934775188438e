package io.everup.maintenance;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A maintenance job as readers see it.
 *
 * @param rolling whether it goes from host to host by itself; else one host is held until somebody ends it
 * @param reason why it is done, in the words of who asked; empty for none
 * @param parallel how many VMs are under way at once
 * @param bringBack whether VMs return to the host that they lived on
 * @param command run on each host while it is empty; null for none
 * @param mustEndBy no host is begun that wouldn't be done by then; null for no bound
 * @param failure why it stopped; null otherwise. @param next what to do about it
 */
public record JobView(
        UUID id,
        UUID poolId,
        String pool,
        String title,
        boolean rolling,
        JobState state,
        String reason,
        int parallel,
        boolean bringBack,
        String command,
        int commandSeconds,
        Reboot reboot,
        Instant mustEndBy,
        String failure,
        String next,
        String requestedBy,
        Instant requestedAt,
        Instant endedAt,
        UUID task,
        int hosts,
        int hostsDone) {

    public String sentence() {
        return state.sentence();
    }

    /** A job with its hosts and their VMs, and what to do now. */
    public record Detail(JobView job, List<HostLine> hosts, Guide guide) {}

    /**
     * For whoever looks at it now.
     *
     * @param tone {@code ok}, {@code info}, {@code quiet}, {@code warn} or {@code bad}
     * @param todo what an operator must do, in one sentence
     * @param doing what Everup does, or did
     */
    public record Guide(String tone, String todo, String doing) {}

    /**
     * One host of a job.
     *
     * @param predictedMillis of its evacuation; null when unknown
     * @param output of the command, its end at most; null before
     * @param exitStatus of the command; null while it has none
     */
    public record HostLine(
            UUID id,
            String name,
            int position,
            HostPhase phase,
            Instant phaseSince,
            Instant beganAt,
            Instant endedAt,
            UUID task,
            Long predictedMillis,
            HostPhase failedPhase,
            String failure,
            String next,
            String output,
            Integer exitStatus,
            boolean rebooted,
            List<VmLine> vms) {

        public long left() {
            return vms.stream().filter(vm -> vm.phase().left()).count();
        }

        /** Share of its VMs that have left, 0 to 1. */
        public double share() {
            return vms.isEmpty() ? 1 : (double) left() / vms.size();
        }
    }

    /**
     * One VM of a host of a job.
     *
     * @param percent of its move, 0 to 100; null while none is under way
     * @param pauseMillis for which its guest stood still; null when unknown
     */
    public record VmLine(
            UUID id,
            String name,
            long memoryBytes,
            Choice choice,
            UUID target,
            String targetName,
            String why,
            VmPhase phase,
            int attempts,
            String problem,
            String next,
            Long predictedMillis,
            Instant beganAt,
            Instant endedAt,
            UUID task,
            Long pauseMillis,
            Integer percent,
            List<Choice> choices) {}
}
