package io.everup.service;

import io.everup.uptime.CalendarWindow;
import io.everup.uptime.Figures;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * A service's figures in a time: the one source of pages, API, CSV and reports.
 *
 * @param target percent that was promised; null for nothing
 * @param at when they were read
 * @param budget of the error budget in this window; null without a promise or before anything was observed
 * @param days day by day, oldest first; days without figures are there with none
 */
public record ServiceReport(
        UUID service,
        String name,
        Double target,
        CalendarWindow window,
        Instant at,
        Figures figures,
        Budget budget,
        List<Day> days) {

    public record Day(LocalDate date, Figures figures) {}

    /**
     * What may be lost in the window: (1 − objective) × its observable time.
     *
     * @param left the share that is left, 1 for all of it, below 0 when more was lost
     */
    public record Budget(long allowedMillis, long spentMillis, long leftMillis, double left) {}

    /** Whether the promise was kept so far; null where nothing was promised or observed. */
    public Boolean kept() {
        return target == null || figures.availability() == null
                ? null
                : Boolean.valueOf(figures.availability() * 100 >= target);
    }

    /** The figures of days of this report; the budget is that of the part. */
    static Figures sum(List<Day> days) {
        return days.stream().map(Day::figures).reduce(Figures.NONE, Figures::plus);
    }
}
