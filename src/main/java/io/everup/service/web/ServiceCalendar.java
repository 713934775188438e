package io.everup.service.web;

import io.everup.service.ServiceReport;
import io.everup.uptime.CalendarWindow;
import io.everup.uptime.Figures;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** The days of a year, all services together: months of weeks that begin on Monday. */
record ServiceCalendar(int year, List<Month> months) {

    /** @param lead empty places before its first day */
    record Month(String name, String window, int lead, List<Day> days) {}

    record Day(DayStrip.Bar bar, boolean ahead, boolean chosen) {}

    /** @param years of each service, the same year */
    static ServiceCalendar of(List<ServiceReport> years, CalendarWindow chosen, LocalDate today) {
        var figures = new TreeMap<LocalDate, Figures>();
        years.forEach(report -> report.days().forEach(day -> figures.merge(day.date(), day.figures(), Figures::plus)));
        var months = new ArrayList<Month>();
        for (var number = 1; number <= 12; number++) {
            var month = YearMonth.of(chosen.first().getYear(), number);
            var days = month.atDay(1)
                    .datesUntil(month.plusMonths(1).atDay(1))
                    .map(date -> new Day(
                            DayStrip.Bar.of(new ServiceReport.Day(date, figures.getOrDefault(date, Figures.NONE))),
                            date.isAfter(today),
                            chosen.span() == CalendarWindow.Span.DAY && date.equals(chosen.first())))
                    .toList();
            months.add(new Month(
                    month.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH),
                    month.toString(),
                    month.atDay(1).getDayOfWeek().getValue() - 1,
                    days));
        }
        return new ServiceCalendar(chosen.first().getYear(), months);
    }
}
