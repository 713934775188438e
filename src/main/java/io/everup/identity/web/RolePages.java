package io.everup.identity.web;

import io.everup.identity.Actor;
import io.everup.identity.NewRole;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.identity.RoleDirectory;
import io.everup.identity.RoleOperations;
import io.everup.shared.Refusal;
import io.everup.ui.Answer;
import io.everup.ui.Form;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Administration, roles: those that are built in, and one's own. */
@Controller
class RolePages {

    private final RoleDirectory roles;
    private final RoleOperations operations;

    RolePages(RoleDirectory roles, RoleOperations operations) {
        this.roles = roles;
        this.operations = operations;
    }

    @GetMapping("/roles")
    String list(Actor actor, Model model) {
        requireReader(actor);
        model.addAttribute("roles", roles.roles(actor));
        model.addAttribute("mayManage", actor.may(Permission.USER_MANAGE, Place.EVERYTHING));
        return "role/list";
    }

    @GetMapping("/roles/new")
    String form(Actor actor, Model model) {
        actor.require(Permission.USER_MANAGE, Place.EVERYTHING);
        return form(actor, model, null, new Form(Map.of()), Set.of());
    }

    @GetMapping("/roles/{id}")
    String show(Actor actor, Model model, @PathVariable String id) {
        requireReader(actor);
        model.addAttribute("role", roles.role(actor, id));
        model.addAttribute("groups", groups());
        model.addAttribute("mayManage", actor.may(Permission.USER_MANAGE, Place.EVERYTHING));
        return "role/show";
    }

    @GetMapping("/roles/{id}/edit")
    String edit(Actor actor, Model model, @PathVariable String id) {
        actor.require(Permission.USER_MANAGE, Place.EVERYTHING);
        var role = roles.role(actor, id);
        var fields = new LinkedHashMap<String, String>();
        fields.put("name", role.name());
        fields.put("note", role.note());
        fields.put("ownOnly", String.valueOf(role.ownOnly()));
        fields.put("version", String.valueOf(role.version()));
        return form(actor, model, id, new Form(fields), role.permissions());
    }

    @PostMapping("/roles")
    String create(
            Actor actor,
            Model model,
            HttpServletResponse response,
            @RequestParam Map<String, String> fields,
            @RequestParam(required = false) List<Permission> permission) {
        return save(actor, model, response, null, new Form(fields), permission);
    }

    @PostMapping("/roles/{id}")
    String change(
            Actor actor,
            Model model,
            HttpServletResponse response,
            @PathVariable String id,
            @RequestParam Map<String, String> fields,
            @RequestParam(required = false) List<Permission> permission) {
        return save(actor, model, response, id, new Form(fields), permission);
    }

    @PostMapping("/roles/{id}/actions/delete")
    ResponseEntity<Void> delete(Actor actor, HttpServletRequest request, @PathVariable String id) {
        operations.delete(actor, id);
        return Answer.to(request, "/roles");
    }

    private String save(
            Actor actor, Model model, HttpServletResponse response, String id, Form form, List<Permission> picked) {
        Set<Permission> permissions = picked == null || picked.isEmpty() ? Set.of() : EnumSet.copyOf(picked);
        try {
            var wish = new NewRole(form.text("name"), form.text("note"), permissions, form.flag("ownOnly"));
            if (id == null) {
                return "redirect:/roles/" + operations.create(actor, wish);
            }
            var version = form.number("version");
            operations.change(actor, id, wish, version == null ? null : Long.valueOf(version));
            return "redirect:/roles/" + id;
        } catch (Refusal refusal) {
            response.setStatus(422);
            model.addAttribute("refusal", refusal);
            model.addAttribute("errors", Answer.errors(refusal));
            return form(actor, model, id, form, permissions);
        }
    }

    private static String form(Actor actor, Model model, String id, Form form, Set<Permission> picked) {
        model.addAttribute("id", id);
        model.addAttribute("form", form);
        model.addAttribute("picked", picked);
        model.addAttribute("groups", groups());
        if (!model.containsAttribute("errors")) {
            model.addAttribute("errors", Map.of());
        }
        return "role/form";
    }

    private static void requireReader(Actor actor) {
        if (!actor.may(Permission.AUDIT_VIEW)) {
            actor.require(Permission.USER_MANAGE);
        }
    }

    /** The permissions by what they are about, such as {@code VM}. */
    static Map<String, List<Permission>> groups() {
        var groups = new TreeMap<String, List<Permission>>();
        for (var permission : Permission.values()) {
            var name = permission.name();
            groups.computeIfAbsent(name.substring(0, name.indexOf('_')), key -> new java.util.ArrayList<>())
                    .add(permission);
        }
        return groups;
    }
}
