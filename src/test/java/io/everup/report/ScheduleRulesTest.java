package io.everup.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.ui.Csv;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When scheduled reports are made, and how lengths are written. */
class ScheduleRulesTest {

    @ParameterizedTest
    @CsvSource({
        "MONTH, 1, 07:00, Europe/Berlin, 2026-11-22T19:00:00Z, 2026-12-01T06:00:00Z",
        "MONTH, 1, 07:00, Europe/Berlin, 2026-12-01T05:59:59Z, 2026-12-01T06:00:00Z",
        "MONTH, 1, 07:00, Europe/Berlin, 2026-12-01T06:00:00Z, 2027-01-01T06:00:00Z",
        "QUARTER, 3, 12:30, UTC, 2026-11-22T19:00:00Z, 2027-01-03T12:30:00Z",
        "YEAR, 28, 00:00, UTC, 2026-11-22T19:00:00Z, 2027-01-28T00:00:00Z",
        // Clocks go from 2 to 3: half past two is half past three.
        "MONTH, 28, 02:30, Europe/Berlin, 2027-03-27T00:00:00Z, 2027-03-28T01:30:00Z",
        "MONTH, 1, 09:00, Pacific/Auckland, 2026-11-30T20:00:00Z, 2026-12-31T20:00:00Z"
    })
    void theNextRunIsAtItsHourByItsClocks(
            ReportSpan span, int day, LocalTime at, ZoneId zone, Instant after, Instant next) {
        assertThat(ScheduleRules.next(new ScheduleRules.When(span, day, at, zone), after))
                .isEqualTo(next);
    }

    @Test
    void whateverWasMissedIsMadeUpForOnce() {
        var random = new Random(7);
        for (var round = 0; round < 500; round++) {
            var when = new ScheduleRules.When(
                    ReportSpan.values()[random.nextInt(3)],
                    1 + random.nextInt(28),
                    LocalTime.of(random.nextInt(24), random.nextInt(60)),
                    ZoneId.of(random.nextBoolean() ? "Europe/Berlin" : "America/New_York"));
            var runAfter = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(random.nextInt(31_000_000));
            var now = runAfter.plusSeconds(random.nextInt(100_000_000));
            if (ScheduleRules.due(when, runAfter, now)) {
                assertThat(ScheduleRules.due(when, now, now)).as("once").isFalse();
            }
            var next = ScheduleRules.next(when, runAfter);
            assertThat(next).isAfter(runAfter);
            assertThat(ScheduleRules.due(when, runAfter, next)).isTrue();
            assertThat(ScheduleRules.due(when, runAfter, next.minusSeconds(1))).isFalse();
        }
    }

    @Test
    void lengthsAreExact() {
        var words = new ReportWords(ZoneId.of("Europe/Berlin"));
        assertThat(words.length(0)).isEqualTo("0 s");
        assertThat(words.length(1_234)).isEqualTo("1.234 s");
        assertThat(words.length(93_784_000)).isEqualTo("1 d 2 h 3 min 4 s");
        assertThat(words.length(3_600_000)).isEqualTo("1 h");
        assertThat(words.time(Instant.parse("2026-07-01T10:00:00Z"))).isEqualTo("1 Jul 2026 12:00:00");
        assertThat(words.change(0.99987, 0.9994)).isEqualTo("+0.047 points");
    }

    @Test
    void aNameIsNoFormula() {
        assertThat(new Csv()
                        .row("=cmd|' /C calc'!A0", "+1", -5, "@x", "a,\"b\"")
                        .toString())
                .isEqualTo("'=cmd|' /C calc'!A0,'+1,-5,'@x,\"a,\"\"b\"\"\"\r\n");
    }
}
