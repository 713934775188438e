package io.everup.vm;

import io.everup.placement.PlacementRule;
import java.util.List;

/**
 * A placement rule as somebody wants it.
 *
 * @param kind what it asks for
 * @param must kept even when a VM then has no place; else a wish
 * @param vms ids or names of VMs of the pool
 * @param hosts ids or names of hosts of the pool; only for kinds that name hosts
 */
public record NewRule(String name, PlacementRule.Kind kind, boolean must, List<String> vms, List<String> hosts) {

    public NewRule {
        vms = vms == null ? List.of() : List.copyOf(vms);
        hosts = hosts == null ? List.of() : List.copyOf(hosts);
    }
}
