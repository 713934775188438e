package io.everup.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What must hold for every plan, said in the messages; written without the planner's own code. */
final class PlanLaws {

    private final Map<UUID, HostOffer> hosts;
    private final Map<UUID, ProtectedVm> vms;
    private final PlacementPolicy policy;
    private final String where;

    PlanLaws(Collection<HostOffer> hosts, Collection<ProtectedVm> vms, PlacementPolicy policy, String where) {
        this.hosts = hosts.stream().collect(Collectors.toMap(HostOffer::id, h -> h));
        this.vms = vms.stream().collect(Collectors.toMap(vm -> vm.demand().vm(), vm -> vm));
        this.policy = policy;
        this.where = " (" + where + ")";
    }

    void hold(Recovery recovery) {
        everyVmOfTheLostHostsOnce(recovery);
        recovery.moves().forEach(move -> targetOffersAll(recovery, move));
        noHostIsOverfull(recovery);
        var places = places(recovery);
        recovery.moves()
                .forEach(move -> assertThat(rulesAllow(recovery, places, move.vm(), move.target()))
                        .as(
                                "a plan must keep every rule that must be kept: %s on %s%s",
                                move.name(), move.targetName(), where)
                        .isTrue());
        inOrderOfRecovery(recovery);
        recovery.leftOut().forEach(left -> noRoomRemains(recovery, left));
        var protectedOut =
                recovery.leftOut().stream().filter(l -> !l.bestEffort()).count();
        assertThat((long) recovery.leftOutAtLeast())
                .as("the bound must not exceed what was left out%s", where)
                .isLessThanOrEqualTo(protectedOut);
        assertThat(recovery.survives())
                .as("a host survives exactly when no protected VM is left out%s", where)
                .isEqualTo(protectedOut == 0);
    }

