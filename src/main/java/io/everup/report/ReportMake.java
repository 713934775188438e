package io.everup.report;

import io.everup.event.EventLog;
import io.everup.notice.NoticeFile;
import io.everup.notice.NoticeLine;
import io.everup.notice.NoticeSeverity;
import io.everup.notice.Notices;
import io.everup.task.TaskKind;
import io.everup.task.TaskRun;
import io.everup.task.TaskStep;
import io.everup.uptime.UptimeDirectory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Makes a report: gathers the figures, writes PDF and CSV, keeps them, and has them mailed. */
@Component
class ReportMake implements TaskKind {

    static final String KIND = "report-make";

    private final ReportGathering gathering;
    private final ReportPdf pdf;
    private final ReportStore store;
    private final Notices notices;
    private final UptimeDirectory uptime;
    private final EventLog events;
    private final TransactionTemplate transaction;

    ReportMake(
            ReportGathering gathering,
            ReportPdf pdf,
            ReportStore store,
            Notices notices,
            UptimeDirectory uptime,
            EventLog events,
            TransactionTemplate transaction) {
        this.gathering = gathering;
        this.pdf = pdf;
        this.store = store;
        this.notices = notices;
        this.uptime = uptime;
        this.events = events;
        this.transaction = transaction;
    }

    @Override
    public String name() {
        return KIND;
    }

    @Override
    public Duration patience() {
        return Duration.ofMinutes(10);
    }

    @Override
    public List<TaskStep> steps(TaskRun run) {
        return List.of(TaskStep.of("Gather the figures, write PDF and CSV", this::make));
    }

    /** Repeatable: a report is kept once, and its mail belongs to the same transaction. */
    private void make(TaskRun run) {
        var id = run.uuid("report");
        var model = gathering.gather(
                id,
                uptime.window(run.text("window")),
                new ReportScope(run.uuid("pool"), run.text("scope")),
                run.requester());
        run.log("The ledger has " + model.ledger().entries() + " entries and is "
                + (model.ledger().intact() ? "untouched." : "not as it was written."));
        run.progress(40);
        var csv = ReportCsv.of(model);
        var paper = pdf.of(model);
        run.log("The PDF has " + paper.length / 1024 + " KiB.");
        var recipients = recipients(run);
        transaction.executeWithoutResult(status -> {
            if (store.add(model, paper, csv, run.uuid("schedule")) && !recipients.isEmpty()) {
                store.mailed(id, mail(model, paper, recipients));
            }
            events.changed("report", id);
        });
        run.result("report", id);
    }

    private static List<String> recipients(TaskRun run) {
        var text = run.text("recipients");
        return text == null || text.isEmpty() ? List.of() : List.of(text.split(" "));
    }

    private UUID mail(ReportModel model, byte[] paper, List<String> recipients) {
        var words = new ReportWords(model.zone());
        var figures = model.figures();
        var availability = figures.availability() == null
                ? "nothing was observed"
                : String.format(Locale.ROOT, "%.3f %%", Math.floor(figures.availability() * 100_000) / 1000);
        var line = new NoticeLine(
                "report",
                null,
                null,
                NoticeSeverity.INFO,
                model.title() + ", " + model.scope(),
                "report",
                model.id(),
                model.title(),
                model.pool(),
                "Availability " + availability + ", counted downtime " + words.length(figures.downMillis())
                        + ", downtime avoided " + words.length(model.avoidedMillis()) + ".",
                null,
                null,
                model.at(),
                "/reports/" + model.id(),
                List.of());
        return notices.mail(
                recipients,
                model.title() + ", " + model.scope(),
                line,
                new NoticeFile(fileName(model.window(), model.scope(), "pdf"), "application/pdf", paper));
    }

    static String fileName(String window, String scope, String type) {
        var place = scope.replaceAll("[^A-Za-z0-9._-]+", "-").toLowerCase(Locale.ROOT);
        return "everup-uptime-" + window + "-" + place + "." + type;
    }
}
