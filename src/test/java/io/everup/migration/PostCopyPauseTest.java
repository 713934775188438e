package io.everup.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class PostCopyPauseTest {

    private static final Instant ZERO = Instant.parse("2026-11-23T08:00:00Z");

    private final PostCopyPause pause = new PostCopyPause();

    private static Instant at(long millis) {
        return ZERO.plusMillis(millis);
    }

    @Test
    void itIsWhatLiesBetweenTheTwoLooks() {
        pause.ranHere(at(0));
        pause.ranHere(at(400));
        assertThat(pause.open()).as("it hasn't left").isFalse();
        pause.left();
        pause.looked(false, at(450));
        assertThat(pause.open()).isTrue();
        pause.looked(true, at(520));
        assertThat(pause.millis()).isEqualTo(120);
        assertThat(pause.open()).isFalse();
        pause.arrived(at(900));
        assertThat(pause.millis()).as("the rest of its memory is no pause").isEqualTo(120);
    }

    @Test
    void theEndOfTheMoveTellsWhenItComesAtOnce() {
        pause.ranHere(at(0));
        pause.left();
        pause.arrived(at(90));
        assertThat(pause.millis()).isEqualTo(90);
    }

    @Test
    void whatNobodySawIsUnknown() {
        pause.left();
        assertThat(pause.open()).as("nobody saw it run here").isFalse();
        pause.ranHere(at(0));
        for (var n = 0; n < 150; n++) {
            pause.looked(false, at(20 * n));
        }
        assertThat(pause.open()).as("it was looked for long enough").isFalse();
        pause.arrived(at(60_000));
        assertThat(pause.millis()).isEqualTo(-1);
    }

    @Test
    void aLateEndTellsNothing() {
        pause.ranHere(at(0));
        pause.left();
        pause.arrived(at(1_001));
        assertThat(pause.millis()).isEqualTo(-1);
    }
}
