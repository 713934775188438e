package io.everup.plan;

import io.everup.placement.HostOffer;
import io.everup.placement.Pace;
import io.everup.placement.PlacementPolicy;
import io.everup.placement.ProtectedVm;
import io.everup.placement.Survey;
import java.util.List;

/** All that a pool's failover plan depends on. */
record PoolFacts(List<HostOffer> hosts, List<ProtectedVm> vms, PlacementPolicy policy, Pace pace, int failures) {

    Survey survey() {
        return Survey.of(hosts, vms, policy, pace, failures);
    }

    PoolFacts with(List<HostOffer> otherHosts, List<ProtectedVm> otherVms) {
        return new PoolFacts(otherHosts, otherVms, policy, pace, failures);
    }
}
