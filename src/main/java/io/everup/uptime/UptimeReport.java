package io.everup.uptime;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * The figures of a time.
 *
 * @param vm of one VM alone; null for more
 * @param pool of one pool alone; null for all
 * @param at when they were worked out
 * @param days the same, day by day, oldest first
 */
public record UptimeReport(CalendarWindow window, UUID vm, UUID pool, Instant at, Figures figures, List<Day> days) {

    public record Day(LocalDate date, Figures figures) {}

    /** The figures of days of this report. */
    public UptimeReport within(CalendarWindow part) {
        var some = days.stream()
                .filter(day -> !day.date().isBefore(part.first()) && day.date().isBefore(part.end()))
                .toList();
        var sum = some.stream().map(Day::figures).reduce(Figures.NONE, Figures::plus);
        return new UptimeReport(part, vm, pool, at, sum, some);
    }
}
