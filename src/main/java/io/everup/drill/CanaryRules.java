package io.everup.drill;

import io.everup.host.HostState;
import java.util.ArrayList;
import java.util.List;

/** What must hold before a host is cut for a drill, and again in the moment before the cut. Pure. */
final class CanaryRules {

    private CanaryRules() {}

    /** A host of the pool. */
    record PoolHost(String name, HostState state) {}

    /**
     * @param host the host that is to be cut
     * @param state its state
     * @param others the other hosts of its pool
     * @param foreignVms names of the VMs on it that aren't the canary
     * @param openFailovers hosts of the pool whose failover isn't finished
     * @param canaryRuns whether the canary runs on it; null before it is made
     */
    record Facts(
            String host,
            HostState state,
            List<PoolHost> others,
            List<String> foreignVms,
            List<String> openFailovers,
            Boolean canaryRuns) {}

    static List<Check> judge(Facts facts) {
        var checks = new ArrayList<Check>();
        checks.add(Check.of(
                facts.state() == HostState.UP,
                "host-up",
                facts.host(),
                "It is up.",
                "It is " + word(facts.state()) + ".",
                "Choose a host that is up."));
        checks.add(Check.of(
                facts.foreignVms().isEmpty(),
                "alone",
                facts.host(),
                "It carries no VM but the canary.",
                "It carries " + String.join(", ", facts.foreignVms()) + ".",
                "Migrate its VMs away, or choose a spare host: a drill cuts no VM that anybody needs."));
        var troubled = facts.others().stream()
                .filter(other -> other.state() != HostState.UP && other.state() != HostState.MAINTENANCE)
                .map(other -> other.name() + " is " + word(other.state()))
                .toList();
        checks.add(Check.of(
                troubled.isEmpty(),
                "pool-well",
                facts.host(),
                "No other host of the pool is in trouble.",
                "In the pool " + String.join(", ", troubled) + ".",
                "See to the pool first: a drill adds no failure to another one."));
        checks.add(Check.of(
                facts.others().stream().anyMatch(other -> other.state() == HostState.UP),
                "refuge",
                facts.host(),
                "Another host of the pool is up.",
                "No other host of the pool is up.",
                "A failover needs a host to go to."));
        checks.add(Check.of(
                facts.openFailovers().isEmpty(),
                "no-failover",
                facts.host(),
                "No failover of the pool is open.",
                "A failover is open: " + String.join(", ", facts.openFailovers()) + ".",
                "Wait until it is finished."));
        if (facts.canaryRuns() != null) {
            checks.add(Check.of(
                    facts.canaryRuns(),
                    "canary",
                    facts.host(),
                    "The canary runs on it.",
                    "The canary doesn't run on it.",
                    "See its task and its page for why."));
        }
        return checks;
    }

    private static String word(HostState state) {
        return state.name().toLowerCase(java.util.Locale.ROOT);
    }
}
