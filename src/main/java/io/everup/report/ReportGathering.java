package io.everup.report;

import io.everup.ha.FailoverView;
import io.everup.ha.HaDirectory;
import io.everup.identity.Actor;
import io.everup.service.ServiceReports;
import io.everup.shared.ListQuery;
import io.everup.uptime.Avoided;
import io.everup.uptime.CalendarWindow;
import io.everup.uptime.Evidence;
import io.everup.uptime.Figures;
import io.everup.uptime.OutageView;
import io.everup.uptime.UptimeDirectory;
import io.everup.uptime.UptimeOperations;
import io.everup.uptime.UptimeReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Gathers what a report says, from the figures and rows that the pages show. */
@Component
class ReportGathering {

    private static final int MOST_OUTAGES = 1_000;
    private static final int MOST_FAILOVERS = 50;
    private static final int LONGEST_BY_DAYS = 31;

    private final UptimeDirectory uptime;
    private final UptimeOperations operations;
    private final HaDirectory ha;
    private final ServiceReports services;
    private final Clock clock;

    ReportGathering(
            UptimeDirectory uptime, UptimeOperations operations, HaDirectory ha, ServiceReports services, Clock clock) {
        this.uptime = uptime;
        this.operations = operations;
        this.ha = ha;
        this.services = services;
        this.clock = clock;
    }

    ReportModel gather(UUID id, CalendarWindow window, ReportScope scope, String madeFor) {
        var actor = Actor.SYSTEM;
        var now = clock.instant();
        uptime.settle();
        var ledger = operations.verify(actor);
        var report = uptime.report(actor, window, null, scope.pool());
        var earlier = window.shifted(-1);
        var outages = outages(window, scope.pool());
        var avoided = uptime.avoided(actor, window, null, scope.pool());
        return new ReportModel(
                id,
                "Uptime " + window.title(),
                scope.name(),
                scope.pool(),
                window.name(),
                window.title(),
                window.zone(),
                window.interval().from(),
                window.interval().to(),
                now,
                madeFor,
                ReportModel.Amounts.of(report.figures()),
                ReportModel.Amounts.of(
                        uptime.report(actor, earlier, null, scope.pool()).figures()),
                earlier.title(),
                parts(report),
                rows(outages, true, window, now),
                rows(outages, false, window, now),
                Math.max(0, outages.size() - MOST_OUTAGES),
                unobserved(window),
                avoided.stream().mapToLong(Avoided::millis).sum(),
                avoided.stream().limit(MOST_OUTAGES).map(ReportGathering::saved).toList(),
                failovers(window, scope.pool()),
                scope.pool() == null ? services(window) : List.of(),
                new ReportModel.Ledger(ledger.entries(), ledger.seal(), ledger.intact()));
    }

    private List<OutageView> outages(CalendarWindow window, UUID pool) {
        var all = new ArrayList<OutageView>();
        String after = null;
        do {
            var slice = uptime.outages(
                    Actor.SYSTEM, ListQuery.of("", "started,id", ListQuery.MOST, after), window, null, pool);
            slice.items().stream().filter(outage -> outage.vm() != null).forEach(all::add);
            after = slice.next();
        } while (after != null);
        return all;
    }

    private static List<ReportModel.Outage> rows(
            List<OutageView> outages, boolean counted, CalendarWindow window, Instant now) {
        return outages.stream()
                .filter(outage -> outage.counted() == counted)
                .limit(MOST_OUTAGES)
                .map(outage -> new ReportModel.Outage(
                        outage.id(),
                        outage.name(),
                        outage.startedAt(),
                        outage.endedAt(),
                        within(outage, window, now),
                        outage.cause(),
                        outage.why(),
                        outage.who(),
                        outage.planned(),
                        outage.corrected() ? outage.note() : null,
                        outage.evidence().stream().map(ReportGathering::words).toList(),
                        outage.seq(),
                        outage.seal()))
                .toList();
    }

    private static String words(Evidence evidence) {
        return evidence.type() + (evidence.id() == null ? "" : " " + evidence.id()) + ": " + evidence.text();
    }

