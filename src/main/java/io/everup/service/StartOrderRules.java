package io.everup.service;

import io.everup.service.ServiceSpec.Group;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** In which order a service's VMs start. Pure. */
final class StartOrderRules {

    private StartOrderRules() {}

    /**
     * @return groups that may start together, stage after stage, each group after those that it waits for; empty when
     *     they wait for each other in a circle
     */
    static List<StartStage> stages(ServiceSpec spec) {
        var stages = new ArrayList<StartStage>();
        var left = new ArrayList<>(spec.groups());
        var ready = new HashSet<String>();
        while (!left.isEmpty()) {
            var now = left.stream()
                    .filter(group -> group.after().stream().allMatch(name -> ready.contains(key(name))))
                    .toList();
            if (now.isEmpty()) {
                return List.of();
            }
            left.removeAll(now);
            now.forEach(group -> ready.add(key(group.name())));
            stages.add(new StartStage(
                    stages.size() + 1,
                    now.stream().map(group -> part(group, spec)).toList()));
        }
        return stages;
    }

    private static StartStage.Part part(Group group, ServiceSpec spec) {
        return new StartStage.Part(group.name(), group.need(), group.vms(), gates(group, spec));
    }

    private static List<UUID> gates(Group group, ServiceSpec spec) {
        return spec.probes().stream()
                .filter(probe ->
                        group.gates().stream().anyMatch(gate -> key(gate).equals(key(probe.name()))))
                .map(ProbeSpec::id)
                .toList();
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
