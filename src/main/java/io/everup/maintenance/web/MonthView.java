package io.everup.maintenance.web;

import io.everup.maintenance.WindowView;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A month of whole weeks, with the windows that open on each day. Days go by the clock of each window's own zone. */
record MonthView(YearMonth month, List<List<Day>> weeks) {

    record Opening(UUID window, String title, String from, String until, boolean planned) {}

    record Day(LocalDate date, boolean inMonth, boolean today, List<Opening> openings) {}

    static LocalDate firstShown(YearMonth month) {
        return month.atDay(1).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    }

    static LocalDate lastShown(YearMonth month) {
        return month.atEndOfMonth().with(TemporalAdjusters.nextOrSame(DayOfWeek.SUNDAY));
    }

    static MonthView of(YearMonth month, Map<WindowView, List<WindowView.Time>> calendar, LocalDate today) {
        var weeks = new ArrayList<List<Day>>();
        for (var monday = firstShown(month); !monday.isAfter(lastShown(month)); monday = monday.plusWeeks(1)) {
            var week = new ArrayList<Day>();
            for (var at = 0; at < 7; at++) {
                var date = monday.plusDays(at);
                week.add(new Day(
                        date, YearMonth.from(date).equals(month), date.equals(today), openings(date, calendar)));
            }
            weeks.add(week);
        }
        return new MonthView(month, weeks);
    }

    private static List<Opening> openings(LocalDate date, Map<WindowView, List<WindowView.Time>> calendar) {
        var openings = new ArrayList<Opening>();
        calendar.forEach((window, times) -> {
            ZoneId zone = window.spec().zone();
            times.stream()
                    .filter(time -> time.from().atZone(zone).toLocalDate().equals(date))
                    .forEach(time -> openings.add(new Opening(
                            window.id(),
                            window.title(),
                            time.from().atZone(zone).toLocalTime().toString(),
                            time.until().atZone(zone).toLocalTime().toString(),
                            window.plan() != null)));
        });
        return openings;
    }

    /** Whether no window opens on a day of the month itself. */
    public boolean free() {
        return weeks.stream()
                .flatMap(List::stream)
                .noneMatch(day -> day.inMonth() && !day.openings().isEmpty());
    }

    public YearMonth before() {
        return month.minusMonths(1);
    }

    public YearMonth after() {
        return month.plusMonths(1);
    }
}
