package io.everup.ha.web;

import io.everup.placement.LeftOut;
import io.everup.placement.Move;
import io.everup.plan.PlanView;
import io.everup.vm.VmView;
import java.util.Optional;

/**
 * What would happen to a VM if its host died now.
 *
 * @param move where it would start; null when nowhere
 * @param leftOut why nowhere; null when it would start, or isn't protected
 * @param seconds from the proof that its host is off until it runs, as predicted
 */
record VmFate(Move move, LeftOut leftOut, long seconds) {

    static final VmFate NONE = new VmFate(null, null, 0);

    static VmFate of(VmView vm, Optional<PlanView.Detail> lossOfHost) {
        return lossOfHost
                .map(loss -> new VmFate(
                        loss.recovery().move(vm.id()).orElse(null),
                        loss.recovery().leftOut(vm.id()).orElse(null),
                        loss.secondsOf(vm.id())))
                .orElse(NONE);
    }
}
