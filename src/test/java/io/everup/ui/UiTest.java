package io.everup.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class UiTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private final Ui ui = new Ui(Clock.fixed(NOW, ZoneOffset.UTC));

    private enum Plain {
        NEEDS_OPERATOR
    }

    private enum Spoken {
        UP;

        public String sentence() {
            return "It answers.";
        }
    }

    @Test
    void durationsShowTheirTwoGreatestUnits() {
        assertThat(ui.duration(Duration.ofMillis(310))).isEqualTo("310 ms");
        assertThat(ui.duration(Duration.ofMillis(1240))).isEqualTo("1.2 s");
        assertThat(ui.duration(Duration.ofSeconds(7505))).isEqualTo("2 h 5 min");
        assertThat(ui.duration(Duration.ofHours(24))).isEqualTo("1 d 0 h");
        assertThat(ui.duration(null)).isEqualTo("–");
    }

    @Test
    void agesAreInOneUnit() {
        assertThat(ui.ago(NOW.minusSeconds(3))).isEqualTo("3 s ago");
        assertThat(ui.ago(NOW.minusSeconds(200))).isEqualTo("3 min ago");
        assertThat(ui.ago(NOW.plusSeconds(90))).isEqualTo("in 1 min");
        assertThat(ui.ago(null)).isEqualTo("never");
    }

    @Test
    void uptimeIsNeverRoundedUpToAllOfIt() {
        assertThat(ui.uptime(0.999999)).isEqualTo("99.999\u00a0%");
        assertThat(ui.uptime(1)).isEqualTo("100\u00a0%");
    }

    @Test
    void useIsBetweenNothingAndAll() {
        assertThat(ui.percentOf(3, 4)).isEqualTo(75);
        assertThat(ui.percentOf(9, 4)).isEqualTo(100);
        assertThat(ui.percentOf(-1, 4)).isZero();
        assertThat(ui.percentOf(null, 4)).isZero();
        assertThat(ui.strain(95, 100)).isEqualTo("bad");
    }

    @Test
    void aStateWithoutATextIsShownInWords() {
        assertThat(ui.word(Plain.NEEDS_OPERATOR)).isEqualTo("Needs operator");
        assertThat(ui.sentence(Plain.NEEDS_OPERATOR)).isNull();
        assertThat(ui.sentence(Spoken.UP)).isEqualTo("It answers.");
        assertThat(ui.look("nothing we know").icon()).isEqualTo("unknown");
    }

    @Test
    void aSparklineStaysInItsBox() {
        assertThat(ui.points(Arrays.asList(0, 5, null, 10), 30, 20)).isEqualTo("0.0,19.0 10.0,10.0 20.0,10.0 30.0,1.0");
    }

    @Test
    void pagesOfThings() {
        assertThat(ui.path("vm", 7)).isEqualTo("/vms/7");
        assertThat(ui.path("everup", 7)).isNull();
        assertThat(ui.initials("oli.operator")).isEqualTo("OO");
    }
}
