package io.everup.report;

import io.everup.uptime.CalendarWindow;

/** How much time a scheduled report is about. */
public enum ReportSpan {
    MONTH(1),
    QUARTER(3),
    YEAR(12);

    private final int months;

    ReportSpan(int months) {
        this.months = months;
    }

    /** How many months lie between two runs. */
    int months() {
        return months;
    }

    CalendarWindow.Span window() {
        return CalendarWindow.Span.valueOf(name());
    }
}
