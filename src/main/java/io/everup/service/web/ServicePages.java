package io.everup.service.web;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.service.MemberSuggestions;
import io.everup.service.PlannedMaintenance;
import io.everup.service.ServiceDirectory;
import io.everup.service.ServiceOperations;
import io.everup.service.ServiceReport;
import io.everup.service.ServiceReports;
import io.everup.service.ServiceView;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.ui.Answer;
import io.everup.ui.Form;
import io.everup.ui.Listing;
import io.everup.uptime.UptimeDirectory;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Services: the list, each service, and the form that makes one. */
@Controller
class ServicePages {

    private static final int SHOWN = 6;

    private final ServiceDirectory services;
    private final ServiceOperations operations;
    private final ServiceReports reports;
    private final MemberSuggestions suggestions;
    private final PlannedMaintenance maintenance;
    private final UptimeDirectory uptime;

    ServicePages(
            ServiceDirectory services,
            ServiceOperations operations,
            ServiceReports reports,
            MemberSuggestions suggestions,
            PlannedMaintenance maintenance,
            UptimeDirectory uptime) {
        this.services = services;
        this.operations = operations;
        this.reports = reports;
        this.suggestions = suggestions;
        this.maintenance = maintenance;
        this.uptime = uptime;
    }

    @GetMapping("/services")
    String list(
            Actor actor,
            Model model,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String sort,
            @RequestParam(required = false) String after) {
        var listing = Listing.of(q, sort, after, query -> services.services(actor, query));
        model.addAttribute("services", listing);
        model.addAttribute(
                "months",
                reports.reports(actor, listing.items(), "month").stream()
                        .collect(Collectors.toMap(ServiceReport::service, Function.identity())));
        return "service/list";
    }

    @GetMapping("/services/completions")
    String completions(Actor actor, Model model, @RequestParam(defaultValue = "") String q) {
        actor.require(Permission.UPTIME_VIEW);
        model.addAttribute("completions", services.completions(q));
        return "parts/list :: completions";
    }

    @GetMapping("/services/new")
    String form(Actor actor, Model model, @RequestParam Map<String, String> fields) {
        return form(actor, model, new Form(fields), List.of());
    }

    /** Fields: {@code name}, {@code description}, {@code team}, {@code zone}, {@code target}, and {@code vm} many times. */
    @PostMapping("/services")
    String create(
            Actor actor,
            Model model,
            HttpServletResponse response,
            @RequestParam Map<String, String> fields,
            @RequestParam(name = "vm", required = false) List<UUID> vms) {
        var form = new Form(fields);
        var chosen = vms == null ? List.<UUID>of() : vms;
        try {
            var groups = suggestions.proposed(actor, chosen);
            return "redirect:/services/" + operations.create(actor, ServiceForms.basics(form, groups, List.of()));
        } catch (Refusal refusal) {
            return refused(refusal, model, response, () -> form(actor, model, form, chosen));
        }
    }

    static String refused(
            Refusal refusal, Model model, HttpServletResponse response, java.util.function.Supplier<String> again) {
        if (refusal.kind() == Refusal.Kind.NOT_FOUND || refusal.kind() == Refusal.Kind.FORBIDDEN) {
            throw refusal;
        }
        response.setStatus(422);
        model.addAttribute("refusal", refusal);
        model.addAttribute("errors", Answer.errors(refusal));
        return again.get();
    }

    private String form(Actor actor, Model model, Form form, List<UUID> chosen) {
        actor.require(Permission.UPTIME_MANAGE);
        model.addAttribute("form", form);
        model.addAttribute("zones", ServiceForms.zones(uptime.zone()));
        model.addAttribute("chosen", chosen);
        model.addAttribute("nowhere", List.of());
        model.addAttribute("proposed", suggestions.groups(actor, ""));
        if (!model.containsAttribute("errors")) {
            model.addAttribute("errors", Map.of());
        }
        return "service/new";
    }

