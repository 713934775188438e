package io.everup.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.maintenance.WindowSpec.Repeats;
import io.everup.shared.Refusal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WindowRulesTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static WindowSpec spec(String first, int minutes, Repeats repeats, Set<Integer> days, Integer week) {
        return new WindowSpec(
                BERLIN, LocalDate.parse(first), LocalTime.parse("02:00"), minutes, repeats, days, week, null);
    }

    private static java.util.List<String> opens(WindowSpec spec, String from, String until) {
        return WindowRules.between(spec, Instant.parse(from), Instant.parse(until), 10).stream()
                .map(span -> span.from().toString())
                .toList();
    }

    @Test
    void onceIsOnceAndShownWhileItLasts() {
        var once = spec("2026-11-08", 240, Repeats.ONCE, Set.of(), null);
        assertThat(opens(once, "2026-11-01T00:00:00Z", "2027-11-01T00:00:00Z")).containsExactly("2026-11-08T01:00:00Z");
        assertThat(opens(once, "2026-11-08T04:59:59Z", "2026-12-01T00:00:00Z")).hasSize(1);
        assertThat(opens(once, "2026-11-08T05:00:00Z", "2026-12-01T00:00:00Z")).isEmpty();
    }

    @Test
    void weeklyKeepsTheLocalClockWhenThatIsChanged() {
        var weekly = spec("2026-10-01", 60, Repeats.WEEKLY, Set.of(7), null);
        assertThat(opens(weekly, "2026-10-15T00:00:00Z", "2026-11-02T00:00:00Z"))
                .as("summer time ends on 25 October at 03:00")
                .containsExactly("2026-10-18T00:00:00Z", "2026-10-25T00:00:00Z", "2026-11-01T01:00:00Z");
    }

    @Test
    void monthlyIsTheSecondTuesdayOrTheLastSunday() {
        assertThat(opens(
                        spec("2026-01-01", 60, Repeats.MONTHLY, Set.of(2), 2),
                        "2026-11-01T00:00:00Z",
                        "2027-01-01T00:00:00Z"))
                .containsExactly("2026-11-10T01:00:00Z", "2026-12-08T01:00:00Z");
        assertThat(opens(
                        spec("2026-01-01", 60, Repeats.MONTHLY, Set.of(7), 5),
                        "2026-11-01T00:00:00Z",
                        "2027-01-01T00:00:00Z"))
                .containsExactly("2026-11-29T01:00:00Z", "2026-12-27T01:00:00Z");
    }

    @Test
    void wordsSayWhen() {
        assertThat(WindowRules.words(spec("2026-10-01", 270, Repeats.WEEKLY, Set.of(6, 7), null)))
                .isEqualTo("every Saturday, Sunday at 02:00 (Europe/Berlin), for 4 h 30 min");
        assertThat(WindowRules.words(spec("2026-10-01", 60, Repeats.MONTHLY, Set.of(2), 2)))
                .isEqualTo("on the second Tuesday of the month at 02:00 (Europe/Berlin), for 1 h");
    }

    @Test
    void whatNeverOpensOrIsTooLongIsRefused() {
        var now = Instant.parse("2026-11-22T00:00:00Z");
        assertThatThrownBy(() -> WindowRules.check(spec("2026-01-01", 60, Repeats.ONCE, Set.of(), null), now))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("never");
        assertThatThrownBy(() -> WindowRules.check(spec("2026-12-01", 20_000, Repeats.WEEKLY, Set.of(), null), now))
                .isInstanceOf(Refusal.class);
        WindowRules.check(spec("2026-12-01", 60, Repeats.ONCE, Set.of(), null), now);
    }
}
