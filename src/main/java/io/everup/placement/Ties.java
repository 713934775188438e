package io.everup.placement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Placement rules as numbers. What depends only on hosts and on VMs that stay where they are is settled at once; a tie
 * is what is left: a rule that makes the place of one VM of the loss depend on that of another.
 */
final class Ties {

    private static final int[] NONE = {};

    private final Loss loss;
    private final Neighbours neighbours;
    private final List<PlacementRule> rules = new ArrayList<>();
    /** By tie: its VMs. */
    private final List<int[]> members = new ArrayList<>();
    /** By VM: its ties. */
    private final int[][] of;
    /** By VM: its wishes that each host breaks whatever else happens; null where there are none. */
    private final int[][] regrets;

    Ties(Loss loss) {
        this.loss = loss;
        this.neighbours = new Neighbours(loss.hosts);
        of = new int[loss.vms.size()][];
        Arrays.fill(of, NONE);
        regrets = new int[loss.vms.size()][];
        var places = new HashMap<UUID, Integer>();
        var named = new LinkedHashMap<UUID, PlacementRule>();
        for (int vm = 0; vm < of.length; vm++) {
            var demand = loss.demand(vm);
            if (!demand.rules().isEmpty()) {
                places.put(demand.vm(), vm);
                demand.rules().stream()
                        .filter(rule -> !rule.kind().namesHosts())
                        .forEach(rule -> named.put(rule.id(), rule));
            }
        }
        named.values().forEach(rule -> tie(rule, places));
    }

    private void tie(PlacementRule rule, Map<UUID, Integer> places) {
        var vms = rule.vms().stream()
                .map(places::get)
                .filter(java.util.Objects::nonNull)
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
        var settled = rule.kind() == PlacementRule.Kind.TOGETHER && neighbours.seated(rule, places::containsKey);
        if (vms.length < 2 || settled) {
            return;
        }
        var tie = rules.size();
        rules.add(rule);
        members.add(vms);
        for (var vm : vms) {
            of[vm] = IntStream.concat(Arrays.stream(of[vm]), IntStream.of(tie)).toArray();
        }
    }

    /** How many there are. */
    int count() {
        return rules.size();
    }

    /** The ties of a VM. */
    int[] of(int vm) {
        return of[vm];
    }

    /** The hosts that suit a VM, less those that rules forbid whatever else happens. */
    boolean[] allowed(int vm, boolean[] suits) {
        var demand = loss.demand(vm);
        if (demand.rules().isEmpty()) {
            return suits;
        }
        var allowed = suits.clone();
        regrets[vm] = new int[allowed.length];
        for (int host = 0; host < allowed.length; host++) {
            if (allowed[host]) {
                allowed[host] =
                        neighbours.objections(demand, loss.hosts.get(host)).isEmpty();
                regrets[vm][host] = neighbours.regrets(demand, loss.hosts.get(host));
            }
        }
        return allowed;
    }

    /** Whether ties that must be kept let the VM go there as things are. */
    boolean allow(Packing packing, int vm, int host) {
        for (var tie : of[vm]) {
            if (rules.get(tie).must() && broken(packing, tie, host)) {
                return false;
            }
        }
        return true;
    }

    /** How many wishes of the VM would be broken there as things are. */
    int regrets(Packing packing, int vm, int host) {
        var count = regrets[vm] == null ? 0 : regrets[vm][host];
        for (var tie : of[vm]) {
            count += !rules.get(tie).must() && broken(packing, tie, host) ? 1 : 0;
        }
        return count;
    }

    private boolean broken(Packing packing, int tie, int host) {
        return rules.get(tie).kind() == PlacementRule.Kind.APART
                ? packing.tied[tie][host] > 0
                : packing.tied[tie][host] < packing.tiedInAll[tie];
    }

    /** VMs that must be where this one is and have no place yet, and the VM itself. */
    int[] unit(Packing packing, int vm) {
        var unit = new HashSet<Integer>();
        unit.add(vm);
        for (var tie : of[vm]) {
            if (holds(tie)) {
                Arrays.stream(members.get(tie))
                        .filter(mate -> packing.target[mate] == Packing.NOWHERE)
                        .forEach(unit::add);
            }
        }
        return unit.stream().mapToInt(Integer::intValue).sorted().toArray();
    }

    /** The first of the VMs that must be where this one is; itself when there is none. */
    int first(int vm) {
        return Arrays.stream(of[vm])
                .filter(this::holds)
                .map(tie -> members.get(tie)[0])
                .min()
                .orElse(vm);
    }

    private boolean holds(int tie) {
        return rules.get(tie).must() && rules.get(tie).kind() == PlacementRule.Kind.TOGETHER;
    }

    /** Groups of VMs of which each must have a host of its own. */
    List<int[]> apart() {
        return IntStream.range(0, rules.size())
                .filter(tie -> rules.get(tie).must() && rules.get(tie).kind() == PlacementRule.Kind.APART)
                .mapToObj(members::get)
                .toList();
    }

    /** Why rules forbid the VM this host although it would do otherwise; empty when they don't. */
    List<String> objections(Packing packing, int vm, int host) {
        var reasons = new ArrayList<>(neighbours.objections(loss.demand(vm), loss.hosts.get(host)));
        for (var tie : of[vm]) {
            if (rules.get(tie).must() && broken(packing, tie, host)) {
                reasons.add(words(packing, tie, vm, host));
            }
        }
        return reasons;
    }

    private String words(Packing packing, int tie, int vm, int host) {
        var rule = rules.get(tie);
        var apart = rule.kind() == PlacementRule.Kind.APART;
        var other = Arrays.stream(members.get(tie))
                .filter(mate -> mate != vm && packing.target[mate] != Packing.NOWHERE)
                .filter(mate -> apart == (packing.target[mate] == host))
                .findFirst()
                .orElse(vm);
        var name = loss.demand(other).name();
        return apart
                ? "gets " + name + ", from which " + loss.demand(vm).name() + " must be kept apart " + rule.quoted()
                : "isn't where " + name + " goes ("
                        + loss.hosts.get(packing.target[other]).name()
                        + "), with which " + loss.demand(vm).name() + " must be kept together " + rule.quoted();
    }

    /** What rules have to say of the place that a VM got. */
    List<String> remarks(Packing packing, int vm) {
        var host = packing.target[vm];
        var remarks = new ArrayList<>(neighbours.remarks(loss.demand(vm), loss.hosts.get(host)));
        for (var tie : of[vm]) {
            var rule = rules.get(tie);
            var mates = Arrays.stream(members.get(tie))
                    .filter(mate -> mate != vm && packing.target[mate] != Packing.NOWHERE)
                    .toArray();
            var apart = rule.kind() == PlacementRule.Kind.APART;
            var against = Arrays.stream(mates)
                    .filter(mate -> apart == (packing.target[mate] == host))
                    .toArray();
            if (against.length > 0) {
                remarks.add("against a wish: " + (apart ? "with " : "without ")
                        + loss.demand(against[0]).name() + " " + rule.quoted());
            } else if (mates.length > 0) {
                remarks.add((apart ? "kept apart from " : "kept together with ")
                        + loss.demand(mates[0]).name() + " " + rule.quoted());
            }
        }
        return remarks;
    }
}
