package io.everup.uptime.web;

import io.everup.host.HostDirectory;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.ui.Answer;
import io.everup.ui.Form;
import io.everup.ui.Listing;
import io.everup.uptime.Cause;
import io.everup.uptime.UptimeDirectory;
import io.everup.uptime.UptimeOperations;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The outage ledger, row by row. */
@Controller
class OutagePages {

    private final UptimeDirectory uptime;
    private final UptimeOperations operations;
    private final HostDirectory hosts;

    OutagePages(UptimeDirectory uptime, UptimeOperations operations, HostDirectory hosts) {
        this.uptime = uptime;
        this.operations = operations;
        this.hosts = hosts;
    }

    /** @param window as the overview's; absent for all time; @param vm, {@code pool} and {@code service}: absent for all */
    @GetMapping("/outages")
    String list(
            Actor actor,
            Model model,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String sort,
            @RequestParam(required = false) String after,
            @RequestParam(required = false) String window,
            @RequestParam(required = false) UUID vm,
            @RequestParam(required = false) UUID pool,
            @RequestParam(required = false) UUID service) {
        var chosen = window == null || window.isBlank() ? null : uptime.window(window);
        model.addAttribute(
                "outages",
                Listing.of(
                        q,
                        sort,
                        after,
                        query -> service == null
                                ? uptime.outages(actor, query, chosen, vm, pool)
                                : uptime.outagesOfService(actor, query, chosen, service)));
        model.addAttribute("chosen", chosen);
        model.addAttribute(
                "ofPool", pool == null ? null : hosts.pool(actor, pool).name());
        model.addAttribute("ofVm", vm == null ? null : uptime.nameOf(actor, vm));
        model.addAttribute("ofService", service == null ? null : uptime.nameOf(actor, service));
        return "outage/list";
    }

    /** Ways to go on typing a search, for the list's box. */
    @GetMapping("/outages/completions")
    String completions(Actor actor, Model model, @RequestParam(defaultValue = "") String q) {
        actor.require(Permission.UPTIME_VIEW);
        model.addAttribute("completions", uptime.completions(q));
        return "parts/list :: completions";
    }

    @GetMapping("/outages/{id}")
    String show(Actor actor, Model model, @PathVariable UUID id) {
        var detail = uptime.outage(actor, id);
        model.addAttribute("outage", detail.outage());
        model.addAttribute("versions", detail.versions());
        model.addAttribute("vmThere", detail.there());
        model.addAttribute("causes", Cause.values());
        model.addAttribute(
                "refused",
                actor.may(Permission.UPTIME_MANAGE)
                        ? null
                        : "Your role doesn't allow you to " + Permission.UPTIME_MANAGE.words() + ".");
        return "outage/show";
    }

    /** Fields: {@code version}, {@code cause}, {@code standing} (counted, excluded or planned), {@code note}. */
    @PostMapping("/outages/{id}/actions/correct")
    ResponseEntity<Void> correct(
            Actor actor, HttpServletRequest request, @PathVariable UUID id, @RequestParam Map<String, String> fields) {
        var form = new Form(fields);
        var standing = form.text("standing") == null ? "" : form.text("standing");
        var version = form.number("version");
        operations.correct(
                actor,
                id,
                new UptimeOperations.Correction(
                        version == null ? 0 : version,
                        form.choice("cause", Cause.class),
                        standing.equals("planned"),
                        standing.equals("counted"),
                        form.text("note")));
        return Answer.to(request, "/outages/" + id);
    }
}
