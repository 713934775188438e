package io.everup.ha;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.ha.RestartGraph.Placed;
import io.everup.ha.RestartGraph.Vm;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Circles are found and named; without one there is an order. */
class RestartGraphTest {

    private static final UUID A = new UUID(0, 1);
    private static final UUID B = new UUID(0, 2);
    private static final UUID C = new UUID(0, 3);
    private static final UUID D = new UUID(0, 4);

    @Test
    void aCircleIsNamedFromItsFirstToItsFirst() {
        assertThat(RestartGraph.circle(Map.of(A, List.of(D, B), B, List.of(C), C, List.of(A)), A))
                .containsExactly(A, B, C, A);
        assertThat(RestartGraph.circle(Map.of(A, List.of(B), B, List.of(A)), B)).containsExactly(B, A, B);
    }

    @Test
    void aTreeOrADiamondIsNoCircle() {
        assertThat(RestartGraph.circle(Map.of(A, List.of(B, C), B, List.of(D), C, List.of(D)), A))
                .isEmpty();
        assertThat(RestartGraph.circle(Map.of(), A)).isEmpty();
    }

    @Test
    void aCircleOfOthersIsNotThisOnes() {
        assertThat(RestartGraph.circle(Map.of(A, List.of(B), B, List.of(C), C, List.of(B)), A))
                .isEmpty();
    }

    @Test
    void theOrderFollowsRankAndDependencies() {
        var vms = List.of(new Vm(A, "app", 90), new Vm(B, "db", 10), new Vm(C, "c-10", 50), new Vm(D, "c-2", 50));
        var order = RestartGraph.order(vms, Map.of(A, List.of(B)));
        assertThat(order.keySet()).containsExactly(B, A, D, C);
        assertThat(order.get(A)).isEqualTo(new Placed(A, 2, 2));
        assertThat(order.get(C).step()).isEqualTo(1);
    }

    @Test
    void whoIsMissingIsNotWaitedFor() {
        var order = RestartGraph.order(List.of(new Vm(A, "app", 90)), Map.of(A, List.of(B)));
        assertThat(order.get(A)).isEqualTo(new Placed(A, 1, 1));
    }
}
