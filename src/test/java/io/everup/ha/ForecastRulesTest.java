package io.everup.ha;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.placement.Move;
import io.everup.placement.Pace;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A recovery is foreseen by what earlier ones took. */
class ForecastRulesTest {

    private static final UUID HOST = new UUID(9, 1);

    private static List<Move> moves(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Move(new UUID(0, i), "vm-" + i, HOST, "h1", "room", i + 1))
                .toList();
    }

    @Test
    void withoutMeasuresItIsAssumed() {
        var seconds = ForecastRules.seconds(moves(1), new ForecastRules.Measured(null, Map.of(), null));
        assertThat(seconds).containsEntry(new UUID(0, 0), ForecastRules.PROOF_SECONDS + Pace.ASSUMED_SECONDS);
    }

    @Test
    void soManyStartAtOnceAndTheNextWhenOneOfThemRuns() {
        var measured = new ForecastRules.Measured(2.0, Map.of(new UUID(0, 1), 1.0), 3.0);
        var seconds = ForecastRules.seconds(moves(6), measured);
        assertThat(seconds.get(new UUID(0, 0))).isEqualTo(5.0);
        assertThat(seconds.get(new UUID(0, 1))).isEqualTo(3.0);
        assertThat(seconds.get(new UUID(0, 4))).as("after the fastest").isEqualTo(6.0);
        assertThat(seconds.get(new UUID(0, 5))).isEqualTo(8.0);
    }
}
