package io.everup.service.web;

import io.everup.identity.Actor;
import io.everup.service.ServiceDirectory;
import io.everup.service.ServiceReport;
import io.everup.service.ServiceReports;
import io.everup.service.ServiceState;
import io.everup.service.ServiceView;
import io.everup.shared.ListQuery;
import io.everup.uptime.Avoided;
import io.everup.uptime.CalendarWindow;
import io.everup.uptime.Figures;
import io.everup.uptime.UptimeDirectory;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The managers' first page, and the same for a wall. */
@Controller
class OverviewPages {

    /** Services on one page; more are found in the list. */
    private static final int MOST = 100;

    private static final int SHOWN = 10;
    private static final int STRIP_DAYS = 30;

    private final ServiceDirectory services;
    private final ServiceReports reports;
    private final UptimeDirectory uptime;

    OverviewPages(ServiceDirectory services, ServiceReports reports, UptimeDirectory uptime) {
        this.services = services;
        this.reports = reports;
        this.uptime = uptime;
    }

    /** A service's line. @param shown of the window that is looked at */
    record Line(
            ServiceView service,
            ServiceReport today,
            ServiceReport month,
            ServiceReport quarter,
            ServiceReport year,
            ServiceReport shown,
            List<DayStrip.Bar> bars) {

        public List<ServiceReport> windows() {
            return List.of(today, month, quarter, year);
        }
    }

    /** @param window as {@link CalendarWindow#parse} reads it */
    @GetMapping("/availability/overview")
    String overview(Actor actor, Model model, @RequestParam(defaultValue = "month") String window) {
        var chosen = uptime.window(window);
        var lines = lines(actor, chosen.name());
        addLines(model, lines);
        model.addAttribute("chosen", chosen);
        var sum = sum(lines.stream().map(line -> line.shown().figures()).toList());
        model.addAttribute("sum", sum);
        model.addAttribute("calendar", ServiceCalendar.of(years(actor, chosen, lines), chosen, uptime.today()));
        model.addAttribute("outages", uptime.outagesOfServices(actor, ListQuery.of("", "", SHOWN, null), chosen));
        var avoided = uptime.avoided(actor, chosen, null, null);
        model.addAttribute("avoided", avoided);
        model.addAttribute(
                "avoidedTotal",
                Duration.ofMillis(avoided.stream().mapToLong(Avoided::millis).sum()));
        model.addAttribute("zone", uptime.zone());
        return "service/overview";
    }

    private List<ServiceReport> years(Actor actor, CalendarWindow chosen, List<Line> lines) {
        var year = Integer.toString(chosen.first().getYear());
        return lines.stream()
                .map(line -> line.year().window().name().equals(year)
                        ? line.year()
                        : reports.report(actor, line.service().id(), year))
                .toList();
    }

    static Figures sum(List<Figures> figures) {
        return figures.stream().reduce(Figures.NONE, Figures::plus);
    }

    /** Everything in big letters, for a screen on a wall. It refreshes itself and needs nobody. */
    @GetMapping("/wall")
    String wall(Actor actor, Model model) {
        var lines = lines(actor, "month").stream()
                .sorted(Comparator.comparing(
                                (Line line) -> severity(line.service().state()))
                        .thenComparing(line -> line.service().name()))
                .toList();
        addLines(model, lines);
        model.addAttribute(
                "outages",
                uptime.outagesOfServices(actor, ListQuery.of("counted:yes", "", 4, null), uptime.window("month")));
        model.addAttribute("zone", uptime.zone());
        return "service/wall";
    }

    private static int severity(ServiceState state) {
        return switch (state) {
            case DOWN -> 0;
            case DEGRADED -> 1;
            case UNOBSERVED -> 2;
            default -> 3;
        };
    }

    private List<Line> lines(Actor actor, String window) {
        return services.services(actor, ListQuery.of("", "name", MOST, null)).items().stream()
                .map(service -> new Line(
                        service,
                        reports.report(actor, service.id(), "today"),
                        reports.report(actor, service.id(), "month"),
                        reports.report(actor, service.id(), "quarter"),
                        reports.report(actor, service.id(), "year"),
                        reports.report(actor, service.id(), window),
                        DayStrip.of(reports, actor, service, STRIP_DAYS).bars()))
                .toList();
    }

    private static void addLines(Model model, List<Line> lines) {
        model.addAttribute("lines", lines);
        model.addAttribute(
                "down",
                lines.stream()
                        .map(Line::service)
                        .filter(one -> one.state() == ServiceState.DOWN)
                        .toList());
        model.addAttribute(
                "degraded",
                lines.stream()
                        .map(Line::service)
                        .filter(one -> one.state() == ServiceState.DEGRADED)
                        .toList());
        model.addAttribute(
                "unsure",
                lines.stream()
                        .map(Line::service)
                        .filter(one -> one.state() == ServiceState.UNOBSERVED)
                        .toList());
    }
}
