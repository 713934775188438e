package io.everup.report.web;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.report.ReportDirectory;
import io.everup.report.ReportModel;
import io.everup.report.ReportOperations;
import io.everup.report.ReportSpan;
import io.everup.report.ReportView;
import io.everup.report.ScheduleView;
import io.everup.report.ScheduleWish;
import io.everup.shared.ListQuery;
import io.everup.shared.Slice;
import io.everup.task.TaskAnswers;
import io.everup.ui.Versions;
import java.net.URI;
import java.time.LocalTime;
import java.util.List;
import java.util.UUID;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Reports over HTTP: made on demand and by schedule, with their figures, as PDF and as CSV. */
@RestController
@RequestMapping("/api/v1")
class ReportsApi {

    private static final MediaType CSV = MediaType.parseMediaType("text/csv;charset=UTF-8");

    /** @param window such as {@code 2026-10}, {@code 2026-Q3} or {@code 2026}; @param recipients who gets it by mail */
    record Wish(String window, UUID pool, List<String> recipients) {}

    /** What is left out: enabled, at 07:00 of the first day, by the business's clocks. */
    record Schedule(
            String name,
            ReportSpan span,
            UUID pool,
            Integer day,
            LocalTime at,
            String zone,
            List<String> recipients,
            Boolean enabled) {

        ScheduleWish wish() {
            return new ScheduleWish(
                    name,
                    span,
                    pool,
                    day == null ? 1 : day,
                    at == null ? LocalTime.of(7, 0) : at,
                    zone,
                    recipients,
                    !Boolean.FALSE.equals(enabled));
        }
    }

    /** @param report what the report's id will be; there is none until it is made */
    record Pending(UUID report) {}

    /** @param figures all that the report says; lengths are milliseconds */
    record Body(ReportView report, ReportModel figures) {}

    private final ReportDirectory reports;
    private final ReportOperations operations;
    private final TaskAnswers tasks;

    ReportsApi(ReportDirectory reports, ReportOperations operations, TaskAnswers tasks) {
        this.reports = reports;
        this.operations = operations;
        this.tasks = tasks;
    }

    @GetMapping("/reports")
    Slice<ReportView> list(
            Actor actor,
            @RequestParam(required = false) String q,
            @RequestParam(required = false) String sort,
            @RequestParam(required = false) Integer limit,
            @RequestParam(required = false) String after) {
        return reports.reports(actor, ListQuery.of(q, sort, limit, after));
    }

    /** The task's result {@code report} is the report's id. Who may not see tasks is told the report's id alone. */
    @PostMapping("/reports")
    ResponseEntity<?> make(Actor actor, @RequestBody Wish wish) {
        var begun = operations.make(
                actor, wish.window(), wish.pool(), wish.recipients() == null ? List.of() : wish.recipients());
        return actor.may(Permission.TASK_VIEW)
                ? tasks.accepted(actor, begun.task())
                : ResponseEntity.accepted()
                        .location(URI.create("/api/v1/reports/" + begun.report()))
                        .body(new Pending(begun.report()));
    }

    @GetMapping("/reports/{id}")
    Body find(Actor actor, @PathVariable UUID id) {
        var detail = reports.report(actor, id);
        return new Body(detail.report(), detail.model());
    }

    @GetMapping(path = "/reports/{id}/pdf", produces = "application/pdf")
    ResponseEntity<byte[]> pdf(Actor actor, @PathVariable UUID id) {
        return file(reports.pdf(actor, id), MediaType.APPLICATION_PDF);
    }

    @GetMapping(path = "/reports/{id}/csv", produces = "text/csv")
    ResponseEntity<byte[]> csv(Actor actor, @PathVariable UUID id) {
        return file(reports.csv(actor, id), CSV);
    }

    private static ResponseEntity<byte[]> file(ReportDirectory.File file, MediaType type) {
        return ResponseEntity.ok()
                .contentType(type)
                .eTag("\"" + file.sha256() + "\"")
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename(file.name())
                                .build()
                                .toString())
                .body(file.content());
    }

    @DeleteMapping("/reports/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(Actor actor, @PathVariable UUID id) {
        operations.delete(actor, id);
    }

    @GetMapping("/report-schedules")
    Slice<ScheduleView> schedules(
            Actor actor, @RequestParam(required = false) Integer limit, @RequestParam(required = false) String after) {
        return reports.schedules(actor, ListQuery.of(null, null, limit, after));
    }

    @PostMapping("/report-schedules")
    ResponseEntity<ScheduleView> schedule(Actor actor, @RequestBody Schedule wish) {
        var id = operations.schedule(actor, wish.wish());
        return ResponseEntity.created(URI.create("/api/v1/report-schedules/" + id))
                .body(reports.schedule(actor, id));
    }

    @GetMapping("/report-schedules/{id}")
    ResponseEntity<ScheduleView> schedule(Actor actor, @PathVariable UUID id) {
        var schedule = reports.schedule(actor, id);
        return ResponseEntity.ok().eTag(Versions.etag(schedule.version())).body(schedule);
    }

    /** Replaces it; runs before now are done with. */
    @PutMapping("/report-schedules/{id}")
    ResponseEntity<ScheduleView> change(
            Actor actor,
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch,
            @RequestBody Schedule wish) {
        operations.change(actor, id, wish.wish(), Versions.wanted(ifMatch));
        return schedule(actor, id);
    }

    @DeleteMapping("/report-schedules/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void unschedule(Actor actor, @PathVariable UUID id) {
        operations.unschedule(actor, id);
    }
}
