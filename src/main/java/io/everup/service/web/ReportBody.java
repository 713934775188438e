package io.everup.service.web;

import io.everup.service.ServiceReport;
import io.everup.uptime.Cause;
import io.everup.uptime.Figures;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A service's figures over HTTP. Times are in seconds, with milliseconds as decimals.
 *
 * @param target percent; null for no promise
 * @param kept whether the promise was kept so far; null where nothing was promised or observed
 */
record ReportBody(
        UUID service,
        String name,
        String window,
        String zone,
        Instant at,
        Double target,
        Boolean kept,
        FiguresBody figures,
        BudgetBody budget,
        List<DayBody> days) {

    /** @param availability from 0 to 1, null where nothing was observed */
    record FiguresBody(
            Double availability,
            double observedSeconds,
            double unobservedSeconds,
            double downSeconds,
            double excludedSeconds,
            Map<Cause, Double> downByCause) {

        static FiguresBody of(Figures figures) {
            var causes = new EnumMap<Cause, Double>(Cause.class);
            figures.downMillis().forEach((cause, millis) -> causes.put(cause, seconds(millis)));
            return new FiguresBody(
                    figures.availability(),
                    seconds(figures.observedMillis()),
                    seconds(figures.unobservedMillis()),
                    seconds(figures.countedDownMillis()),
                    seconds(figures.excludedMillis()),
                    causes);
        }
    }

    /** @param left the share that is left, 1 for all of it, below 0 when more was lost */
    record BudgetBody(double allowedSeconds, double spentSeconds, double leftSeconds, double left) {}

    record DayBody(LocalDate date, FiguresBody figures) {}

    static ReportBody of(ServiceReport report) {
        var budget = report.budget();
        return new ReportBody(
                report.service(),
                report.name(),
                report.window().name(),
                report.window().zone().getId(),
                report.at(),
                report.target(),
                report.kept(),
                FiguresBody.of(report.figures()),
                budget == null
                        ? null
                        : new BudgetBody(
                                seconds(budget.allowedMillis()),
                                seconds(budget.spentMillis()),
                                seconds(budget.leftMillis()),
                                budget.left()),
                report.days().stream()
                        .map(day -> new DayBody(day.date(), FiguresBody.of(day.figures())))
                        .toList());
    }

    private static double seconds(long millis) {
        return millis / 1000.0;
    }
}
