package io.everup.placement;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * What one VM needs of a host.
 *
 * @param cpus virtual processors
 * @param memoryBytes configured memory
 * @param architecture such as {@code x86_64}; null when any will do
 * @param cpuModel the model that the host must have; null when any will do
 * @param datastores all that its volumes lie in, with the names for sentences
 * @param networks all that it is connected to, with the names for sentences
 * @param currentHost where it runs (or ran, when that host died); null when it is off
 * @param rules the placement rules that name it
 */
public record Demand(
        UUID vm,
        String name,
        int cpus,
        long memoryBytes,
        String architecture,
        String cpuModel,
        Map<UUID, String> datastores,
        Map<UUID, String> networks,
        UUID currentHost,
        List<PlacementRule> rules) {

    public Demand {
        Objects.requireNonNull(vm, "vm");
        Objects.requireNonNull(name, "name");
        if (cpus < 0 || memoryBytes < 0) {
            throw new IllegalArgumentException(name + " can't need less than nothing");
        }
        datastores = Map.copyOf(datastores);
        networks = Map.copyOf(networks);
        rules = List.copyOf(rules);
    }

    /** The same VM on another host; null when it is off. */
    public Demand at(UUID host) {
        return new Demand(vm, name, cpus, memoryBytes, architecture, cpuModel, datastores, networks, host, rules);
    }

    /** The same VM, and these datastores are all that its host must reach. */
    public Demand reaching(Map<UUID, String> stores) {
        return new Demand(vm, name, cpus, memoryBytes, architecture, cpuModel, stores, networks, currentHost, rules);
    }

    /** The same VM with another size. @param memory in bytes */
    public Demand sized(int processors, long memory) {
        return new Demand(
                vm, name, processors, memory, architecture, cpuModel, datastores, networks, currentHost, rules);
    }

    /** The same VM, and it needs a host with this processor. @param model null when any will do */
    public Demand onCpu(String model) {
        return new Demand(vm, name, cpus, memoryBytes, architecture, model, datastores, networks, currentHost, rules);
    }
}
