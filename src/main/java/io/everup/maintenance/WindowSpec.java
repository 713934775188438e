package io.everup.maintenance;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Set;

/**
 * When a window is open.
 *
 * @param first its first day, or the day from which on it repeats
 * @param at when it opens, by the clock of the zone
 * @param minutes how long it is open, 5 to 10080 (a week)
 * @param weekdays 1 for Monday to 7 for Sunday; empty unless it repeats
 * @param weekOfMonth 1 to 4, or 5 for the last; null unless it repeats monthly
 * @param last the last day on which it may open; null for no end
 */
public record WindowSpec(
        ZoneId zone,
        LocalDate first,
        LocalTime at,
        int minutes,
        Repeats repeats,
        Set<Integer> weekdays,
        Integer weekOfMonth,
        LocalDate last) {

    /** How often it opens. */
    public enum Repeats {
        ONCE,
        WEEKLY,
        /** On such a weekday of such a week of the month. */
        MONTHLY
    }

    public WindowSpec {
        weekdays = weekdays == null ? Set.of() : Set.copyOf(weekdays);
    }
}
