package io.everup.uptime.web;

import io.everup.uptime.CalendarWindow;
import io.everup.uptime.Figures;
import io.everup.uptime.UptimeReport;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The days of a year as a page shows them: months of weeks that begin on Monday. */
record CalendarYear(int year, List<Month> months) {

    /** @param lead empty places before its first day */
    record Month(String name, String window, String title, int lead, List<Cell> days) {}

    /**
     * @param look {@code full}, {@code good}, {@code fair}, {@code poor} or {@code none}: a colour
     * @param blind whether some of the day was observed by nobody
     */
    record Cell(LocalDate date, Figures figures, String look, boolean blind, boolean ahead, boolean chosen) {}

    /** @param days of the whole year */
    static CalendarYear of(UptimeReport year, CalendarWindow chosen, LocalDate today) {
        var months = new ArrayList<Month>();
        for (var number = 1; number <= 12; number++) {
            var month = YearMonth.of(year.window().first().getYear(), number);
            var days = year.days().stream()
                    .filter(day -> YearMonth.from(day.date()).equals(month))
                    .map(day -> cell(day.date(), day.figures(), chosen, today))
                    .toList();
            months.add(new Month(
                    month.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH),
                    month.toString(),
                    month.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH),
                    month.atDay(1).getDayOfWeek().getValue() - 1,
                    days));
        }
        return new CalendarYear(year.window().first().getYear(), months);
    }

    static Cell cell(LocalDate date, Figures figures, CalendarWindow chosen, LocalDate today) {
        var inside = chosen != null
                && chosen.span() == CalendarWindow.Span.DAY
                && !date.isBefore(chosen.first())
                && date.isBefore(chosen.end());
        return new Cell(
                date,
                figures,
                look(figures.availability()),
                figures.unobservedMillis() > 0,
                date.isAfter(today),
                inside);
    }

    /** Bounds that people speak of: no downtime at all, three nines, two nines. */
    static String look(Double availability) {
        if (availability == null) {
            return "none";
        }
        return availability >= 1 ? "full" : availability >= 0.999 ? "good" : availability >= 0.99 ? "fair" : "poor";
    }
}
