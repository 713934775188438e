package io.everup.ha.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Random bad luck breaks no law. Always the same seeds, so that a failure can be seen again; bin/chaos runs more. */
class ChaosRunsTest {

    private static final long FIRST = 20_000;
    private static final int RUNS = 1_000;

    @Test
    void noLawIsBroken() {
        var broken = Chaos.runs(FIRST, RUNS, Runtime.getRuntime().availableProcessors(), Rules.TRUE, true);
        assertThat(broken)
                .as(() -> Chaos.explain(broken.get(0).seed(), Rules.TRUE))
                .isEmpty();
    }

    @Test
    void theSameSeedIsTheSameRun() {
        assertThat(Run.of(FIRST, Rules.TRUE).go(true))
                .isEqualTo(Run.of(FIRST, Rules.TRUE).go(true));
    }
}
