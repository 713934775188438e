package io.everup.placement;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A pool's failover plan in full: the loss of each host, of each group of hosts, and of any so many hosts at once.
 *
 * @param cases each host by name, each group by name, then what was found of several hosts at once: all of it when
 *     something is left out, else the worst
 * @param failures how many hosts may be lost at once and all protected VMs still have a place, as was asked
 * @param answer whether that is so
 * @param looked how many losses of several hosts were looked at one by one
 */
public record Survey(List<LossCase> cases, int failures, Answer answer, int looked) {

    /** Whether any so many hosts may die. */
    public enum Answer {
        /** Proven: every combination was looked at, or the room that is left suffices for any. */
        SURVIVES,
        /** Some protected VM would have no place. */
        LEAVES_OUT,
        /** Too many combinations to look at all of them, and the room is too tight for a proof. Not a yes. */
        UNPROVEN
    }

    /** More combinations of hosts than these aren't looked at one by one. */
    static final int MOST_COMBINATIONS = 500;

    private static final int WORST_KEPT = 3;

    public Survey {
        cases = List.copyOf(cases);
    }

    /**
     * Works out the whole plan.
     *
     * @param failures how many hosts are to be lost at once, 0 or more; 0 asks nothing of the pool
     */
    public static Survey of(
            Collection<HostOffer> hosts, Collection<ProtectedVm> vms, PlacementPolicy policy, Pace pace, int failures) {
        return new Maker(new Ground(hosts, vms, policy), pace, failures).make();
    }

    /** The case of these hosts; null when they weren't looked at together. */
    public LossCase find(Set<UUID> lost) {
        return cases.stream().filter(one -> one.lost().equals(lost)).findFirst().orElse(null);
    }

    private record Maker(Ground ground, Pace pace, int failures) {

        Survey make() {
            var cases = new ArrayList<LossCase>();
            ground.hosts.forEach(host -> cases.add(look(LossCase.Kind.HOST, host.name(), Set.of(host.id()))));
            groups().forEach((name, hosts) -> cases.add(look(LossCase.Kind.GROUP, name, hosts)));
            if (failures == 0) {
                return new Survey(cases, 0, Answer.SURVIVES, 0);
            }
            var one = cases.stream()
                    .filter(each -> each.kind() == LossCase.Kind.HOST)
                    .allMatch(each -> each.recovery().survives());
            if (failures == 1 || !one) {
                return new Survey(cases, failures, one ? Answer.SURVIVES : Answer.LEAVES_OUT, 0);
            }
            return several(cases);
        }

        private LinkedHashMap<String, Set<UUID>> groups() {
            var groups = new TreeMap<String, Set<UUID>>();
            ground.hosts.stream()
                    .filter(host -> host.group() != null)
                    .forEach(host -> groups.computeIfAbsent(host.group(), name -> new LinkedHashSet<>())
                            .add(host.id()));
            return new LinkedHashMap<>(groups);
        }

        private LossCase look(LossCase.Kind kind, String label, Set<UUID> lost) {
            var recovery = FailoverPlanner.recover(ground, lost);
            return new LossCase(kind, label, recovery, pace.seconds(recovery.moves()));
        }

        /** Hosts that run protected VMs, or have room: only these matter in a combination. */
        private Survey several(List<LossCase> cases) {
            var combinations = combinations(ground.hosts.size(), failures);
            if (combinations > MOST_COMBINATIONS) {
                var proven = AnyLoss.survives(ground, failures);
                return new Survey(cases, failures, proven ? Answer.SURVIVES : sampled(cases), 0);
            }
            var found = new ArrayList<LossCase>();
            combine(0, new ArrayList<>(), found);
            found.sort((a, b) -> Integer.compare(leftOut(b), leftOut(a)));
            var fails = !found.isEmpty() && leftOut(found.get(0)) > 0;
            cases.addAll(found.subList(0, Math.min(found.size(), WORST_KEPT)));
            return new Survey(cases, failures, fails ? Answer.LEAVES_OUT : Answer.SURVIVES, found.size());
        }

        /** The hosts with the most memory to recover, lost together: enough to say no, never to say yes. */
        private Answer sampled(List<LossCase> cases) {
            var worst = ground.hosts.stream()
                    .sorted(java.util.Comparator.comparingLong((HostOffer host) -> -AnyLoss.memoryOf(ground, host))
                            .thenComparing(HostOffer::name))
                    .limit(failures)
                    .toList();
            var one = look(LossCase.Kind.SEVERAL, names(worst), ids(worst));
            cases.add(one);
            return one.recovery().survives() || one.recovery().leftOutAtLeast() == 0
                    ? Answer.UNPROVEN
                    : Answer.LEAVES_OUT;
        }

        private void combine(int from, List<HostOffer> chosen, List<LossCase> found) {
            if (chosen.size() == failures) {
                found.add(look(LossCase.Kind.SEVERAL, names(chosen), ids(chosen)));
                return;
            }
            for (int host = from; host < ground.hosts.size(); host++) {
                chosen.add(ground.hosts.get(host));
                combine(host + 1, chosen, found);
                chosen.remove(chosen.size() - 1);
            }
        }

        private static int leftOut(LossCase one) {
            return (int) one.recovery().leftOut().stream()
                    .filter(left -> !left.bestEffort())
                    .count();
        }

        private static String names(List<HostOffer> hosts) {
            return String.join(" + ", hosts.stream().map(HostOffer::name).toList());
        }

        private static Set<UUID> ids(List<HostOffer> hosts) {
            return new LinkedHashSet<>(hosts.stream().map(HostOffer::id).toList());
        }

        /** How many ways there are to choose; more than an int holds counts as the largest. */
        private static long combinations(int of, int choose) {
            long count = 1;
            for (int i = 1; i <= choose; i++) {
                count = count * Math.max(0, of - choose + i) / i;
                if (count > Integer.MAX_VALUE) {
                    return Integer.MAX_VALUE;
                }
            }
            return count;
        }
    }
}
