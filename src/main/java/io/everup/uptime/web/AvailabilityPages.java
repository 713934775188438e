package io.everup.uptime.web;

import io.everup.host.HostDirectory;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.shared.ListQuery;
import io.everup.ui.Listing;
import io.everup.uptime.Avoided;
import io.everup.uptime.CalendarWindow;
import io.everup.uptime.CalendarWindow.Span;
import io.everup.uptime.UptimeDirectory;
import io.everup.uptime.UptimeOperations;
import io.everup.uptime.UptimeReport;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** What managers look at: how much uptime there was, what was lost and why, and what was not lost. */
@Controller
class AvailabilityPages {

    private static final int SHOWN = 8;
    private static final int STRIP_DAYS = 30;

    private final UptimeDirectory uptime;
    private final UptimeOperations operations;
    private final HostDirectory hosts;

    AvailabilityPages(UptimeDirectory uptime, UptimeOperations operations, HostDirectory hosts) {
        this.uptime = uptime;
        this.operations = operations;
        this.hosts = hosts;
    }

    /** @param window today, month, quarter, year, or as {@link CalendarWindow#parse} reads it */
    @GetMapping("/availability")
    String overview(
            Actor actor,
            Model model,
            @RequestParam(defaultValue = "month") String window,
            @RequestParam(required = false) UUID pool) {
        var chosen = uptime.window(window);
        var report = uptime.report(actor, chosen, null, pool);
        var thisYear = uptime.report(actor, of(Span.YEAR, uptime.today()), null, pool);
        var year = uptime.report(actor, of(Span.YEAR, chosen.first()), null, pool);
        model.addAttribute("tiles", tiles(thisYear));
        model.addAttribute("report", report);
        model.addAttribute("chosen", chosen);
        model.addAttribute("calendar", CalendarYear.of(year, chosen, uptime.today()));
        model.addAttribute(
                "outages", uptime.outages(actor, ListQuery.of("counted:yes", "", SHOWN, null), chosen, null, pool));
        addAvoided(model, uptime.avoided(actor, chosen, null, pool));
        model.addAttribute("pools", hosts.poolsWhere(actor, Permission.UPTIME_VIEW));
        model.addAttribute("pool", pool);
        model.addAttribute("zone", uptime.zone());
        return "availability/show";
    }

    private CalendarWindow of(Span span, LocalDate day) {
        return CalendarWindow.of(span, day, uptime.zone());
    }

    /** Today, month, quarter and year: all of this year's, so that they never disagree. */
    private List<UptimeReport> tiles(UptimeReport year) {
        return List.of(
                year.within(of(Span.DAY, uptime.today())),
                year.within(of(Span.MONTH, uptime.today())),
                year.within(of(Span.QUARTER, uptime.today())),
                year);
    }

    private void addAvoided(Model model, List<Avoided> avoided) {
        model.addAttribute("avoided", avoided);
        model.addAttribute(
                "avoidedTotal",
                Duration.ofMillis(avoided.stream().mapToLong(Avoided::millis).sum()));
        model.addAttribute("terms", uptime.avoidedTerms());
    }

    @GetMapping("/availability/avoided")
    String avoided(
            Actor actor,
            Model model,
            @RequestParam(defaultValue = "month") String window,
            @RequestParam(required = false) UUID pool,
            @RequestParam(required = false) String after) {
        var chosen = uptime.window(window);
        var page = uptime.avoided(actor, chosen, null, pool, ListQuery.of("", "", Listing.ROWS, after));
        model.addAttribute("chosen", chosen);
        model.addAttribute("pool", pool);
        model.addAttribute("avoided", page.slice().items());
        model.addAttribute("slice", page.slice());
        model.addAttribute("avoidedTotal", Duration.ofMillis(page.totalMillis()));
        model.addAttribute("terms", uptime.avoidedTerms());
        return "availability/avoided";
    }

    @GetMapping("/availability/unobserved")
    String unobserved(
            Actor actor,
            Model model,
            @RequestParam(defaultValue = "month") String window,
            @RequestParam(required = false) String after) {
        var chosen = uptime.window(window);
        var slice = uptime.unobserved(actor, chosen, ListQuery.of("", "", Listing.ROWS, after));
        model.addAttribute("chosen", chosen);
        model.addAttribute("slice", slice);
        model.addAttribute("blind", slice.items());
        return "availability/unobserved";
    }

    /** Whether the ledger was touched: a part of the pages. */
    @PostMapping("/availability/actions/verify")
    String verify(Actor actor, Model model) {
        model.addAttribute("check", operations.verify(actor));
        return "availability/verified";
    }

    /** A part of the VM's page. */
    @GetMapping("/vms/{id}/uptime")
    String ofVm(Actor actor, Model model, @PathVariable UUID id) {
        var today = uptime.today();
        var year = uptime.report(actor, of(Span.YEAR, today), id, null);
        var strip = uptime.report(
                actor, CalendarWindow.days(today.minusDays(STRIP_DAYS - 1L), today, uptime.zone()), id, null);
        var cells = new ArrayList<CalendarYear.Cell>();
        strip.days().forEach(day -> cells.add(CalendarYear.cell(day.date(), day.figures(), null, today)));
        model.addAttribute("vm", id);
        model.addAttribute("tiles", tiles(year).subList(1, 4));
        model.addAttribute("cells", cells);
        model.addAttribute("outages", uptime.outages(actor, ListQuery.of("", "", SHOWN, null), null, id, null));
        addAvoided(model, uptime.avoided(actor, year.window(), id, null));
        return "availability/of-vm :: part";
    }
}
