package io.everup.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LockoutTest {

    @Test
    void theWaitDoublesUpToAQuarterOfAnHour() {
        assertThat(IntStream.range(0, 5).mapToObj(Lockout::waitAfter)).allMatch(Duration::isZero);
        assertThat(IntStream.of(5, 6, 7, 11, 1000).mapToObj(Lockout::waitAfter).map(Duration::toSeconds))
                .containsExactly(15L, 30L, 60L, 900L, 900L);
    }
}