    private static long within(OutageView outage, CalendarWindow window, Instant now) {
        var from = later(outage.startedAt(), window.interval().from());
        var end = outage.endedAt() == null ? now : outage.endedAt();
        var to = end.isBefore(window.interval().to()) ? end : window.interval().to();
        return Math.max(0, Duration.between(from, to).toMillis());
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** By days, or by months where there are many. */
    private static List<ReportModel.Part> parts(UptimeReport report) {
        var byDays = report.days().size() <= LONGEST_BY_DAYS;
        var sums = new LinkedHashMap<String, Figures>();
        report.days()
                .forEach(day ->
                        sums.merge(byDays ? day.date().toString() : month(day.date()), day.figures(), Figures::plus));
        return sums.entrySet().stream()
                .map(sum -> new ReportModel.Part(sum.getKey(), ReportModel.Amounts.of(sum.getValue())))
                .toList();
    }

    private static String month(LocalDate day) {
        return YearMonth.from(day).toString();
    }

    private List<ReportModel.Unobserved> unobserved(CalendarWindow window) {
        return uptime.unobserved(Actor.SYSTEM, window).stream()
                .limit(MOST_OUTAGES)
                .map(blind -> new ReportModel.Unobserved(
                        blind.hostName() == null ? "Everup was not running" : "The VMs of " + blind.hostName(),
                        blind.from(),
                        blind.to(),
                        Duration.between(blind.from(), blind.to()).toMillis()))
                .toList();
    }

    private static ReportModel.Saved saved(Avoided avoided) {
        return new ReportModel.Saved(
                avoided.vmName(),
                avoided.kind().name(),
                avoided.hostName(),
                avoided.from(),
                avoided.to(),
                avoided.millis(),
                avoided.formula());
    }

    private List<ReportModel.Service> services(CalendarWindow window) {
        return services.all(Actor.SYSTEM, window.name()).stream()
                .map(service -> new ReportModel.Service(
                        service.service(),
                        service.name(),
                        service.target() == null ? null : service.target() / 100,
                        service.budget() == null ? null : service.budget().left(),
                        service.kept(),
                        ReportModel.Amounts.of(service.figures())))
                .toList();
    }

    private List<ReportModel.Failover> failovers(CalendarWindow window, UUID pool) {
        var found = new ArrayList<ReportModel.Failover>();
        String after = null;
        do {
            var slice = ha.failovers(Actor.SYSTEM, ListQuery.of("", "", 100, after));
            for (var one : slice.items()) {
                if (one.suspectedAt().isBefore(window.interval().from())) {
                    return found;
                }
                if (one.suspectedAt().isBefore(window.interval().to())
                        && (pool == null || pool.equals(one.pool()))
                        && found.size() < MOST_FAILOVERS) {
                    found.add(failover(ha.failover(Actor.SYSTEM, one.id())));
                }
            }
            after = slice.next();
        } while (after != null);
        return found;
    }

    private static ReportModel.Failover failover(FailoverView.Detail detail) {
        var failover = detail.failover();
        var from = failover.silentAt() == null ? failover.suspectedAt() : failover.silentAt();
        var stages = new ArrayList<ReportModel.Stage>();
        stage(stages, "silent", failover.silentAt(), from);
        stage(stages, "suspected", failover.suspectedAt(), from);
        stage(stages, "proven off", failover.provenAt(), from);
        stage(stages, "placed", failover.placedAt(), from);
        stage(stages, "first VM runs elsewhere", failover.firstRunningAt(), from);
        stage(stages, "ended", failover.endedAt(), from);
        return new ReportModel.Failover(
                failover.id(),
                failover.hostName(),
                failover.suspectedAt(),
                failover.proofText(),
                failover.vms(),
                failover.running(),
                List.copyOf(stages));
    }

    private static void stage(List<ReportModel.Stage> stages, String name, Instant at, Instant from) {
        if (at != null) {
            stages.add(
                    new ReportModel.Stage(name, at, Duration.between(from, at).toMillis()));
        }
    }
}
