package io.everup.service;

import io.everup.identity.Actor;
import io.everup.shared.ListQuery;
import io.everup.uptime.OutageView;
import io.everup.uptime.UptimeDirectory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What the public sees, kept for some seconds: however many look, the database is asked once in that time. */
@Component
public class PublicStatusReader {

    /** Also what browsers and proxies are told. */
    public static final Duration KEPT = Duration.ofSeconds(15);

    private static final int DAYS = 90;
    private static final int MOST_INCIDENTS = 20;
    private static final int MOST_KEPT = 200;

    private final StatusPages pages;
    private final ServiceDirectory services;
    private final ServiceReports reports;
    private final UptimeDirectory uptime;
    private final PlannedMaintenance maintenance;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final Map<String, Optional<PublicStatus>> kept = new ConcurrentHashMap<>();
    private Instant keptSince = Instant.EPOCH;

    PublicStatusReader(
            StatusPages pages,
            ServiceDirectory services,
            ServiceReports reports,
            UptimeDirectory uptime,
            PlannedMaintenance maintenance,
            JdbcClient jdbc,
            Clock clock) {
        this.pages = pages;
        this.services = services;
        this.reports = reports;
        this.uptime = uptime;
        this.maintenance = maintenance;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Empty when there is no such page, or it isn't published. */
    public synchronized Optional<PublicStatus> read(String slug) {
        var now = clock.instant();
        if (keptSince.plus(KEPT).isBefore(now) || kept.size() >= MOST_KEPT) {
            kept.clear();
            keptSince = now;
        }
        return kept.computeIfAbsent(slug, one -> pages.published(one).map(page -> status(page, now)));
    }

    /** As the public would see it, for those who may see services. */
    public PublicStatus preview(Actor actor, UUID page) {
        return status(pages.page(actor, page), clock.instant());
    }

    private PublicStatus status(StatusPage page, Instant now) {
        var lines = new ArrayList<PublicStatus.Line>();
        var incidents = new ArrayList<PublicStatus.Incident>();
        var planned = new ArrayList<PublicStatus.Planned>();
        for (var entry : page.services()) {
            var view = services.service(Actor.SYSTEM, entry.service());
            var outages = uptime.outagesOfService(
                            Actor.SYSTEM,
                            ListQuery.of("started<" + DAYS + "d", "", MOST_INCIDENTS, null),
                            null,
                            view.id())
                    .items();
            lines.add(line(entry, view, outages));
            outages.stream()
                    .filter(row -> row.counted() || row.planned())
                    .forEach(row -> incidents.add(incident(entry, row)));
            maintenance
                    .coming(Actor.SYSTEM, view.id())
                    .forEach(one ->
                            planned.add(new PublicStatus.Planned(entry.name(), one.from(), one.until(), one.words())));
        }
        incidents.sort(Comparator.comparing(PublicStatus.Incident::startedAt).reversed());
        planned.sort(Comparator.comparing(PublicStatus.Planned::from));
        var shown = incidents.subList(0, Math.min(MOST_INCIDENTS, incidents.size()));
        return new PublicStatus(page.title(), page.intro(), lines, List.copyOf(shown), planned, now);
    }

    private PublicStatus.Line line(StatusPage.Entry entry, ServiceView view, List<OutageView> outages) {
        var today = reports.window("today", view.zone()).first();
        var report = reports.report(Actor.SYSTEM, view.id(), today.minusDays(DAYS - 1L) + "--" + today);
        var days = report.days().stream()
                .map(day -> new PublicStatus.Day(
                        day.date(), day.figures().availability(), day.figures().countedDownMillis()))
                .toList();
        var planned = outages.stream().anyMatch(row -> row.endedAt() == null && row.planned());
        var state = switch (view.state()) {
            case UP, DEGRADED -> PublicStatus.State.AVAILABLE;
            case DOWN -> planned ? PublicStatus.State.MAINTENANCE : PublicStatus.State.UNAVAILABLE;
            default -> PublicStatus.State.UNKNOWN;
        };
        return new PublicStatus.Line(entry.name(), state, report.figures().availability(), days);
    }

    private PublicStatus.Incident incident(StatusPage.Entry entry, OutageView row) {
        var words = words(row.id());
        if (words.isEmpty()) {
            words = row.planned()
                    ? row.rule().equals("announced-maintenance") ? row.why() : "Planned maintenance."
                    : row.endedAt() == null
                            ? "The service is not available. It is being worked on."
                            : "The service was not available.";
        }
        return new PublicStatus.Incident(entry.name(), row.startedAt(), row.endedAt(), row.planned(), words);
    }

    /** What was written about an outage; empty when nothing was. */
    public String words(UUID outage) {
        return jdbc
                .sql("select words from outage_words where outage_id = :id order by id desc limit 1")
                .param("id", outage)
                .query(String.class)
                .list()
                .stream()
                .findFirst()
                .orElse("");
    }
}
