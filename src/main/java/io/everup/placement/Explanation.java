package io.everup.placement;

import io.everup.shared.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** Puts a finished packing into words. */
final class Explanation {

    private static final int NAMED = 5;

    private final Packing packing;
    private final boolean exact;
    private final Loss loss;

    Explanation(Packing packing, boolean exact) {
        this.packing = packing;
        this.exact = exact;
        this.loss = packing.loss;
    }

    List<Move> moves() {
        var moves = new ArrayList<Move>();
        for (int vm = 0; vm < loss.vms.size(); vm++) {
            var host = packing.target[vm];
            if (host != Packing.NOWHERE) {
                var demand = loss.demand(vm);
                var offer = loss.hosts.get(host);
                moves.add(new Move(
                        demand.vm(), demand.name(), offer.id(), offer.name(), why(vm, host), moves.size() + 1));
            }
        }
        return moves;
    }

    List<LeftOut> leftOut() {
        var leftOut = new ArrayList<LeftOut>();
        for (int vm = 0; vm < loss.vms.size(); vm++) {
            if (packing.target[vm] == Packing.NOWHERE) {
                var demand = loss.demand(vm);
                leftOut.add(
                        new LeftOut(demand.vm(), demand.name(), loss.vms.get(vm).bestEffort(), whyNot(vm)));
            }
        }
        return leftOut;
    }

    private String why(int vm, int host) {
        var choices = loss.choices(vm);
        var rules = loss.ties.remarks(packing, vm);
        var which = choices == 1 ? "the only host that can take it" : "one of " + choices + " hosts that can take it";
        return which + "; " + Bytes.text(packing.memory[host]) + " of "
                + Bytes.text(loss.hosts.get(host).memoryBytes())
                + " can still be given there after the whole recovery"
                + (rules.isEmpty() ? "" : "; " + String.join("; ", rules));
    }

    private List<String> whyNot(int vm) {
        if (loss.hosts.isEmpty()) {
            return List.of("there is no other host");
        }
        var reasons = new ArrayList<String>(shortage(vm));
        var hostsByReason = new LinkedHashMap<String, List<String>>();
        for (int host = 0; host < loss.hosts.size(); host++) {
            var name = loss.hosts.get(host).name();
            var against = Fit.mismatches(loss.demand(vm), loss.hosts.get(host));
            against.addAll(loss.ties.objections(packing, vm, host));
            against.forEach(reason -> hostsByReason
                    .computeIfAbsent(reason, r -> new ArrayList<>())
                    .add(name));
        }
        hostsByReason.forEach((reason, hosts) -> reasons.add(sentence(hosts, reason)));
        if (!exact && loss.choices(vm) > 0) {
            reasons.add("not every combination was tried: there may be a place for it");
        }
        return reasons;
    }

    /** What is short on the roomiest host that would do otherwise. */
    private List<String> shortage(int vm) {
        int roomiest = Packing.NOWHERE;
        int suitable = 0;
        for (int host = 0; host < loss.hosts.size(); host++) {
            if (loss.suits[vm][host] && loss.ties.allow(packing, vm, host)) {
                suitable++;
                var more = roomiest == Packing.NOWHERE || packing.memory[host] > packing.memory[roomiest];
                roomiest = more ? host : roomiest;
            }
        }
        if (suitable == 0) {
            return List.of();
        }
        var what = String.join("; ", Fit.shortages(loss.demand(vm), packing.memory[roomiest], packing.cpus[roomiest]));
        var when = loss.choices(vm) > 0 ? " once those recovered before it are there" : "";
        var others = suitable > 1 ? ", and is the roomiest of " + suitable + " suitable hosts" : "";
        return List.of(loss.hosts.get(roomiest).name() + " " + what + when + others);
    }

    private static String sentence(List<String> hosts, String reason) {
        if (hosts.size() == 1) {
            return hosts.get(0) + " " + reason;
        }
        var more = hosts.size() - NAMED;
        var names = more <= 0
                ? String.join(", ", hosts)
                : String.join(", ", hosts.subList(0, NAMED)) + " and " + more + " more";
        return names + ": " + reason;
    }
}
