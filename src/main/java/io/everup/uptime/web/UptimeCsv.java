package io.everup.uptime.web;

import io.everup.identity.Actor;
import io.everup.shared.ListQuery;
import io.everup.ui.Csv;
import io.everup.uptime.Cause;
import io.everup.uptime.Figures;
import io.everup.uptime.OutageView;
import io.everup.uptime.UptimeDirectory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Figures and outages for spreadsheets: the same as pages and API show. Times are UTC, lengths seconds. */
@RestController
@RequestMapping("/api/v1/uptime")
class UptimeCsv {

    private static final MediaType CSV = MediaType.parseMediaType("text/csv;charset=UTF-8");
    /** More rows are asked for by narrower windows. */
    private static final int MOST = 100_000;

    private final UptimeDirectory uptime;

    UptimeCsv(UptimeDirectory uptime) {
        this.uptime = uptime;
    }

    /** A row per day, and one for the whole window first. */
    @GetMapping(path = "/figures.csv", produces = "text/csv")
    ResponseEntity<String> figures(
            Actor actor,
            @RequestParam(required = false) String window,
            @RequestParam(required = false) UUID vm,
            @RequestParam(required = false) UUID pool) {
        var chosen = uptime.window(window);
        var report = uptime.report(actor, chosen, vm, pool);
        var head = new ArrayList<Object>(
                List.of("window", "availability", "wanted_s", "observed_s", "unobserved_s", "down_s", "excluded_s"));
        Arrays.stream(Cause.values())
                .forEach(cause -> head.add("down_" + cause.name().toLowerCase(java.util.Locale.ROOT) + "_s"));
        var csv = new Csv().row(head).row(figures(chosen.name(), report.figures()));
        report.days().forEach(day -> csv.row(figures(day.date().toString(), day.figures())));
        return answer("figures-" + chosen.name(), csv);
    }

    private static List<Object> figures(String name, Figures figures) {
        var row = new ArrayList<Object>();
        row.add(name);
        row.add(figures.availability());
        row.add(seconds(figures.wantedMillis()));
        row.add(seconds(figures.observedMillis()));
        row.add(seconds(figures.unobservedMillis()));
        row.add(seconds(figures.countedDownMillis()));
        row.add(seconds(figures.excludedMillis()));
        Arrays.stream(Cause.values())
                .forEach(cause -> row.add(seconds(figures.downMillis().getOrDefault(cause, 0L))));
        return row;
    }

    @GetMapping(path = "/outages.csv", produces = "text/csv")
    ResponseEntity<String> outages(
            Actor actor,
            @RequestParam(required = false) String q,
            @RequestParam(required = false) String window,
            @RequestParam(required = false) UUID vm,
            @RequestParam(required = false) UUID pool,
            @RequestParam(required = false) UUID service) {
        var chosen = window == null || window.isBlank() ? null : uptime.window(window);
        var csv = new Csv()
                .row(
                        "id",
                        "vm",
                        "service",
                        "started",
                        "ended",
                        "seconds",
                        "cause",
                        "rule",
                        "why",
                        "who",
                        "planned",
                        "counted",
                        "corrected",
                        "version",
                        "entry",
                        "seal");
        String after = null;
        var rows = 0;
        do {
            var query = ListQuery.of(q, "started", ListQuery.MOST, after);
            var slice = service == null
                    ? uptime.outages(actor, query, chosen, vm, pool)
                    : uptime.outagesOfService(actor, query, chosen, service);
            slice.items().forEach(outage -> csv.row(outage(outage)));
            rows += slice.items().size();
            after = slice.next();
        } while (after != null && rows < MOST);
        return answer("outages" + (chosen == null ? "" : "-" + chosen.name()), csv);
    }

    private static List<Object> outage(OutageView outage) {
        return Arrays.asList(
                outage.id(),
                outage.vm() == null ? null : outage.name(),
                outage.service() == null ? null : outage.name(),
                outage.startedAt(),
                outage.endedAt(),
                outage.length() == null ? null : seconds(outage.length().toMillis()),
                outage.cause().name(),
                outage.rule(),
                outage.why(),
                outage.who(),
                outage.planned(),
                outage.counted(),
                outage.corrected(),
                outage.version(),
                outage.seq(),
                outage.seal());
    }

    private static java.math.BigDecimal seconds(long millis) {
        return java.math.BigDecimal.valueOf(millis, 3);
    }

    private static ResponseEntity<String> answer(String name, Csv csv) {
        return ResponseEntity.ok()
                .contentType(CSV)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename("everup-" + name + ".csv")
                                .build()
                                .toString())
                .body(csv.toString());
    }
}
