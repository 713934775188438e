package io.everup.ha.web;

import io.everup.placement.FailoverPlan;
import io.everup.placement.LeftOut;
import io.everup.placement.Move;
import io.everup.vm.VmView;

/**
 * What would happen to a VM if its host died now.
 *
 * @param move where it would start; null when nowhere
 * @param leftOut why nowhere; null when it would start, or isn't protected
 */
record VmFate(Move move, LeftOut leftOut) {

    static VmFate of(VmView vm, FailoverPlan plan) {
        var recovery = vm.hostId() == null ? null : plan.recoveries().get(vm.hostId());
        if (recovery == null) {
            return new VmFate(null, null);
        }
        return new VmFate(
                recovery.moves().stream()
                        .filter(move -> move.vm().equals(vm.id()))
                        .findFirst()
                        .orElse(null),
                recovery.leftOut().stream()
                        .filter(left -> left.vm().equals(vm.id()))
                        .findFirst()
                        .orElse(null));
    }
}
