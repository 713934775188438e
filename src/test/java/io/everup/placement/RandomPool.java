package io.everup.placement;

import io.everup.shared.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** A pool made by chance, the same for the same seed: tight, with hosts and VMs that differ in every respect. */
final class RandomPool {

    static final PlacementPolicy POLICY = new PlacementPolicy(1.0, 2.0, 512 * Bytes.MIB, 0.05);

    final List<HostOffer> hosts = new ArrayList<>();
    final List<ProtectedVm> vms = new ArrayList<>();
    final List<PlacementRule> rules = new ArrayList<>();
    private final Random random;
    private final List<UUID> datastores = new ArrayList<>();
    private final List<UUID> networks = new ArrayList<>();

    /** @param uniform whether all hosts reach everything and are of one kind: only room decides */
    RandomPool(long seed, int hostCount, int vmCount, boolean uniform) {
        random = new Random(seed);
        for (int i = 0; i < 3; i++) {
            datastores.add(id());
            networks.add(id());
        }
        for (int i = 1; i <= hostCount; i++) {
            hosts.add(host("h" + i, uniform));
        }
        for (int i = 1; i <= vmCount; i++) {
            vms.add(vm("vm-" + i, uniform));
        }
    }

    /** Adds rules by chance, some of which bystanders that stay on their hosts take part in, and some already broken. */
    RandomPool withRules(int count) {
        var bystanders = new HashMap<UUID, Integer>();
        for (int i = 0; i < 4; i++) {
            bystanders.put(id(), random.nextInt(hosts.size()));
        }
        for (int i = 1; i <= count; i++) {
            var kind = PlacementRule.Kind.values()[random.nextInt(4)];
            var named = new HashSet<UUID>();
            vms.forEach(vm -> addByChance(named, vm.demand().vm(), 0.4));
            if (!kind.namesHosts()) {
                bystanders
                        .keySet()
                        .forEach(vm -> addByChance(named, vm, kind == PlacementRule.Kind.APART ? 0.2 : 0.05));
            }
            var on = new HashSet<UUID>();
            hosts.forEach(host -> addByChance(on, host.id(), kind.namesHosts() ? 0.5 : 0));
            rules.add(new PlacementRule(id(), "rule " + i, kind, chance(0.8), named, on));
        }
        vms.replaceAll(vm -> new ProtectedVm(ruled(vm.demand()), vm.priority(), vm.bestEffort()));
        for (int host = 0; host < hosts.size(); host++) {
            var here = host;
            var named = new HashMap<UUID, String>();
            bystanders.forEach((vm, at) -> {
                if (at == here) {
                    named.put(vm, "bystander-" + vm.toString().substring(0, 4));
                }
            });
            vms.stream()
                    .map(ProtectedVm::demand)
                    .filter(demand -> hosts.get(here).id().equals(demand.currentHost()))
                    .forEach(demand -> named.put(demand.vm(), demand.name()));
            hosts.set(host, seating(hosts.get(host), named));
        }
        return this;
    }

    private void addByChance(Set<UUID> set, UUID id, double share) {
        if (chance(share)) {
            set.add(id);
        }
    }

    private Demand ruled(Demand demand) {
        return new Demand(
                demand.vm(),
                demand.name(),
                demand.cpus(),
                demand.memoryBytes(),
                demand.architecture(),
                demand.cpuModel(),
                demand.datastores(),
                demand.networks(),
                demand.currentHost(),
                rules.stream().filter(rule -> rule.vms().contains(demand.vm())).toList());
    }

    private static HostOffer seating(HostOffer host, Map<UUID, String> named) {
        return new HostOffer(
                host.id(),
                host.name(),
                host.refusal(),
                host.cpus(),
                host.cpusPromised(),
                host.memoryBytes(),
                host.memoryPromisedBytes(),
                host.memoryFreeBytes(),
                host.cpuBusy(),
                host.architecture(),
                host.cpuModel(),
                host.datastores(),
                host.networks(),
                host.runningVms(),
                host.group(),
                named);
    }

    private HostOffer host(String name, boolean uniform) {
        var memory = (4 + random.nextInt(5)) * Bytes.GIB;
        var promised = random.nextInt(4) * Bytes.GIB;
        var seen = chance(0.3) ? -1 : Math.max(0, memory - promised - random.nextInt(2) * Bytes.GIB);
        return new HostOffer(
                id(),
                name,
                !uniform && chance(0.1) ? name + " is in maintenance" : null,
                4 + random.nextInt(4),
                random.nextInt(4),
                memory,
                promised,
                seen,
                chance(0.2) ? Double.NaN : random.nextDouble(),
                uniform || chance(0.9) ? "x86_64" : "aarch64",
                uniform || chance(0.8) ? "EPYC" : chance(0.5) ? "Skylake" : null,
                some(datastores, uniform ? 1 : 0.8),
                some(networks, uniform ? 1 : 0.8),
                random.nextInt(6),
                null,
                Map.of());
    }

    private ProtectedVm vm(String name, boolean uniform) {
        var memory = chance(0.1) ? 64 * Bytes.GIB : (1 + random.nextInt(8)) * 512 * Bytes.MIB;
        var demand = new Demand(
                id(),
                name,
                1 + random.nextInt(4),
                memory,
                "x86_64",
                !uniform && chance(0.3) ? "EPYC" : null,
                named("datastore", some(datastores, 0.4)),
                named("network", some(networks, 0.4)),
                chance(0.05)
                        ? null
                        : hosts.get(chance(0.7) ? 0 : random.nextInt(hosts.size()))
                                .id(),
                List.of());
        return new ProtectedVm(demand, 25 * random.nextInt(3), chance(0.3));
    }

    private boolean chance(double share) {
        return random.nextDouble() < share;
    }

    private UUID id() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    private Set<UUID> some(List<UUID> all, double share) {
        var some = new HashSet<UUID>();
        all.forEach(each -> {
            if (chance(share)) {
                some.add(each);
            }
        });
        return some;
    }

    private static Map<UUID, String> named(String kind, Set<UUID> ids) {
        var names = new HashMap<UUID, String>();
        ids.forEach(id -> names.put(id, kind + "-" + id.toString().substring(0, 4)));
        return names;
    }
}
