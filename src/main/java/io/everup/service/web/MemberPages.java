package io.everup.service.web;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.service.MemberSuggestions;
import io.everup.service.ServiceDirectory;
import io.everup.service.ServiceOperations;
import io.everup.service.ServiceSpec;
import io.everup.service.ServiceView;
import io.everup.shared.Refusal;
import io.everup.ui.Answer;
import io.everup.ui.Form;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.HashMap;
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

/** A service's VMs: in groups, with what they need and the order in which they start. */
@Controller
class MemberPages {

    private final ServiceDirectory services;
    private final ServiceOperations operations;
    private final MemberSuggestions suggestions;

    MemberPages(ServiceDirectory services, ServiceOperations operations, MemberSuggestions suggestions) {
        this.services = services;
        this.operations = operations;
        this.suggestions = suggestions;
    }

    @GetMapping("/services/{id}/members")
    String members(Actor actor, Model model, @PathVariable UUID id) {
        add(actor, model, id);
        return "service/members";
    }

    /** @param group the group's name; absent for a new one */
    @GetMapping("/services/{id}/members/edit")
    String edit(Actor actor, Model model, @PathVariable UUID id, @RequestParam(required = false) String group) {
        var detail = add(actor, model, id);
        var fields = new HashMap<String, String>();
        var found = group == null ? null : detail.spec().group(group).orElseThrow(() -> Refusal.notFound("group"));
        if (found != null) {
            fields.put("before", found.name());
            fields.put("name", found.name());
            fields.put("need", "" + found.need());
            fields.put("after", String.join(", ", found.after()));
            fields.put("gates", String.join(", ", found.gates()));
        }
        fields.put("version", "" + detail.service().version());
        return form(actor, model, detail, new Form(fields), found == null ? List.of() : found.vms());
    }

    private String form(Actor actor, Model model, ServiceView.Detail detail, Form form, List<UUID> chosen) {
        actor.require(Permission.UPTIME_MANAGE);
        var own = form.text("before");
        var others = detail.spec().groups().stream()
                .filter(group -> own == null || !group.name().equalsIgnoreCase(own))
                .flatMap(group -> group.vms().stream())
                .toList();
        model.addAttribute("form", form);
        model.addAttribute("chosen", chosen);
        model.addAttribute("others", others);
        model.addAttribute("proposed", suggestions.groups(actor, ""));
        if (!model.containsAttribute("errors")) {
            model.addAttribute("errors", Map.of());
        }
        return "service/group";
    }

    /** Fields: {@code before} (its former name), {@code name}, {@code need}, {@code after}, {@code gates}, {@code vm} many times. */
    @PostMapping("/services/{id}/members")
    String save(
            Actor actor,
            Model model,
            HttpServletResponse response,
            @PathVariable UUID id,
            @RequestParam Map<String, String> fields,
            @RequestParam(name = "vm", required = false) List<UUID> vms) {
        var form = new Form(fields);
        var chosen = vms == null ? List.<UUID>of() : vms;
        var detail = add(actor, model, id);
        try {
            var need = form.number("need");
            var group = new ServiceSpec.Group(
                    form.text("name"),
                    need == null ? Math.max(1, chosen.size()) : need,
                    chosen,
                    ServiceForms.words(form, "after"),
                    ServiceForms.words(form, "gates"));
            operations.update(
                    actor, id, ServiceForms.version(form), replaced(detail.spec(), form.text("before"), group));
            return "redirect:/services/" + id + "/members";
        } catch (Refusal refusal) {
            return ServicePages.refused(refusal, model, response, () -> form(actor, model, detail, form, chosen));
        }
    }

    /** @param before the former name of the group; null for a new one */
    private static ServiceSpec replaced(ServiceSpec spec, String before, ServiceSpec.Group group) {
        var groups = new ArrayList<ServiceSpec.Group>();
        var found = false;
        for (var one : spec.groups()) {
            var same = before != null && one.name().equalsIgnoreCase(before);
            found |= same;
            groups.add(same ? group : renamed(one, before, group.name()));
        }
        if (!found) {
            groups.add(group);
        }
        return spec.withGroups(groups);
    }

    /** Those that wait for it wait for it under its new name. */
    private static ServiceSpec.Group renamed(ServiceSpec.Group group, String before, String name) {
        var after = group.after().stream()
                .map(one -> before != null && one.equalsIgnoreCase(before) && name != null ? name : one)
                .toList();
        return new ServiceSpec.Group(group.name(), group.need(), group.vms(), after, group.gates());
    }

    /** Field: {@code group}. */
    @PostMapping("/services/{id}/members/actions/remove")
    ResponseEntity<Void> remove(
            Actor actor, HttpServletRequest request, @PathVariable UUID id, @RequestParam String group) {
        var detail = services.detail(actor, id);
        operations.update(actor, id, detail.service().version(), without(detail.spec(), group));
        return Answer.to(request, "/services/" + id + "/members");
    }

    /** With the group go the probes of its guests, and whatever waited for either. */
    private static ServiceSpec without(ServiceSpec spec, String name) {
        var gone = spec.group(name).orElseThrow(() -> Refusal.notFound("group"));
        var probes = spec.probes().stream()
                .filter(probe -> probe.vm() == null || !gone.vms().contains(probe.vm()))
                .toList();
        var left = spec.groups().stream()
                .filter(one -> one != gone)
                .map(one -> new ServiceSpec.Group(
                        one.name(),
                        one.need(),
                        one.vms(),
                        one.after().stream()
                                .filter(other -> !other.equalsIgnoreCase(gone.name()))
                                .toList(),
                        one.gates().stream()
                                .filter(gate -> probes.stream()
                                        .anyMatch(probe -> probe.name().equalsIgnoreCase(gate)))
                                .toList()))
                .toList();
        return spec.withGroups(left).withProbes(probes);
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
