package io.everup.plan;

import io.everup.placement.LossCase;
import io.everup.placement.PlacementPolicy;
import io.everup.placement.Recovery;
import io.everup.placement.Survey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A pool's failover plan as it was worked out last.
 *
 * @param madeAt when; null before the first time, and then nothing else of it is known either
 * @param tookMillis how long that took
 * @param vms protected ones that are on
 * @param looked how many losses of several hosts were looked at one by one
 * @param brokenRules placement rules that are broken as things are
 * @param capacity how full hosts may become
 * @param worst the loss of as many hosts as the policy names that leaves out most; null when none does
 * @param cases how many losses the plan has
 * @param remedies what would help against the worst; empty when nothing is left out
 */
public record PlanView(
        UUID pool,
        PoolPolicy policy,
        PlacementPolicy capacity,
        Instant madeAt,
        int tookMillis,
        int hosts,
        int vms,
        int failures,
        Survey.Answer answer,
        int looked,
        int brokenRules,
        Case worst,
        int cases,
        List<String> remedies) {

    public PlanView {
        remedies = List.copyOf(remedies);
    }

    /**
     * What would happen if some hosts died now.
     *
     * @param position its place in the plan
     * @param exact whether nothing better exists
     * @param leftOut protected VMs without a place
     * @param atLeast so many of them no plan could place
     * @param bestEffort best-effort VMs without a place
     * @param lastSeconds from the proof until the last VM runs, as predicted
     * @param names the first few of those left out
     */
    public record Case(
            int position,
            LossCase.Kind kind,
            String label,
            List<UUID> lost,
            boolean exact,
            int moves,
            int leftOut,
            int atLeast,
            int bestEffort,
            double lastSeconds,
            List<String> names) {

        public boolean survives() {
            return leftOut == 0;
        }

        /** Whether nothing that is protected runs there. */
        public boolean idle() {
            return moves == 0 && leftOut == 0 && bestEffort == 0;
        }

        public String named() {
            var more = leftOut - names.size();
            return String.join(", ", names) + (more > 0 ? " and " + more + " more" : "");
        }
    }

    /** One case with all its VMs. @param seconds by VM, from the proof until it runs */
    public record Detail(Case summary, Recovery recovery, Map<UUID, Double> seconds) {

        public long secondsOf(UUID vm) {
            return Math.round(seconds.getOrDefault(vm, 0.0));
        }
    }

    public boolean known() {
        return madeAt != null;
    }

    public boolean survives() {
        return answer == Survey.Answer.SURVIVES;
    }

    /** The whole in one sentence. */
    public String sentence() {
        if (!known()) {
            return "It is being worked out for the first time.";
        }
        var hostsLost = failures == 1 ? "any one host" : "any " + failures + " hosts";
        if (vms == 0) {
            return "No VM that is on is protected.";
        }
        return switch (answer) {
            case SURVIVES ->
                failures == 0
                        ? "The policy asks for no host's loss to be survived."
                        : "Survives the loss of " + hostsLost + ".";
            case LEAVES_OUT ->
                worst == null
                        ? "Does not survive the loss of " + hostsLost + "."
                        : "Does not survive " + worst.label() + ": " + worst.named() + " would be left out.";
            case UNPROVEN ->
                "That it survives the loss of " + hostsLost
                        + " isn't proven: there are too many combinations to look at each.";
        };
    }
}
