package io.everup.ha.web;

import io.everup.host.HostView;
import io.everup.host.PoolView;
import io.everup.placement.FailoverPlan;
import io.everup.placement.Recovery;
import java.util.List;

/** The failover plan of a pool, host by host. */
record PoolPlan(PoolView pool, List<OfHost> hosts) {

    /** @param recovery null when the plan doesn't know the host: it runs nothing, or isn't up */
    record OfHost(HostView host, Recovery recovery) {

        /** Protected VMs that would stay down. */
        public long uncovered() {
            return recovery == null
                    ? 0
                    : recovery.leftOut().stream()
                            .filter(left -> !left.bestEffort())
                            .count();
        }
    }

    static PoolPlan of(PoolView pool, List<HostView> hosts, FailoverPlan plan) {
        return new PoolPlan(
                pool,
                hosts.stream()
                        .map(host -> new OfHost(host, plan.recoveries().get(host.id())))
                        .toList());
    }

    /** How many VMs the plan cares for. */
    public long guarded() {
        return hosts.stream()
                .filter(host -> host.recovery() != null)
                .mapToLong(host -> host.recovery().moves().size()
                        + host.recovery().leftOut().size())
                .sum();
    }

    /** Protected VMs that would stay down if the worst host died. */
    public long uncovered() {
        return hosts.stream().mapToLong(OfHost::uncovered).max().orElse(0);
    }
}
