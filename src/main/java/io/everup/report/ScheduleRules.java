package io.everup.report;

import java.time.Instant;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;

/** When scheduled reports are made. Pure. */
final class ScheduleRules {

    private ScheduleRules() {}

    /** @param day of the month, 1 to 28, so that every month has it */
    record When(ReportSpan span, int day, LocalTime at, ZoneId zone) {}

    /** The first run after a moment. Where clocks are changed and skip the time, it is the moment after the gap. */
    static Instant next(When when, Instant after) {
        var month = YearMonth.from(after.atZone(when.zone()));
        while ((month.getMonthValue() - 1) % when.span().months() != 0) {
            month = month.minusMonths(1);
        }
        var run = at(when, month);
        while (!run.isAfter(after)) {
            month = month.plusMonths(when.span().months());
            run = at(when, month);
        }
        return run;
    }

    static List<Instant> next(When when, Instant after, int count) {
        return Stream.iterate(next(when, after), run -> next(when, run))
                .limit(count)
                .toList();
    }

    private static Instant at(When when, YearMonth month) {
        return month.atDay(when.day()).atTime(when.at()).atZone(when.zone()).toInstant();
    }

    /** Whether a run is due. However many were missed, that is one. @param runAfter runs before it are done with */
    static boolean due(When when, Instant runAfter, Instant now) {
        return !next(when, runAfter).isAfter(now);
    }
}
