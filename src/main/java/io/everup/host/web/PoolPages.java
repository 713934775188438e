package io.everup.host.web;

import io.everup.event.EventDirectory;
import io.everup.host.HostDirectory;
import io.everup.host.PoolOperations;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.PermissionsPart;
import io.everup.identity.Place;
import io.everup.shared.Refusal;
import io.everup.ui.Answer;
import io.everup.ui.Form;
import io.everup.ui.Listing;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
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

/** Pools: the list, each pool's pages, and the form that makes or renames one. */
@Controller
class PoolPages {

    private final HostDirectory hosts;
    private final PoolOperations operations;
    private final EventDirectory events;
    private final PermissionsPart access;

    PoolPages(HostDirectory hosts, PoolOperations operations, EventDirectory events, PermissionsPart access) {
        this.hosts = hosts;
        this.operations = operations;
        this.events = events;
        this.access = access;
    }

    @GetMapping("/pools")
    String list(
            Actor actor,
            Model model,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String sort,
            @RequestParam(required = false) String after) {
        model.addAttribute("pools", Listing.of(q, sort, after, query -> hosts.pools(actor, query)));
        return "pool/list";
    }

    @GetMapping("/pools/{id}")
    String summary(Actor actor, Model model, @PathVariable UUID id) {
        var pool = hosts.pool(actor, id);
        model.addAttribute("pool", pool);
        model.addAttribute("hosts", actor.may(Permission.HOST_VIEW) ? hosts.ofPool(actor, id) : List.of());
        model.addAttribute("events", actor.may(Permission.EVENT_VIEW) ? events.about(actor, "pool", id, 8) : List.of());
        model.addAttribute("mayManage", actor.may(Permission.POOL_MANAGE, Place.pool(id)));
        model.addAttribute("keptBy", pool.hosts() > 0 ? "It has hosts. Remove them first." : null);
        return "pool/summary";
    }

    /** Who may do what in it, and why. @param login and {@code permission}: whose right is asked for; null for none */
    @GetMapping("/pools/{id}/permissions")
    String permissions(
            Actor actor,
            Model model,
            @PathVariable UUID id,
            @RequestParam(required = false) String login,
            @RequestParam(required = false) Permission permission) {
        model.addAttribute("pool", hosts.pool(actor, id));
        access.show(actor, model, Place.pool(id), login, permission);
        return "pool/permissions";
    }

    @GetMapping("/pools/new")
    String form(Actor actor, Model model) {
        actor.require(Permission.POOL_MANAGE, Place.EVERYTHING);
        return show(model, null, new Form(Map.of()));
    }

    @GetMapping("/pools/{id}/edit")
    String edit(Actor actor, Model model, @PathVariable UUID id) {
        var pool = hosts.pool(actor, id);
        actor.require(Permission.POOL_MANAGE, Place.pool(id));
        return show(model, id, new Form(Map.of("name", pool.name(), "note", pool.note())));
    }

    @PostMapping("/pools")
    String create(Actor actor, Model model, HttpServletResponse response, @RequestParam Map<String, String> fields) {
        return save(actor, model, response, null, new Form(fields));
    }

    @PostMapping("/pools/{id}")
    String change(
            Actor actor,
            Model model,
            HttpServletResponse response,
            @PathVariable UUID id,
            @RequestParam Map<String, String> fields) {
        return save(actor, model, response, id, new Form(fields));
    }

    @PostMapping("/pools/{id}/actions/delete")
    ResponseEntity<Void> delete(Actor actor, HttpServletRequest request, @PathVariable UUID id) {
        operations.delete(actor, id);
        return Answer.to(request, "/pools");
    }

    private String save(Actor actor, Model model, HttpServletResponse response, UUID id, Form form) {
        try {
            if (id == null) {
                return "redirect:/pools/" + operations.create(actor, form.text("name"), form.text("note"));
            }
            operations.change(actor, id, form.text("name"), form.text("note"));
            return "redirect:/pools/" + id;
        } catch (Refusal refusal) {
            response.setStatus(422);
            model.addAttribute("refusal", refusal);
            model.addAttribute("errors", Answer.errors(refusal));
            return show(model, id, form);
        }
    }

    private static String show(Model model, UUID id, Form form) {
        model.addAttribute("id", id);
        model.addAttribute("form", form);
        if (!model.containsAttribute("errors")) {
            model.addAttribute("errors", Map.of());
        }
        return "pool/form";
    }
}
