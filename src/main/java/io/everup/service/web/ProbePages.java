package io.everup.service.web;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.service.ProbeReader;
import io.everup.service.ProbeSpec;
import io.everup.service.ServiceDirectory;
import io.everup.service.ServiceOperations;
import io.everup.service.ServiceView;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.ui.Answer;
import io.everup.ui.Form;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** A service's probes: what each asks, what it found, and the form that changes it. */
@Controller
class ProbePages {

    private static final int HOURS = 48;
    private static final int MINUTES = 90;
    private static final int RESULTS = 20;

    private final ServiceDirectory services;
    private final ServiceOperations operations;
    private final ProbeReader probes;

    ProbePages(ServiceDirectory services, ServiceOperations operations, ProbeReader probes) {
        this.services = services;
        this.operations = operations;
        this.probes = probes;
    }

    @GetMapping("/services/{id}/probes")
    String list(Actor actor, Model model, @PathVariable UUID id) {
        var detail = add(actor, model, id);
        var minutes = new LinkedHashMap<UUID, Object>();
        detail.probes()
                .forEach(probe -> minutes.put(
                        probe.spec().id(),
                        probes.sums(actor, probe.spec().id(), false, MINUTES).stream()
                                .map(sum -> sum.millis())
                                .toList()));
        model.addAttribute("minutes", minutes);
        return "service/probes";
    }

    /** @param kind what shall be probed; the form begins with what most need */
    @GetMapping("/services/{id}/probes/new")
    String form(Actor actor, Model model, @PathVariable UUID id, @RequestParam Map<String, String> fields) {
        add(actor, model, id);
        return edit(actor, model, (ProbeSpec) null, new Form(fields));
    }

    @GetMapping("/services/{id}/probes/{probe}")
    String show(Actor actor, Model model, @PathVariable UUID id, @PathVariable UUID probe) {
        var detail = add(actor, model, id);
        var view = detail.probes().stream()
                .filter(one -> one.spec().id().equals(probe))
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("probe"));
        model.addAttribute("probe", view);
        model.addAttribute("hours", probes.sums(actor, probe, true, HOURS));
        model.addAttribute("results", probes.results(actor, probe, ListQuery.of(null, null, RESULTS, null)));
        return "service/probe";
    }

    @GetMapping("/services/{id}/probes/{probe}/edit")
    String edit(Actor actor, Model model, @PathVariable UUID id, @PathVariable UUID probe) {
        var detail = add(actor, model, id);
        var spec = detail.spec().probe(probe).orElseThrow(() -> Refusal.notFound("probe"));
        return edit(actor, model, spec, ServiceForms.probe(spec));
    }

    private String edit(Actor actor, Model model, ProbeSpec before, Form form) {
        actor.require(Permission.UPTIME_MANAGE);
        model.addAttribute("before", before);
        model.addAttribute("form", form);
        model.addAttribute("kinds", ProbeSpec.Kind.values());
        if (!model.containsAttribute("errors")) {
            model.addAttribute("errors", Map.of());
        }
        return "service/probe-form";
    }

    /** Fields: {@code id} of a probe that is changed, and what a probe has. */
    @PostMapping("/services/{id}/probes")
    String save(
            Actor actor,
            Model model,
            HttpServletResponse response,
            @PathVariable UUID id,
            @RequestParam Map<String, String> fields) {
        var form = new Form(fields);
        var detail = add(actor, model, id);
        var before = form.text("id") == null
                ? null
                : detail.spec().probe(form.id("id")).orElseThrow(() -> Refusal.notFound("probe"));
        try {
            var probe = ServiceForms.probe(form, before == null ? null : before.id());
            var all = new ArrayList<>(detail.spec().probes());
            if (before == null) {
                all.add(probe);
            } else {
                all.set(all.indexOf(before), probe);
            }
            operations.update(
                    actor, id, detail.service().version(), detail.spec().withProbes(all));
            return "redirect:/services/" + id + "/probes";
        } catch (Refusal refusal) {
            return ServicePages.refused(refusal, model, response, () -> edit(actor, model, before, form));
        }
    }

    @PostMapping("/services/{id}/probes/{probe}/actions/test")
    ResponseEntity<Void> test(
            Actor actor, HttpServletRequest request, @PathVariable UUID id, @PathVariable UUID probe) {
        var task = operations.test(actor, id, probe);
        return Answer.started(request, "Testing the probe", task, "/services/" + id + "/probes");
    }

    @PostMapping("/services/{id}/probes/{probe}/actions/remove")
    ResponseEntity<Void> remove(
            Actor actor, HttpServletRequest request, @PathVariable UUID id, @PathVariable UUID probe) {
        var detail = services.detail(actor, id);
        detail.spec().probe(probe).orElseThrow(() -> Refusal.notFound("probe"));
        var left = detail.spec().probes().stream()
                .filter(one -> !one.id().equals(probe))
                .toList();
        operations.update(actor, id, detail.service().version(), detail.spec().withProbes(left));
        return Answer.to(request, "/services/" + id + "/probes");
    }

    private ServiceView.Detail add(Actor actor, Model model, UUID id) {
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
