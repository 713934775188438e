package io.everup.uptime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.shared.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The business's calendar: days that last 23, 24 or 25 hours. */
class CalendarWindowTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final List<String> ZONES = List.of(
            "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Kathmandu");

    private static Duration length(String window, ZoneId zone) {
        return CalendarWindow.parse(window, LocalDate.of(2026, 11, 22), zone)
                .interval()
                .length();
    }

    @Test
    void clocksAreChangedTwiceAYear() {
        assertThat(length("2026-03-29", BERLIN)).isEqualTo(Duration.ofHours(23));
        assertThat(length("2026-10-25", BERLIN)).isEqualTo(Duration.ofHours(25));
        assertThat(length("2026-10-25", ZoneId.of("UTC"))).isEqualTo(Duration.ofHours(24));
        assertThat(length("2026-03", BERLIN)).isEqualTo(Duration.ofHours(31 * 24 - 1));
        assertThat(length("2026-Q4", BERLIN)).isEqualTo(Duration.ofHours(92 * 24 + 1));
        assertThat(length("2026", BERLIN)).isEqualTo(Duration.ofDays(365));
        assertThat(length("2028", BERLIN)).isEqualTo(Duration.ofDays(366));
    }

    @Test
    void namesReadAsTheyAreWritten() {
        var today = LocalDate.of(2026, 11, 22);
        for (var span : CalendarWindow.calendar().toList()) {
            var window = CalendarWindow.of(span, today, BERLIN);
            assertThat(CalendarWindow.parse(window.name(), today, BERLIN)).isEqualTo(window);
            assertThat(window.shifted(1).shifted(-1)).isEqualTo(window);
            assertThat(window.shifted(1).interval().from())
                    .as("windows follow each other without a gap")
                    .isEqualTo(window.interval().to());
        }
        assertThat(CalendarWindow.parse("quarter", today, BERLIN).name()).isEqualTo("2026-Q4");
        assertThat(CalendarWindow.parse("2026-11-01--2026-11-07", today, BERLIN).days())
                .hasSize(7);
        for (var nonsense : List.of("2026-Q5", "2026-13", "yesterday", "2026-02-30", "2026-11-07--2026-11-01", "--")) {
            assertThatThrownBy(() -> CalendarWindow.parse(nonsense, today, BERLIN))
                    .as(nonsense)
                    .isInstanceOf(Refusal.class);
        }
    }

    /** Whatever the zone, the days of a year cover it without gap or overlap, and so figures by day add up. */
    @Test
    void figuresOfDaysAddUpToThoseOfTheYear() {
        for (var seed = 0; seed < 60; seed++) {
            var chance = new Random(seed);
            var zone = ZoneId.of(ZONES.get(seed % ZONES.size()));
            var year = CalendarWindow.of(CalendarWindow.Span.YEAR, LocalDate.of(2024 + chance.nextInt(4), 5, 5), zone);
            var rules = new FigureRules(year, Instant.parse("2040-01-01T00:00:00Z"));
            var from = year.interval().from();
            var wanted = Intervals.between(from.minusSeconds(chance.nextInt(9_999_999)), Instant.MAX);
            var begin = from.plusSeconds(chance.nextInt(20_000_000));
            var down = new Interval(begin, begin.plusSeconds(1 + chance.nextInt(9_000_000)));
            var blind = Intervals.between(
                    begin.minusSeconds(chance.nextInt(5_000)), begin.plusSeconds(chance.nextInt(9_000)));
            rules.add(wanted, blind, List.of(new FigureRules.Down(down, Cause.GUEST, true)));
            var sum = rules.days().stream().map(FigureRules.Day::figures).reduce(Figures.NONE, Figures::plus);

            var law = "seed " + seed + ", " + zone + ", " + year.name();
            assertThat(sum.wantedMillis())
                    .as(law)
                    .isEqualTo(year.interval().length().toMillis());
            assertThat(sum.unobserved())
                    .as(law)
                    .isEqualTo(blind.clip(year.interval()).total());
            assertThat(sum.down())
                    .as(law)
                    .isEqualTo(Intervals.of(List.of(down))
                            .clip(year.interval())
                            .subtract(blind)
                            .total());
        }
    }

    @Test
    void nothingIsKnownOfTheFuture() {
        var month = CalendarWindow.parse("2026-11", LocalDate.of(2026, 11, 22), BERLIN);
        var now = month.interval().from().plus(Duration.ofHours(36));
        var rules = new FigureRules(month, now);
        rules.add(Intervals.between(Instant.EPOCH, Instant.MAX), Intervals.NONE, List.of());
        assertThat(rules.days().get(0).figures().observed()).isEqualTo(Duration.ofHours(24));
        assertThat(rules.days().get(1).figures().observed()).isEqualTo(Duration.ofHours(12));
        assertThat(rules.days().get(2).figures().availability()).isNull();
        var ahead = new FigureRules(month.shifted(1), now);
        ahead.add(Intervals.between(Instant.EPOCH, Instant.MAX), Intervals.NONE, List.of());
        assertThat(ahead.days()).allSatisfy(day -> assertThat(day.figures()).isEqualTo(Figures.NONE));
    }
}
