package io.everup.uptime.web;

import io.everup.identity.Actor;
import io.everup.shared.ListQuery;
import io.everup.shared.Slice;
import io.everup.uptime.Avoided;
import io.everup.uptime.Blind;
import io.everup.uptime.Cause;
import io.everup.uptime.Figures;
import io.everup.uptime.LedgerCheck;
import io.everup.uptime.OutageView;
import io.everup.uptime.UptimeDirectory;
import io.everup.uptime.UptimeOperations;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Uptime over HTTP: the figures of the pages, and the ledger they come from. */
@RestController
@RequestMapping("/api/v1/uptime")
class UptimeApi {

    /** In seconds, with milliseconds as decimals; {@code availability} from 0 to 1, null where nothing was observed. */
    record FiguresBody(
            Double availability,
            double wantedSeconds,
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
                    seconds(figures.wantedMillis()),
                    seconds(figures.observedMillis()),
                    seconds(figures.unobservedMillis()),
                    seconds(figures.countedDownMillis()),
                    seconds(figures.excludedMillis()),
                    causes);
        }

        static double seconds(long millis) {
            return millis / 1000.0;
        }
    }

    record DayBody(LocalDate date, FiguresBody figures) {}

    /** @param from and {@code to}: the window, half-open; @param avoidedSeconds downtime avoided within it */
    record ReportBody(
            String window,
            String zone,
            Instant from,
            Instant to,
            Instant at,
            FiguresBody figures,
            double avoidedSeconds,
            List<DayBody> days) {}

    /** @param seconds what all credits of the window are worth together, not those of this page alone */
    record AvoidedBody(double seconds, List<Avoided> items, String next, long total) {}

    /** @param counted whether it lowers availability */
    record CorrectionWish(int version, Cause cause, boolean planned, boolean counted, String note) {}

    private final UptimeDirectory uptime;
    private final UptimeOperations operations;

    UptimeApi(UptimeDirectory uptime, UptimeOperations operations) {
        this.uptime = uptime;
        this.operations = operations;
    }

    /** Availability, downtime by cause and time that nobody observed, of a VM, a pool or everything. */
    @GetMapping("/figures")
    ReportBody figures(
            Actor actor,
            @RequestParam(required = false) String window,
            @RequestParam(required = false) UUID vm,
            @RequestParam(required = false) UUID pool) {
        var chosen = uptime.window(window);
        var report = uptime.report(actor, chosen, vm, pool);
        var avoided = uptime.avoided(actor, chosen, vm, pool).stream()
                .map(Avoided::length)
                .reduce(Duration.ZERO, Duration::plus);
        return new ReportBody(
                chosen.name(),
                chosen.zone().getId(),
                chosen.interval().from(),
                chosen.interval().to(),
                report.at(),
                FiguresBody.of(report.figures()),
                FiguresBody.seconds(avoided.toMillis()),
                report.days().stream()
                        .map(day -> new DayBody(day.date(), FiguresBody.of(day.figures())))
                        .toList());
    }

    @GetMapping("/outages")
    Slice<OutageView> outages(
            Actor actor,
            @RequestParam(required = false) String q,
            @RequestParam(required = false) String sort,
            @RequestParam(required = false) Integer limit,
            @RequestParam(required = false) String after,
            @RequestParam(required = false) String window,
            @RequestParam(required = false) UUID vm,
            @RequestParam(required = false) UUID pool,
            @RequestParam(required = false) UUID service) {
        var query = ListQuery.of(q, sort, limit, after);
        var chosen = window == null || window.isBlank() ? null : uptime.window(window);
        return service == null
                ? uptime.outages(actor, query, chosen, vm, pool)
                : uptime.outagesOfService(actor, query, chosen, service);
    }

    /** An outage with all its versions. */
    @GetMapping("/outages/{id}")
    UptimeDirectory.Detail outage(Actor actor, @PathVariable UUID id) {
        return uptime.outage(actor, id);
    }

    /** Adds a version in which a person says what caused it and whether it counts. */
    @PostMapping("/outages/{id}/corrections")
    @ResponseStatus(HttpStatus.CREATED)
    OutageView correct(Actor actor, @PathVariable UUID id, @RequestBody CorrectionWish wish) {
        return operations.correct(
                actor,
                id,
                new UptimeOperations.Correction(
                        wish.version(), wish.cause(), wish.planned(), wish.counted(), wish.note()));
    }

    /** Downtime that VMs didn't have because of live migrations and failovers, with evidence and formula. */
    @GetMapping("/avoided")
    AvoidedBody avoided(
            Actor actor,
            @RequestParam(required = false) String window,
            @RequestParam(required = false) UUID vm,
            @RequestParam(required = false) UUID pool,
            @RequestParam(required = false) Integer limit,
            @RequestParam(required = false) String after) {
        var page = uptime.avoided(actor, uptime.window(window), vm, pool, ListQuery.of("", "", limit, after));
        var slice = page.slice();
        return new AvoidedBody(FiguresBody.seconds(page.totalMillis()), slice.items(), slice.next(), slice.total());
    }

    /** Times in which no replica ran, or a host was silent and not proven off. */
    @GetMapping("/unobserved")
    Slice<Blind> unobserved(
            Actor actor,
            @RequestParam(required = false) String window,
            @RequestParam(required = false) Integer limit,
            @RequestParam(required = false) String after) {
        return uptime.unobserved(actor, uptime.window(window), ListQuery.of("", "", limit, after));
    }

    /** Walks the ledger's seals and tells whether it was touched, and where. */
    @PostMapping("/verify")
    LedgerCheck.Report verify(Actor actor) {
        return operations.verify(actor);
    }
}
