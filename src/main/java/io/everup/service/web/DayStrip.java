package io.everup.service.web;

import io.everup.identity.Actor;
import io.everup.service.ServiceReport;
import io.everup.service.ServiceReports;
import io.everup.service.ServiceView;
import io.everup.uptime.Figures;
import java.time.LocalDate;
import java.util.List;

/** Days as a row of bars: a colour, a sign and words for each. */
record DayStrip(ServiceReport report, List<Bar> bars) {

    /** @param look {@code full}, {@code good}, {@code fair}, {@code poor} or {@code none}; @param blind partly unobserved */
    record Bar(LocalDate date, Figures figures, String look, boolean blind) {

        static Bar of(ServiceReport.Day day) {
            return new Bar(
                    day.date(),
                    day.figures(),
                    DayStrip.look(day.figures().availability()),
                    day.figures().unobservedMillis() > 0);
        }
    }

    /** The last so many days, today included. */
    static DayStrip of(ServiceReports reports, Actor actor, ServiceView service, int days) {
        var today = reports.window("today", service.zone()).first();
        var report = reports.report(actor, service.id(), today.minusDays(days - 1L) + "--" + today);
        return new DayStrip(report, report.days().stream().map(Bar::of).toList());
    }

    /** Bounds that people speak of: no downtime at all, three nines, two nines. */
    static String look(Double availability) {
        if (availability == null) {
            return "none";
        }
        return availability >= 1 ? "full" : availability >= 0.999 ? "good" : availability >= 0.99 ? "fair" : "poor";
    }
}
