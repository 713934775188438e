package io.everup.service;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.shared.ListQuery;
import io.everup.uptime.CalendarWindow;
import io.everup.uptime.Figures;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Reads the services' figures: sums of kept days, so that a year costs what a day does. */
@Component
public class ServiceReports {

    private final ServiceDirectory services;
    private final ServiceFigures figures;
    private final Clock clock;

    ServiceReports(ServiceDirectory services, ServiceFigures figures, Clock clock) {
        this.services = services;
        this.figures = figures;
        this.clock = clock;
    }

    /** @param window as {@link CalendarWindow#parse} reads it, by the service's own clocks */
    public ServiceReport report(Actor actor, UUID service, String window) {
        actor.require(Permission.UPTIME_VIEW);
        return report(services.service(actor, service), window);
    }

    /** As {@link #report(Actor, UUID, String)}, of services that were read already: one look-up for each time zone. */
    public List<ServiceReport> reports(Actor actor, List<ServiceView> views, String window) {
        actor.require(Permission.UPTIME_VIEW);
        return views.stream().map(view -> report(view, window)).toList();
    }

    /** The figures of all services in a window, by name; at most a thousand of them. */
    public List<ServiceReport> all(Actor actor, String window) {
        return reports(actor, services.services(actor, ListQuery.everything()).items(), window);
    }

    public CalendarWindow window(String text, ZoneId zone) {
        return CalendarWindow.parse(text, LocalDate.ofInstant(clock.instant(), zone), zone);
    }

    private ServiceReport report(ServiceView view, String text) {
        var now = clock.instant();
        var window = window(text, view.zone());
        var read = figures.read(List.of(view.id()), window).getOrDefault(view.id(), Map.of());
        return of(view, window, read, now);
    }

    private static ServiceReport of(
            ServiceView view, CalendarWindow window, Map<LocalDate, Figures> read, Instant now) {
        var days = window.days().stream()
                .map(day -> new ServiceReport.Day(day, read.getOrDefault(day, Figures.NONE)))
                .toList();
        var sum = ServiceReport.sum(days);
        return new ServiceReport(
                view.id(), view.name(), view.target(), window, now, sum, budget(view, window, sum, now), days);
    }

    private static ServiceReport.Budget budget(ServiceView view, CalendarWindow window, Figures sum, Instant now) {
        if (view.target() == null || view.firstUp() == null) {
            return null;
        }
        var end = window.interval().to();
        var from = window.interval().from().isAfter(now) ? window.interval().from() : now;
        var ahead = end.isAfter(from) ? Duration.between(from, end).toMillis() : 0;
        var budget = BurnRules.budget(view.target(), sum.observedMillis(), ahead, sum.countedDownMillis());
        return budget.left() == null
                ? null
                : new ServiceReport.Budget(
                        budget.allowedMillis(), budget.spentMillis(), budget.leftMillis(), budget.left());
    }
}
