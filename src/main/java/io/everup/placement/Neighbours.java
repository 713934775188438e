package io.everup.placement;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;

/** Where the VMs that rules name are, and what each rule then says of one more VM on a host. */
final class Neighbours {

    /** @param kept whether the rule would be kept @param text why or why not, with the host as its subject */
    record Verdict(PlacementRule rule, boolean kept, String text) {}

    private record Seat(String vm, HostOffer host) {}

    private final Map<UUID, Seat> seats = new HashMap<>();

    Neighbours(Collection<HostOffer> hosts) {
        for (var host : hosts) {
            host.vms().forEach((vm, name) -> seats.put(vm, new Seat(name, host)));
        }
    }

    /** What every rule of the VM says of this host; rules that have nothing to say of it are left out. */
    List<Verdict> verdicts(Demand demand, HostOffer host) {
        var verdicts = new ArrayList<Verdict>();
        for (var rule : demand.rules()) {
            var verdict = switch (rule.kind()) {
                case TOGETHER -> together(rule, demand, host);
                case APART -> apart(rule, demand, host);
                case ON_HOSTS, NOT_ON_HOSTS -> hosts(rule, demand, host);
            };
            if (verdict != null) {
                verdicts.add(verdict);
            }
        }
        return verdicts;
    }

    /** Why rules that must be kept forbid this host. */
    List<String> objections(Demand demand, HostOffer host) {
        return texts(demand, host, verdict -> verdict.rule().must() && !verdict.kept());
    }

    /** How many wishes would be broken there. */
    int regrets(Demand demand, HostOffer host) {
        return texts(demand, host, verdict -> !verdict.rule().must() && !verdict.kept())
                .size();
    }

    /** What rules have to say of a host that is allowed: wishes that are broken first. */
    List<String> remarks(Demand demand, HostOffer host) {
        var remarks =
                new ArrayList<>(texts(demand, host, verdict -> !verdict.rule().must() && !verdict.kept()));
        remarks.replaceAll(text -> "against a wish: " + text);
        remarks.addAll(texts(demand, host, Verdict::kept));
        return remarks;
    }

    /** Whether any VM of the rule but these is on a host. */
    boolean seated(PlacementRule rule, Predicate<UUID> but) {
        return rule.vms().stream().anyMatch(vm -> seats.containsKey(vm) && !but.test(vm));
    }

    private List<String> texts(Demand demand, HostOffer host, Predicate<Verdict> which) {
        if (demand.rules().isEmpty()) {
            return List.of();
        }
        return verdicts(demand, host).stream().filter(which).map(Verdict::text).toList();
    }

    private Verdict together(PlacementRule rule, Demand demand, HostOffer host) {
        var mates = mates(rule, demand).stream()
                .filter(seat -> !leftBehind(seat, demand))
                .toList();
        if (mates.isEmpty()) {
            return null;
        }
        var here = mates.stream().filter(seat -> is(seat, host)).toList();
        var first = here.isEmpty() ? mates.get(0) : here.get(0);
        return here.isEmpty()
                ? new Verdict(
                        rule,
                        false,
                        "isn't where " + first.vm() + " is (" + first.host().name() + "), with which " + demand.name()
                                + " " + rule.verb() + " be kept together " + rule.quoted())
                : new Verdict(rule, true, "kept together with " + first.vm() + " " + rule.quoted());
    }

    /** A mate on a host that gives up its VMs is no reason to stay: it will follow. */
    private static boolean leftBehind(Seat seat, Demand demand) {
        return seat.host().refusal() != null && seat.host().id().equals(demand.currentHost());
    }

    private Verdict apart(PlacementRule rule, Demand demand, HostOffer host) {
        var others = mates(rule, demand);
        if (others.isEmpty()) {
            return null;
        }
        return others.stream()
                .filter(seat -> is(seat, host))
                .findFirst()
                .map(seat -> new Verdict(
                        rule,
                        false,
                        "has " + seat.vm() + ", from which " + demand.name() + " " + rule.verb() + " be kept apart "
                                + rule.quoted()))
                .orElseGet(() -> new Verdict(
                        rule,
                        true,
                        "kept apart from " + others.get(0).vm()
                                + (others.size() > 1 ? " and " + (others.size() - 1) + " more" : "") + " "
                                + rule.quoted()));
    }

    private static Verdict hosts(PlacementRule rule, Demand demand, HostOffer host) {
        var kept = rule.allows(host.id());
        if (rule.kind() == PlacementRule.Kind.ON_HOSTS) {
            return new Verdict(
                    rule,
                    kept,
                    kept
                            ? "one of the hosts for it " + rule.quoted()
                            : "is none of the hosts on which " + demand.name() + " " + rule.verb() + " run "
                                    + rule.quoted());
        }
        return kept
                ? null
                : new Verdict(rule, false, demand.name() + " " + rule.verb() + " not run there " + rule.quoted());
    }

    private List<Seat> mates(PlacementRule rule, Demand demand) {
        return rule.vms().stream()
                .filter(vm -> !vm.equals(demand.vm()))
                .map(seats::get)
                .filter(java.util.Objects::nonNull)
                .sorted(java.util.Comparator.comparing(Seat::vm))
                .toList();
    }

    private static boolean is(Seat seat, HostOffer host) {
        return seat.host().id().equals(host.id());
    }
}