    private void everyVmOfTheLostHostsOnce(Recovery recovery) {
        var named = new ArrayList<UUID>();
        recovery.moves().forEach(m -> named.add(m.vm()));
        recovery.leftOut().forEach(l -> named.add(l.vm()));
        var expected = vms.values().stream()
                .map(ProtectedVm::demand)
                .filter(d -> d.currentHost() != null && recovery.lost().contains(d.currentHost()))
                .map(Demand::vm)
                .toList();
        assertThat(named)
                .as("a plan must name every VM of the lost hosts once, and no other%s", where)
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    private void targetOffersAll(Recovery recovery, Move move) {
        var demand = vms.get(move.vm()).demand();
        var host = hosts.get(move.target());
        var what = move.name() + " on " + move.targetName() + where;
        assertThat(recovery.lost())
                .as("a plan must not use a host that is lost: %s", what)
                .doesNotContain(move.target());
        assertThat(host.refusal())
                .as("a plan must not use a host that takes no VMs: %s", what)
                .isNull();
        assertThat(host.architecture())
                .as("a VM must keep its architecture: %s", what)
                .isEqualTo(demand.architecture());
        assertThat(demand.cpuModel() == null || demand.cpuModel().equals(host.cpuModel()))
                .as("a VM must find its CPU model: %s", what)
                .isTrue();
        assertThat(host.datastores())
                .as("a VM must reach its datastores: %s", what)
                .containsAll(demand.datastores().keySet());
        assertThat(host.networks())
                .as("a VM must reach its networks: %s", what)
                .containsAll(demand.networks().keySet());
    }

    private void noHostIsOverfull(Recovery recovery) {
        for (var host : hosts.values()) {
            var given = given(recovery, host.id());
            var memory = given.stream().mapToLong(Demand::memoryBytes).sum();
            var cpus = given.stream().mapToInt(Demand::cpus).sum();
            assertThat(given.isEmpty() || memory <= roomOf(host))
                    .as("a plan must never give a host more memory than it has: %s%s", host.name(), where)
                    .isTrue();
            assertThat(given.isEmpty() || cpus + host.cpusPromised() <= host.cpus() * policy.cpuOvercommit())
                    .as("a plan must never promise more processors than the policy allows: %s%s", host.name(), where)
                    .isTrue();
        }
    }

    private void inOrderOfRecovery(Recovery recovery) {
        assertThat(recovery.moves().stream().map(Move::order).toList())
                .as("orders must count from 1 without gaps%s", where)
                .isEqualTo(IntStream.rangeClosed(1, recovery.moves().size())
                        .boxed()
                        .toList());
        var ranks = recovery.moves().stream()
                .map(m -> vms.get(m.vm()))
                .map(vm -> (vm.bestEffort() ? 1000 : 0) - vm.priority())
                .toList();
        assertThat(ranks)
                .as("protected VMs must come before best-effort ones, and higher priority first%s", where)
                .isSortedAccordingTo(Comparator.naturalOrder());
    }

    private void noRoomRemains(Recovery recovery, LeftOut left) {
        assertThat(left.reasons())
                .as("a VM left out must have a reason: %s%s", left.name(), where)
                .isNotEmpty();
        var demand = vms.get(left.vm()).demand();
        for (var host : hosts.values()) {
            var given = given(recovery, host.id());
            var memory =
                    roomOf(host) - given.stream().mapToLong(Demand::memoryBytes).sum();
            var cpus = (int) (host.cpus() * policy.cpuOvercommit())
                    - host.cpusPromised()
                    - given.stream().mapToInt(Demand::cpus).sum();
            var room = !recovery.lost().contains(host.id())
                    && suits(demand, host)
                    && memory >= demand.memoryBytes()
                    && cpus >= demand.cpus()
                    && rulesAllow(recovery, places(recovery), left.vm(), host.id());
            assertThat(room)
                    .as("a VM must not be left out while %s has room for it: %s%s", host.name(), left.name(), where)
                    .isFalse();
        }
    }

    private static Map<UUID, UUID> places(Recovery recovery) {
        var places = new HashMap<UUID, UUID>();
        recovery.moves().forEach(move -> places.put(move.vm(), move.target()));
        return places;
    }

    /** Whether the rules that must be kept let this VM be there, when others are at these places. */
    private boolean rulesAllow(Recovery recovery, Map<UUID, UUID> places, UUID vm, UUID host) {
        var staying = new HashMap<UUID, UUID>();
        hosts.values().stream()
                .filter(offer -> !recovery.lost().contains(offer.id()))
                .forEach(offer -> offer.vms().keySet().forEach(other -> staying.put(other, offer.id())));
        for (var rule : vms.get(vm).demand().rules()) {
            if (!rule.must()) {
                continue;
            }
            var stayingMates = rule.vms().stream()
                    .filter(staying::containsKey)
                    .map(staying::get)
                    .toList();
            var movedMates = rule.vms().stream()
                    .filter(other -> !other.equals(vm) && places.containsKey(other))
                    .map(places::get)
                    .toList();
            var kept = switch (rule.kind()) {
                case APART -> !stayingMates.contains(host) && !movedMates.contains(host);
                case TOGETHER ->
                    stayingMates.isEmpty() ? movedMates.stream().allMatch(host::equals) : stayingMates.contains(host);
                case ON_HOSTS -> rule.hosts().contains(host);
                case NOT_ON_HOSTS -> !rule.hosts().contains(host);
            };
            if (!kept) {
                return false;
            }
        }
        return true;
    }

    private List<Demand> given(Recovery recovery, UUID host) {
        return recovery.moves().stream()
                .filter(m -> m.target().equals(host))
                .map(m -> vms.get(m.vm()).demand())
                .toList();
    }

    private long roomOf(HostOffer host) {
        var reserve = Math.max(policy.reserveBytes(), (long) Math.ceil(host.memoryBytes() * policy.reserveShare()));
        var room = host.memoryBytes() - reserve - host.memoryPromisedBytes();
        return host.memoryFreeBytes() < 0 ? room : Math.min(room, host.memoryFreeBytes());
    }

    static boolean suits(Demand demand, HostOffer host) {
        return host.refusal() == null
                && Objects.equals(demand.architecture(), host.architecture())
                && (demand.cpuModel() == null || demand.cpuModel().equals(host.cpuModel()))
                && host.datastores().containsAll(demand.datastores().keySet())
                && host.networks().containsAll(demand.networks().keySet());
    }

    /** By importance, the most important first: how many VMs the recovery places. */
    List<Integer> placed(Recovery recovery) {
        var moved = new HashSet<UUID>();
        recovery.moves().forEach(m -> moved.add(m.vm()));
        return counts(recovery, vm -> moved.contains(vm.demand().vm()));
    }

    /** The most that any packing places, found by trying them all. */
    List<Integer> optimum(Recovery recovery) {
        var lostVms = vms.values().stream()
                .filter(vm -> vm.demand().currentHost() != null
                        && recovery.lost().contains(vm.demand().currentHost()))
                .toList();
        var left = hosts.values().stream()
                .filter(h -> !recovery.lost().contains(h.id()))
                .toList();
        var best = new ArrayList<>(counts(recovery, vm -> false));
        tryAll(recovery, lostVms, left, new HashMap<>(), 0, best);
        return best;
    }

    private void tryAll(
            Recovery recovery,
            List<ProtectedVm> lostVms,
            List<HostOffer> left,
            Map<ProtectedVm, HostOffer> places,
            int next,
            List<Integer> best) {
        if (next == lostVms.size()) {
            var counts = counts(recovery, places::containsKey);
            if (compare(counts, best) > 0) {
                best.clear();
                best.addAll(counts);
            }
            return;
        }
        var vm = lostVms.get(next);
        for (var host : left) {
            long memory = vm.demand().memoryBytes();
            int cpus = vm.demand().cpus() + host.cpusPromised();
            for (var other : places.entrySet()) {
                if (other.getValue() == host) {
                    memory += other.getKey().demand().memoryBytes();
                    cpus += other.getKey().demand().cpus();
                }
            }
            var at = new HashMap<UUID, UUID>();
            places.forEach((other, place) -> at.put(other.demand().vm(), place.id()));
            if (suits(vm.demand(), host)
                    && memory <= roomOf(host)
                    && cpus <= host.cpus() * policy.cpuOvercommit()
                    && rulesAllow(recovery, at, vm.demand().vm(), host.id())) {
                places.put(vm, host);
                tryAll(recovery, lostVms, left, places, next + 1, best);
                places.remove(vm);
            }
        }
        tryAll(recovery, lostVms, left, places, next + 1, best);
    }

    static int compare(List<Integer> one, List<Integer> other) {
        for (int i = 0; i < one.size(); i++) {
            if (!one.get(i).equals(other.get(i))) {
                return Integer.compare(one.get(i), other.get(i));
            }
        }
        return 0;
    }

    private List<Integer> counts(Recovery recovery, Predicate<ProtectedVm> placed) {
        var levels = new TreeMap<Integer, Integer>();
        for (var vm : vms.values()) {
            if (vm.demand().currentHost() != null
                    && recovery.lost().contains(vm.demand().currentHost())) {
                levels.merge((vm.bestEffort() ? 1000 : 0) - vm.priority(), placed.test(vm) ? 1 : 0, Integer::sum);
            }
        }
        return List.copyOf(levels.values());
    }
}
