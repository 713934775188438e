package io.everup.service;

import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a service is: what people are told of it, what it is made of, how it is probed and what is promised.
 *
 * @param team who looks after it; free text, may be empty
 * @param zone in which its days and months begin and end
 * @param target the share of observed time in a calendar month in which it shall be up, in percent: 50 to 99.999; null
 *     for no promise
 * @param groups in the order in which they are listed; empty for a service that is probed alone
 */
public record ServiceSpec(
        String name,
        String description,
        String team,
        ZoneId zone,
        Double target,
        List<Group> groups,
        List<ProbeSpec> probes) {

    public ServiceSpec {
        groups = groups == null ? List.of() : List.copyOf(groups);
        probes = probes == null ? List.of() : List.copyOf(probes);
    }

    /**
     * VMs that do the same job.
     *
     * @param need how many of them must be up, 1 to all
     * @param vms in the order in which they start
     * @param after names of the groups that must be ready before this one starts
     * @param gates names of the probes that must be good before this group counts as ready
     */
    public record Group(String name, int need, List<UUID> vms, List<String> after, List<String> gates) {

        public Group {
            vms = vms == null ? List.of() : List.copyOf(vms);
            after = after == null ? List.of() : List.copyOf(after);
            gates = gates == null ? List.of() : List.copyOf(gates);
        }

        /** Without a VM; it needs no more than are left. */
        Group without(UUID vm) {
            var left = vms.stream().filter(one -> !one.equals(vm)).toList();
            return new Group(name, Math.max(1, Math.min(need, left.size())), left, after, gates);
        }
    }

    public List<UUID> vms() {
        return groups.stream().flatMap(group -> group.vms().stream()).toList();
    }

    public Optional<ProbeSpec> probe(UUID id) {
        return probes.stream().filter(probe -> probe.id().equals(id)).findFirst();
    }

    public Optional<Group> group(String name) {
        return groups.stream()
                .filter(group -> group.name().equalsIgnoreCase(name))
                .findFirst();
    }

    public ServiceSpec withGroups(List<Group> others) {
        return new ServiceSpec(name, description, team, zone, target, others, probes);
    }

    public ServiceSpec withProbes(List<ProbeSpec> others) {
        return new ServiceSpec(name, description, team, zone, target, groups, others);
    }
}
