package io.everup.report.web;

import io.everup.host.HostDirectory;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.report.ReportDirectory;
import io.everup.report.ReportOperations;
import io.everup.report.ReportSpan;
import io.everup.report.ScheduleWish;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.ui.Answer;
import io.everup.ui.Form;
import io.everup.ui.Listing;
import io.everup.uptime.UptimeDirectory;
import jakarta.servlet.http.HttpServletRequest;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Reports for managers: made now or by schedule, looked at, downloaded. */
@Controller
class ReportPages {

    private final ReportDirectory reports;
    private final ReportOperations operations;
    private final UptimeDirectory uptime;
    private final HostDirectory hosts;

    ReportPages(ReportDirectory reports, ReportOperations operations, UptimeDirectory uptime, HostDirectory hosts) {
        this.reports = reports;
        this.operations = operations;
        this.uptime = uptime;
        this.hosts = hosts;
    }

    @GetMapping("/reports")
    String list(
            Actor actor,
            Model model,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String sort,
            @RequestParam(required = false) String after) {
        model.addAttribute("reports", Listing.of(q, sort, after, query -> reports.reports(actor, query)));
        model.addAttribute("schedules", reports.schedules(actor, ListQuery.everything()));
        model.addAttribute("pools", hosts.poolsWhere(actor, Permission.UPTIME_VIEW));
        var thisMonth = uptime.window("month");
        model.addAttribute(
                "windows",
                List.of(
                        thisMonth.shifted(-1),
                        thisMonth,
                        uptime.window("quarter").shifted(-1),
                        uptime.window("quarter"),
                        uptime.window("year"),
                        uptime.window("year").shifted(-1)));
        model.addAttribute("spans", ReportSpan.values());
        model.addAttribute("zone", uptime.zone());
        model.addAttribute("whole", actor.scope(Permission.UPTIME_VIEW).everything());
        model.addAttribute("refused", refused(actor));
        return "report/list";
    }

    private static String refused(Actor actor) {
        return actor.may(Permission.UPTIME_MANAGE)
                ? null
                : "Your role doesn't allow you to " + Permission.UPTIME_MANAGE.words() + ".";
    }

    /** Ways to go on typing a search, for the list's box. */
    @GetMapping("/reports/completions")
    String completions(Actor actor, Model model, @RequestParam(defaultValue = "") String q) {
        model.addAttribute("completions", reports.completions(actor, q));
        return "parts/list :: completions";
    }

    @GetMapping("/reports/{id}")
    String show(Actor actor, Model model, @PathVariable UUID id) {
        var detail = reports.report(actor, id);
        model.addAttribute("view", detail.report());
        model.addAttribute("report", detail.model());
        model.addAttribute("words", reports.words(detail.model()));
        model.addAttribute("refused", refused(actor));
        return "report/show";
    }

    /** Fields: {@code window}, or {@code other} for any; {@code pool}, {@code recipients}. */
    @PostMapping("/reports")
    ResponseEntity<Void> make(Actor actor, HttpServletRequest request, @RequestParam Map<String, String> fields) {
        var form = new Form(fields);
        var window = form.text("other") == null ? form.text("window") : form.text("other");
        var begun = operations.make(actor, window, form.id("pool"), words(form.text("recipients")));
        var text = "The report is being made, and appears here";
        return actor.may(Permission.TASK_VIEW)
                ? Answer.started(request, text, begun.task(), "/reports")
                : Answer.done(request, text, "/reports");
    }

    @PostMapping("/reports/{id}/actions/delete")
    ResponseEntity<Void> delete(Actor actor, HttpServletRequest request, @PathVariable UUID id) {
        operations.delete(actor, id);
        return Answer.to(request, "/reports");
    }

    /** Fields as a schedule's. */
    @PostMapping("/reports/schedules")
    ResponseEntity<Void> schedule(Actor actor, HttpServletRequest request, @RequestParam Map<String, String> fields) {
        operations.schedule(actor, wish(new Form(fields)));
        return Answer.to(request, "/reports");
    }

    @PostMapping("/reports/schedules/{id}")
    ResponseEntity<Void> change(
            Actor actor, HttpServletRequest request, @PathVariable UUID id, @RequestParam Map<String, String> fields) {
        var form = new Form(fields);
        var version = form.number("version");
        operations.change(actor, id, wish(form), version == null ? null : version.longValue());
        return Answer.to(request, "/reports");
    }

    @PostMapping("/reports/schedules/{id}/actions/delete")
    ResponseEntity<Void> unschedule(Actor actor, HttpServletRequest request, @PathVariable UUID id) {
        operations.unschedule(actor, id);
        return Answer.to(request, "/reports");
    }

    private static ScheduleWish wish(Form form) {
        var day = form.number("day");
        return new ScheduleWish(
                form.text("name"),
                form.choice("span", ReportSpan.class),
                form.id("pool"),
                day == null ? 1 : day,
                time(form.text("at")),
                form.text("zone"),
                words(form.text("recipients")),
                form.flag("enabled"));
    }

    private static LocalTime time(String text) {
        try {
            return text == null ? null : LocalTime.parse(text);
        } catch (DateTimeParseException e) {
            throw Refusal.invalidField("at", "Write a time such as 07:00.");
        }
    }

    private static List<String> words(String text) {
        return text == null
                ? List.of()
                : Arrays.stream(text.split("[\\s,;]+"))
                        .filter(word -> !word.isEmpty())
                        .toList();
    }
}
