package io.everup.ha;

import io.everup.placement.Move;
import io.everup.placement.Pace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** How long a recovery will take, by what earlier ones took. Pure. */
final class ForecastRules {

    /** Until something was measured: a power cut with a fence device that answers is proven about so fast. */
    static final double PROOF_SECONDS = 5;

    private ForecastRules() {}

    /**
     * What was measured.
     *
     * @param proof from a host's last answer until it is proven off; null for never measured
     * @param starts by VM: from being placed until it runs
     * @param otherStart of VMs that were never measured; null for none at all
     */
    record Measured(Double proof, Map<UUID, Double> starts, Double otherStart) {}

    /** By VM: seconds from the host's last answer until it runs. @param moves in the order of recovery */
    static Map<UUID, Double> seconds(List<Move> moves, Measured measured) {
        var proof = measured.proof() == null ? PROOF_SECONDS : measured.proof();
        var other = measured.otherStart() == null ? Pace.ASSUMED_SECONDS : measured.otherStart();
        var seconds = new HashMap<UUID, Double>();
        new Pace(Pace.PARALLEL, measured.starts(), other)
                .seconds(moves)
                .forEach((vm, afterProof) -> seconds.put(vm, proof + afterProof));
        return seconds;
    }
}
