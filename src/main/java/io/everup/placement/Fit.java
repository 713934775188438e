package io.everup.placement;

import io.everup.shared.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Whether a host can take a VM, and every reason why not. */
final class Fit {

    private Fit() {}

    /** Whether the host would do if it were empty: it accepts VMs, its processor is right and it reaches everything. */
    static boolean suits(Demand demand, HostOffer host) {
        return host.refusal() == null
                && same(demand.architecture(), host.architecture())
                && same(demand.cpuModel(), host.cpuModel())
                && host.datastores().containsAll(demand.datastores().keySet())
                && host.networks().containsAll(demand.networks().keySet());
    }

    /** Reasons that hold however empty the host is; empty exactly when it {@link #suits}. */
    static List<String> mismatches(Demand demand, HostOffer host) {
        var reasons = new ArrayList<String>();
        if (host.refusal() != null) {
            reasons.add("takes no VMs: " + host.refusal());
        }
        if (!same(demand.architecture(), host.architecture())) {
            reasons.add(differs("architecture", demand.architecture(), host.architecture()));
        }
        if (!same(demand.cpuModel(), host.cpuModel())) {
            reasons.add(differs("CPU model", demand.cpuModel(), host.cpuModel()));
        }
        missing(demand.datastores(), host.datastores())
                .forEach(name -> reasons.add("doesn't reach datastore '" + name + "'"));
        missing(demand.networks(), host.networks())
                .forEach(name -> reasons.add("doesn't offer network '" + name + "'"));
        return reasons;
    }

    /** Reasons of room, given what the host has left. */
    static List<String> shortages(Demand demand, long memoryFree, int cpusFree) {
        var reasons = new ArrayList<String>();
        if (memoryFree < demand.memoryBytes()) {
            reasons.add("has " + Bytes.text(memoryFree) + " free of the " + Bytes.text(demand.memoryBytes()) + " that "
                    + demand.name() + " needs");
        }
        if (cpusFree < demand.cpus()) {
            reasons.add("has room for " + cpusFree + " more virtual processors of the " + demand.cpus() + " that "
                    + demand.name() + " needs");
        }
        return reasons;
    }

    private static boolean same(String needed, String offered) {
        return needed == null || needed.equalsIgnoreCase(offered);
    }

    private static String differs(String what, String needed, String offered) {
        return offered == null
                ? "hasn't told its " + what + "; " + needed + " is needed"
                : "has " + what + " " + offered + ", not " + needed;
    }

    private static List<String> missing(Map<UUID, String> needed, Set<UUID> offered) {
        return needed.entrySet().stream()
                .filter(e -> !offered.contains(e.getKey()))
                .map(Map.Entry::getValue)
                .sorted()
                .toList();
    }
}
