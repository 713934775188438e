package io.everup.placement;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** The placement rules of a pool taken together: which contradict each other, and which are broken as things are. */
public final class RuleBook {

    /** @param text what is so although the rule says otherwise, in words */
    public record Breach(PlacementRule rule, String text) {}

    private RuleBook() {}

    /** What is against the rules now. Nothing is moved because of it. @param hosts with the VMs that rules name */
    public static List<Breach> breaches(Collection<PlacementRule> rules, Collection<HostOffer> hosts) {
        var breaches = new ArrayList<Breach>();
        for (var rule : rules.stream()
                .sorted(Comparator.comparing(PlacementRule::name).thenComparing(PlacementRule::id))
                .toList()) {
            var seated = hosts.stream()
                    .filter(host -> host.vms().keySet().stream().anyMatch(rule.vms()::contains))
                    .sorted(Comparator.comparing(HostOffer::name))
                    .toList();
            switch (rule.kind()) {
                case TOGETHER -> {
                    if (seated.size() > 1) {
                        var places = seated.stream()
                                .map(host -> names(rule, host) + " on " + host.name())
                                .collect(Collectors.joining(", "));
                        breaches.add(new Breach(rule, "They " + rule.verb() + " be on one host, but: " + places + "."));
                    }
                }
                case APART ->
                    seated.stream()
                            .filter(host -> host.vms().keySet().stream()
                                            .filter(rule.vms()::contains)
                                            .count()
                                    > 1)
                            .forEach(host -> breaches.add(new Breach(
                                    rule,
                                    names(rule, host) + " are all on " + host.name() + ", but " + rule.verb()
                                            + " be kept apart.")));
                case ON_HOSTS, NOT_ON_HOSTS ->
                    seated.stream()
                            .filter(host -> !rule.allows(host.id()))
                            .forEach(host -> breaches.add(new Breach(
                                    rule,
                                    names(rule, host) + (rule.must() ? " mustn't" : " shouldn't") + " run on "
                                            + host.name() + ".")));
            }
        }
        return breaches;
    }

    private static String names(PlacementRule rule, HostOffer host) {
        return host.vms().entrySet().stream()
                .filter(vm -> rule.vms().contains(vm.getKey()))
                .map(Map.Entry::getValue)
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /**
     * Why a new rule can never be kept beside those that there are; empty when it can. Only rules that must be kept
     * contradict each other.
     *
     * @param rules the others of the pool
     * @param hosts all hosts of the pool
     */
    public static Optional<String> contradiction(
            PlacementRule wanted, Collection<PlacementRule> rules, Set<UUID> hosts) {
        if (!wanted.must()) {
            return Optional.empty();
        }
        var all = new ArrayList<>(rules.stream()
                .filter(PlacementRule::must)
                .filter(rule -> !rule.id().equals(wanted.id()))
                .toList());
        all.add(wanted);
        var units = units(all);
        for (var unit : units) {
            var apart = all.stream()
                    .filter(rule -> rule.kind() == PlacementRule.Kind.APART)
                    .filter(rule -> rule.vms().stream().filter(unit::contains).count() > 1)
                    .findFirst();
            if (apart.isPresent()) {
                return Optional.of("Rule '" + apart.get().name() + "' keeps VMs apart that "
                        + blamed(all, unit, PlacementRule.Kind.TOGETHER) + " keeps together.");
            }
            var left = allowed(all, unit, hosts);
            if (left.isEmpty()) {
                return Optional.of("No host of the pool would be left for some of the VMs: "
                        + blamed(all, unit, PlacementRule.Kind.ON_HOSTS, PlacementRule.Kind.NOT_ON_HOSTS)
                        + " exclude each other.");
            }
        }
        return all.stream()
                .filter(rule -> rule.kind() == PlacementRule.Kind.APART)
                .filter(rule -> crowded(rule, all, units, hosts))
                .findFirst()
                .map(rule -> "Rule '" + rule.name() + "' keeps " + rule.vms().size()
                        + " VMs apart, but other rules leave them fewer hosts than that.");
    }

    /** Whether rules about hosts leave the VMs of this one fewer hosts than there are VMs. */
    private static boolean crowded(
            PlacementRule apart, List<PlacementRule> all, List<Set<UUID>> units, Set<UUID> hosts) {
        var left = new HashSet<UUID>();
        boolean limited = true;
        for (var vm : apart.vms()) {
            var unit =
                    units.stream().filter(one -> one.contains(vm)).findFirst().orElse(Set.of(vm));
            var allowed = allowed(all, unit, hosts);
            limited &= allowed.size() < hosts.size();
            left.addAll(allowed);
        }
        return limited && left.size() < apart.vms().size();
    }

    private static Set<UUID> allowed(List<PlacementRule> all, Set<UUID> unit, Set<UUID> hosts) {
        return hosts.stream()
                .filter(host -> all.stream()
                        .filter(rule ->
                                rule.kind().namesHosts() && rule.vms().stream().anyMatch(unit::contains))
                        .allMatch(rule -> rule.allows(host)))
                .collect(Collectors.toSet());
    }

    /** VMs that must all be on one host; every VM that a rule names is in one of them. */
    private static List<Set<UUID>> units(List<PlacementRule> all) {
        var unitOf = new HashMap<UUID, Set<UUID>>();
        for (var rule : all) {
            for (var vm : rule.vms()) {
                unitOf.computeIfAbsent(vm, id -> new HashSet<>(Set.of(id)));
            }
            if (rule.kind() == PlacementRule.Kind.TOGETHER) {
                var joined = new HashSet<UUID>();
                rule.vms().forEach(vm -> joined.addAll(unitOf.get(vm)));
                joined.forEach(vm -> unitOf.put(vm, joined));
            }
        }
        return unitOf.values().stream().distinct().toList();
    }

    private static String blamed(List<PlacementRule> all, Set<UUID> unit, PlacementRule.Kind... kinds) {
        return all.stream()
                .filter(rule -> Set.of(kinds).contains(rule.kind()))
                .filter(rule -> rule.vms().stream().anyMatch(unit::contains))
                .map(rule -> "'" + rule.name() + "'")
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