    @GetMapping("/services/{id}")
    String show(Actor actor, Model model, @PathVariable UUID id) {
        addService(actor, model, id);
        var month = reports.report(actor, id, "month");
        model.addAttribute("month", month);
        model.addAttribute(
                "tiles",
                List.of(
                        reports.report(actor, id, "today"),
                        month,
                        reports.report(actor, id, "quarter"),
                        reports.report(actor, id, "year")));
        model.addAttribute("strip", DayStrip.of(reports, actor, services.service(actor, id), 90));
        model.addAttribute("outages", uptime.outagesOfService(actor, ListQuery.of("", "", SHOWN, null), null, id));
        model.addAttribute("announced", maintenance.coming(actor, id));
        return "service/show";
    }

    @GetMapping("/services/{id}/outages")
    String outages(
            Actor actor,
            Model model,
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String sort,
            @RequestParam(required = false) String after) {
        addService(actor, model, id);
        model.addAttribute(
                "outages", Listing.of(q, sort, after, query -> uptime.outagesOfService(actor, query, null, id)));
        return "service/outages";
    }

    @GetMapping("/services/{id}/configuration")
    String configuration(Actor actor, Model model, @PathVariable UUID id) {
        var detail = addService(actor, model, id);
        return configuration(actor, model, id, ServiceForms.basics(detail));
    }

    private String configuration(Actor actor, Model model, UUID id, Form form) {
        model.addAttribute("form", form);
        model.addAttribute("zones", ServiceForms.zones(uptime.zone()));
        model.addAttribute("versions", services.versions(actor, id));
        model.addAttribute("announced", maintenance.coming(actor, id));
        if (!model.containsAttribute("errors")) {
            model.addAttribute("errors", Map.of());
        }
        return "service/configuration";
    }

    @PostMapping("/services/{id}")
    String save(
            Actor actor,
            Model model,
            HttpServletResponse response,
            @PathVariable UUID id,
            @RequestParam Map<String, String> fields) {
        var form = new Form(fields);
        var detail = addService(actor, model, id);
        try {
            var wish = ServiceForms.basics(
                    form, detail.spec().groups(), detail.spec().probes());
            operations.update(actor, id, ServiceForms.version(form), wish);
            return "redirect:/services/" + id + "/configuration";
        } catch (Refusal refusal) {
            return refused(refusal, model, response, () -> configuration(actor, model, id, form));
        }
    }

    @PostMapping("/services/{id}/actions/delete")
    ResponseEntity<Void> delete(Actor actor, HttpServletRequest request, @PathVariable UUID id) {
        operations.delete(actor, id, null);
        return Answer.to(request, "/services");
    }

    /** Fields: {@code from} and {@code until} as the business's clocks show them, {@code words}. */
    @PostMapping("/services/{id}/maintenance")
    ResponseEntity<Void> announce(
            Actor actor, HttpServletRequest request, @PathVariable UUID id, @RequestParam Map<String, String> fields) {
        var form = new Form(fields);
        var zone = services.service(actor, id).zone();
        maintenance.announce(
                actor,
                id,
                ServiceForms.instant(form, "from", zone),
                ServiceForms.instant(form, "until", zone),
                form.text("words"));
        return Answer.to(request, "/services/" + id + "/configuration");
    }

    @PostMapping("/services/{id}/maintenance/{announced}/actions/cancel")
    ResponseEntity<Void> cancel(
            Actor actor, HttpServletRequest request, @PathVariable UUID id, @PathVariable UUID announced) {
        maintenance.cancel(actor, id, announced);
        return Answer.to(request, "/services/" + id + "/configuration");
    }

    private ServiceView.Detail addService(Actor actor, Model model, UUID id) {
        var detail = services.detail(actor, id);
        model.addAttribute("detail", detail);
        model.addAttribute("service", detail.service());
        model.addAttribute(
                "refused",
                actor.may(Permission.UPTIME_MANAGE)
                        ? null
                        : "Your role doesn't allow you to " + Permission.UPTIME_MANAGE.words() + ".");
        return detail;
    }
}
