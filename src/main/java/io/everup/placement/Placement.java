package io.everup.placement;

import io.everup.shared.Bytes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Chooses a host for one VM and says why.
 *
 * <p>A host that fits is scored 0 to 100, more is better:
 *
 * <pre>
 * score = 60 * memory + 25 * idle + 15 * quiet
 * memory = (memory free - memory of the VM) / memory that VMs may be promised
 * idle   = 1 - share of processor time in use (0.5 when unknown)
 * quiet  = 1 / (1 + running VMs / logical processors)
 * </pre>
 *
 * A host that breaks fewer wishes (placement rules that should be kept) comes before one that breaks more, whatever
 * their scores; a host that breaks a rule that must be kept is rejected. Free memory weighs most because it is what stops the next VM. Equal scores go by name, then id, so the same
 * question always has the same answer.
 */
public final class Placement {

    /** @param regrets how many wishes would be broken @param remarks what rules say */
    private record Scored(HostOffer host, double score, long freeAfter, int regrets, List<String> remarks) {}

    private Placement() {}

    /** Judges every host. The VM's current host is among the rejections. Changes nothing and never fails. */
    public static Ranking rank(Demand demand, Collection<HostOffer> hosts, PlacementPolicy policy) {
        var fitting = new ArrayList<Scored>();
        var rejections = new ArrayList<Rejection>();
        var neighbours = new Neighbours(hosts);
        for (var host : hosts) {
            var reasons = objections(demand, host, policy, neighbours);
            if (reasons.isEmpty()) {
                fitting.add(score(demand, host, policy, neighbours));
            } else {
                rejections.add(new Rejection(host.id(), host.name(), reasons));
            }
        }
        fitting.sort(Comparator.comparingInt(Scored::regrets)
                .thenComparing(Comparator.comparingDouble(Scored::score).reversed())
                .thenComparing(s -> s.host().name())
                .thenComparing(s -> s.host().id()));
        rejections.sort(Comparator.comparing(Rejection::name).thenComparing(Rejection::host));
        var candidates =
                fitting.stream().map(s -> candidate(demand, s, fitting)).toList();
        return new Ranking(candidates, rejections);
    }

    private static List<String> objections(
            Demand demand, HostOffer host, PlacementPolicy policy, Neighbours neighbours) {
        if (host.id().equals(demand.currentHost())) {
            return List.of("is where " + demand.name() + " is already");
        }
        var reasons = Fit.mismatches(demand, host);
        reasons.addAll(neighbours.objections(demand, host));
        reasons.addAll(Fit.shortages(demand, policy.memoryFree(host), policy.cpusFree(host)));
        return reasons;
    }

    private static Scored score(Demand demand, HostOffer host, PlacementPolicy policy, Neighbours neighbours) {
        var freeAfter = policy.memoryFree(host) - demand.memoryBytes();
        var memory = (double) freeAfter / Math.max(1, policy.memoryBudget(host));
        var idle = Double.isNaN(host.cpuBusy()) ? 0.5 : 1 - Math.min(1, Math.max(0, host.cpuBusy()));
        var quiet = 1 / (1 + (double) host.runningVms() / Math.max(1, host.cpus()));
        return new Scored(
                host,
                60 * memory + 25 * idle + 15 * quiet,
                freeAfter,
                neighbours.regrets(demand, host),
                neighbours.remarks(demand, host));
    }

    private static Candidate candidate(Demand demand, Scored scored, List<Scored> all) {
        var reasons = new ArrayList<String>();
        if (all.size() == 1) {
            reasons.add("the only host that can take " + demand.name());
        }
        reasons.addAll(scored.remarks());
        reasons.add(memory(demand, scored, all));
        reasons.add(processors(scored.host(), all));
        reasons.add(crowd(scored.host(), all));
        var host = scored.host();
        return new Candidate(host.id(), host.name(), (int) Math.round(scored.score()), reasons);
    }

    private static String memory(Demand demand, Scored scored, List<Scored> all) {
        var when = demand.currentHost() == null ? "after the start" : "after the move";
        var figures = Bytes.text(scored.freeAfter()) + " of "
                + Bytes.text(scored.host().memoryBytes());
        var most = best(all, s -> s.freeAfter(), scored.freeAfter());
        return most ? "most free memory " + when + ": " + figures : figures + " memory free " + when;
    }

    private static String processors(HostOffer host, List<Scored> all) {
        if (Double.isNaN(host.cpuBusy())) {
            return "how busy its processors are isn't known";
        }
        var figure = Math.round(host.cpuBusy() * 100) + " %";
        var least = best(all, s -> -s.host().cpuBusy(), -host.cpuBusy());
        return least ? "least busy processors: " + figure : "processors " + figure + " busy";
    }

    private static String crowd(HostOffer host, List<Scored> all) {
        if (best(all, s -> -s.host().runningVms(), -host.runningVms())) {
            return "runs the fewest VMs: " + host.runningVms();
        }
        return host.runningVms() == 1 ? "runs 1 VM" : "runs " + host.runningVms() + " VMs";
    }

    /** Whether nobody has more and somebody has less; an unknown (NaN) value is neither. */
    private static boolean best(List<Scored> all, ToDoubleFunction<Scored> value, double mine) {
        return all.stream().noneMatch(s -> value.applyAsDouble(s) > mine)
                && all.stream().anyMatch(s -> value.applyAsDouble(s) < mine);
    }
}
