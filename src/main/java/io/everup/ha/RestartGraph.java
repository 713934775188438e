package io.everup.ha;

import io.everup.shared.NaturalOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.UUID;

/** What VMs that start after each other come to: circles, which are refused, and the order as a whole. Pure. */
final class RestartGraph {

    private RestartGraph() {}

    /** @param rank higher starts earlier */
    record Vm(UUID id, String name, int rank) {}

    /** @param step from 1: how many VMs must come before it, one after the other, and one more */
    record Placed(UUID id, int place, int step) {}

    /**
     * A circle in which VMs would wait for each other.
     *
     * @param before for each VM, those that it starts after
     * @return each followed by the one that it waits for, the first at the end again; empty when there is none
     */
    static List<UUID> circle(Map<UUID, ? extends Collection<UUID>> before, UUID from) {
        var path = new ArrayList<UUID>();
        path.add(from);
        return search(before, from, path, new HashSet<>()) ? path : List.of();
    }

    private static boolean search(
            Map<UUID, ? extends Collection<UUID>> before, UUID target, List<UUID> path, Set<UUID> seen) {
        var open = new java.util.ArrayDeque<java.util.Iterator<UUID>>();
        open.push(of(before, target).iterator());
        while (!open.isEmpty()) {
            if (!open.peek().hasNext()) {
                open.pop();
                path.remove(path.size() - 1);
                continue;
            }
            var next = open.peek().next();
            if (next.equals(target)) {
                path.add(next);
                return true;
            }
            if (seen.add(next)) {
                path.add(next);
                open.push(of(before, next).iterator());
            }
        }
        return false;
    }

    private static Collection<UUID> of(Map<UUID, ? extends Collection<UUID>> before, UUID vm) {
        var known = before.get(vm);
        return known == null ? List.of() : known;
    }

    /** The order in which they would start if all were restarted together, each after those before it. */
    static Map<UUID, Placed> order(List<Vm> vms, Map<UUID, ? extends Collection<UUID>> before) {
        var byId = new HashMap<UUID, Vm>();
        vms.forEach(vm -> byId.put(vm.id(), vm));
        var ranks = inherited(byId, before);
        var missing = new HashMap<UUID, Set<UUID>>();
        var then = new HashMap<UUID, List<UUID>>();
        for (var vm : vms) {
            var first = new HashSet<>(of(before, vm.id()));
            first.retainAll(byId.keySet());
            missing.put(vm.id(), first);
            first.forEach(
                    one -> then.computeIfAbsent(one, key -> new ArrayList<>()).add(vm.id()));
        }
        var ready = new PriorityQueue<Vm>(Comparator.comparing((Vm vm) -> -ranks.get(vm.id()))
                .thenComparing(Vm::name, NaturalOrder.NAMES)
                .thenComparing(Vm::id));
        vms.stream().filter(vm -> missing.get(vm.id()).isEmpty()).forEach(ready::add);
        var placed = new LinkedHashMap<UUID, Placed>();
        var steps = new HashMap<UUID, Integer>();
        while (!ready.isEmpty()) {
            var vm = ready.poll();
            var step = steps.getOrDefault(vm.id(), 1);
            placed.put(vm.id(), new Placed(vm.id(), placed.size() + 1, step));
            for (var next : then.getOrDefault(vm.id(), List.of())) {
                steps.merge(next, step + 1, Math::max);
                if (missing.get(next).remove(vm.id()) && missing.get(next).isEmpty()) {
                    ready.add(byId.get(next));
                }
            }
        }
        return placed;
    }

    private static Map<UUID, Integer> inherited(Map<UUID, Vm> vms, Map<UUID, ? extends Collection<UUID>> before) {
        var ranks = new HashMap<UUID, Integer>();
        vms.values().forEach(vm -> ranks.put(vm.id(), vm.rank()));
        var changed = true;
        for (var round = 0; changed && round <= vms.size(); round++) {
            changed = false;
            for (var vm : vms.values()) {
                for (var first : of(before, vm.id())) {
                    var rank = ranks.get(first);
                    if (rank != null && rank < ranks.get(vm.id())) {
                        ranks.put(first, ranks.get(vm.id()));
                        changed = true;
                    }
                }
            }
        }
        return ranks;
    }
}
