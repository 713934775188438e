package io.everup.report;

import io.everup.ui.Csv;
import java.math.BigDecimal;
import java.util.Locale;

/** A report for spreadsheets: one table, its first column says what a row is. Times are UTC, lengths seconds. */
final class ReportCsv {

    private ReportCsv() {}

    static String of(ReportModel model) {
        var csv = new Csv()
                .row(
                        "row",
                        "name",
                        "from",
                        "to",
                        "seconds",
                        "value",
                        "cause",
                        "text",
                        "who",
                        "evidence",
                        "entry",
                        "seal");
        csv.row("report", model.title(), model.from(), model.to(), null, null, null, model.scope(), model.madeFor());
        figures(csv, "window", model.window(), model.figures());
        figures(csv, "before", model.beforeTitle(), model.before());
        model.services().forEach(service -> figures(csv, "service", service.name(), service.figures()));
        model.parts().forEach(part -> figures(csv, "part", part.name(), part.figures()));
        model.counted().forEach(outage -> outage(csv, "outage", outage));
        model.uncounted().forEach(outage -> outage(csv, outage.planned() ? "planned" : "excluded", outage));
        model.unobserved()
                .forEach(one -> csv.row("unobserved", one.what(), one.from(), one.to(), seconds(one.millis())));
        csv.row("avoided", "all", null, null, seconds(model.avoidedMillis()));
        model.avoided()
                .forEach(one -> csv.row(
                        "avoided", one.name(), one.from(), one.to(), seconds(one.millis()), null, null, one.formula()));
        for (var failover : model.failovers()) {
            for (var stage : failover.stages()) {
                csv.row(
                        "failover",
                        failover.host(),
                        stage.at(),
                        null,
                        seconds(stage.afterMillis()),
                        null,
                        null,
                        stage.stage(),
                        null,
                        failover.id());
            }
        }
        csv.row(
                "ledger",
                model.ledger().intact() ? "intact" : "touched",
                null,
                model.at(),
                null,
                null,
                null,
                null,
                null,
                null,
                model.ledger().entries(),
                model.ledger().seal());
        return csv.toString();
    }

    private static void figures(Csv csv, String row, String name, ReportModel.Amounts figures) {
        csv.row(row + ".availability", name, null, null, null, figures.availability());
        csv.row(row + ".observed", name, null, null, seconds(figures.observedMillis()));
        csv.row(row + ".unobserved", name, null, null, seconds(figures.unobservedMillis()));
        csv.row(row + ".down", name, null, null, seconds(figures.downMillis()));
        csv.row(row + ".excluded", name, null, null, seconds(figures.excludedMillis()));
        figures.causes()
                .forEach(one -> csv.row(
                        row + ".cause",
                        name,
                        null,
                        null,
                        seconds(one.millis()),
                        null,
                        one.cause().name().toLowerCase(Locale.ROOT)));
    }

    private static void outage(Csv csv, String row, ReportModel.Outage outage) {
        csv.row(
                row,
                outage.name(),
                outage.startedAt(),
                outage.endedAt(),
                seconds(outage.millis()),
                null,
                outage.cause().name().toLowerCase(Locale.ROOT),
                outage.approval() == null ? outage.why() : outage.why() + " (" + outage.approval() + ")",
                outage.who(),
                String.join("; ", outage.evidence()),
                outage.entry(),
                outage.seal());
    }

    private static BigDecimal seconds(long millis) {
        return BigDecimal.valueOf(millis, 3);
    }
}
