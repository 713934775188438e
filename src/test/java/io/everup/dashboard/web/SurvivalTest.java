package io.everup.dashboard.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.dashboard.web.Survival.Standing;
import org.junit.jupiter.api.Test;

class SurvivalTest {

    private static void says(Survival survival, Standing standing, long count) {
        assertThat(survival.standing()).isEqualTo(standing);
        assertThat(survival.count()).isEqualTo(count);
    }

    @Test
    void theWorstIsSaidFirst() {
        says(new Survival(2, 9, 4, 1), Standing.WAITING, 2);
        says(new Survival(0, 0, 0, 0), Standing.NONE, 0);
        says(new Survival(0, 9, 4, 1), Standing.DISARMED, 4);
        says(new Survival(0, 9, 0, 1), Standing.NO, 1);
        says(new Survival(0, 9, 0, 0), Standing.YES, 9);
    }
}
