package io.everup.maintenance.web;

import io.everup.host.HostDirectory;
import io.everup.host.HostView;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.maintenance.MaintenanceDirectory;
import io.everup.maintenance.RollingOperations;
import io.everup.shared.Refusal;
import io.everup.ui.Answer;
import io.everup.ui.Form;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Maintenance of several hosts: rehearsed as a whole, then steered. */
@Controller
class RollingPages {

    private final RollingOperations operations;
    private final MaintenanceDirectory directory;
    private final HostDirectory hosts;

    RollingPages(RollingOperations operations, MaintenanceDirectory directory, HostDirectory hosts) {
        this.operations = operations;
        this.directory = directory;
        this.hosts = hosts;
    }

    /** Fields: {@code pool}, {@code host} many times (none means all), {@code choice.<VM>}, {@code parallel}, {@code bringBack} and others. */
    @GetMapping("/maintenance/new")
    String form(
            Actor actor,
            Model model,
            @RequestParam Map<String, String> fields,
            @RequestParam(name = "host", required = false) List<UUID> chosen) {
        actor.require(Permission.HOST_VIEW);
        var form = new Form(fields);
        var pools = hosts.poolsWhere(actor, Permission.HOST_OPERATE);
        var pool = form.id("pool") != null
                ? form.id("pool")
                : pools.isEmpty() ? null : pools.get(0).id();
        var names = new LinkedHashMap<String, String>();
        pools.forEach(one -> names.put(one.id().toString(), one.name()));
        model.addAttribute("form", form);
        model.addAttribute("pools", names);
        model.addAttribute("pool", pool);
        var all = pool == null ? List.<HostView>of() : hosts.ofPool(actor, pool);
        model.addAttribute("hosts", all);
        var picked = chosen == null ? List.<UUID>of() : chosen;
        model.addAttribute("picked", picked);
        rehearse(actor, model, form, pool, picked, all);
        return "maintenance/new";
    }

    private void rehearse(Actor actor, Model model, Form form, UUID pool, List<UUID> picked, List<HostView> all) {
        List<MaintenanceDirectory.Rehearsal> plans = List.of();
        Refusal refusal = null;
        if (!all.isEmpty()) {
            try {
                plans = directory.rehearse(actor, MaintenanceForm.job(form, pool, picked));
            } catch (Refusal e) {
                refusal = e;
            }
        }
        model.addAttribute("plans", plans);
        model.addAttribute("refusal", refusal);
        model.addAttribute(
                "millis", plans.stream().mapToLong(one -> one.plan().millis()).sum());
        model.addAttribute("refused", pool == null ? null : reason(actor, pool, plans, all, picked));
        model.addAttribute(
                "commandRefused", pool == null ? null : actor.refusal(Permission.HOST_MANAGE, Place.pool(pool)));
    }

    private static String reason(
            Actor actor, UUID pool, List<MaintenanceDirectory.Rehearsal> plans, List<HostView> all, List<UUID> picked) {
        var reasons = new ArrayList<String>();
        var refused = actor.refusal(Permission.HOST_OPERATE, Place.pool(pool));
        if (refused != null) {
            reasons.add(refused);
        }
        all.stream()
                .filter(host -> picked.isEmpty() || picked.contains(host.id()))
                .filter(host -> host.state() != io.everup.host.HostState.UP || host.leavingSince() != null)
                .forEach(host -> reasons.add(host.name() + " isn't up."));
        plans.stream()
                .flatMap(one -> one.plan().blocked().stream())
                .forEach(step -> reasons.add("Choose first what becomes of " + step.name() + "."));
        return reasons.isEmpty() ? null : reasons.get(0);
    }

    @PostMapping("/maintenance")
    ResponseEntity<Void> begin(
            Actor actor,
            HttpServletRequest request,
            @RequestParam Map<String, String> fields,
            @RequestParam(name = "host", required = false) List<UUID> chosen) {
        var form = new Form(fields);
        var job = operations.begin(
                actor, MaintenanceForm.job(form, form.id("pool"), chosen == null ? List.of() : chosen));
        return Answer.to(request, "/maintenance/" + job);
    }

    @PostMapping("/maintenance/{id}/actions/pause")
    ResponseEntity<Void> pause(Actor actor, HttpServletRequest request, @PathVariable UUID id) {
        operations.pause(actor, id);
        return Answer.done(
                request, "What is under way goes on to its end; nothing more is begun.", "/maintenance/" + id);
    }

    @PostMapping("/maintenance/{id}/actions/go-on")
    ResponseEntity<Void> goOn(Actor actor, HttpServletRequest request, @PathVariable UUID id) {
        operations.goOn(actor, id);
        return Answer.done(request, "It goes on.", "/maintenance/" + id);
    }

    @PostMapping("/maintenance/{id}/actions/skip")
    ResponseEntity<Void> skip(
            Actor actor, HttpServletRequest request, @PathVariable UUID id, @RequestParam(required = false) UUID host) {
        operations.skip(actor, id, host);
        return Answer.done(request, "The host is left out.", "/maintenance/" + id);
    }

    @PostMapping("/maintenance/{id}/actions/end")
    ResponseEntity<Void> end(Actor actor, HttpServletRequest request, @PathVariable UUID id) {
        operations.cancel(actor, id);
        return Answer.done(request, "The job is cancelled.", "/maintenance/" + id);
    }
}
