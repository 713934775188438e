package io.everup.identity.web;

import io.everup.identity.Actor;
import io.everup.identity.GrantDirectory;
import io.everup.identity.NewUser;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.identity.Role;
import io.everup.identity.TeamDirectory;
import io.everup.identity.UserChange;
import io.everup.identity.UserDirectory;
import io.everup.identity.UserOperations;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.ui.Answer;
import io.everup.ui.Form;
import io.everup.ui.Listing;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
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

/** Administration, users: who there is, and each one's role, grants and teams. */
@Controller
class UserPages {

    private final UserDirectory users;
    private final UserOperations operations;
    private final GrantDirectory grants;
    private final TeamDirectory teams;

    UserPages(UserDirectory users, UserOperations operations, GrantDirectory grants, TeamDirectory teams) {
        this.users = users;
        this.operations = operations;
        this.grants = grants;
        this.teams = teams;
    }

    static Map<String, String> roles() {
        var roles = new LinkedHashMap<String, String>();
        for (var role : Role.values()) {
            roles.put(role.name(), role.title());
        }
        return roles;
    }

    @GetMapping("/users")
    String list(
            Actor actor,
            Model model,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(required = false) String after) {
        model.addAttribute("users", Listing.of(q, "", after, query -> users.list(actor, query)));
        return "user/list";
    }

    @GetMapping("/users/new")
    String form(Actor actor, Model model) {
        actor.require(Permission.USER_MANAGE, Place.EVERYTHING);
        return form(model, new Form(Map.of("role", Role.USER.name())));
    }

    @PostMapping("/users")
    String create(Actor actor, Model model, HttpServletResponse response, @RequestParam Map<String, String> fields) {
        var form = new Form(fields);
        try {
            var password = fields.getOrDefault("password", "");
            var role = form.choice("role", Role.class);
            if (role == null) {
                throw Refusal.invalidField("role", "Choose a role.");
            }
            var wish = new NewUser(
                    form.text("login") == null ? "" : form.text("login"), form.text("displayName"), role, password);
            return "redirect:/users/" + operations.create(actor, wish);
        } catch (Refusal refusal) {
            response.setStatus(422);
            model.addAttribute("refusal", refusal);
            model.addAttribute("errors", Answer.errors(refusal));
            return form(model, form);
        }
    }

    private static String form(Model model, Form form) {
        model.addAttribute("form", form);
        model.addAttribute("roles", roles());
        if (!model.containsAttribute("errors")) {
            model.addAttribute("errors", Map.of());
        }
        return "user/form";
    }

    @GetMapping("/users/{id}")
    String show(Actor actor, Model model, @PathVariable UUID id) {
        var user = users.find(actor, id);
        model.addAttribute("user", user);
        model.addAttribute("roles", roles());
        model.addAttribute("grants", grants.list(actor, ListQuery.everything(), id, true, null));
        model.addAttribute("teams", teams.ofUser(actor, id));
        model.addAttribute("mayManage", actor.may(Permission.USER_MANAGE, Place.EVERYTHING));
        return "user/show";
    }

    @PostMapping("/users/{id}")
    ResponseEntity<Void> change(
            Actor actor, HttpServletRequest request, @PathVariable UUID id, @RequestParam Map<String, String> fields) {
        var form = new Form(fields);
        operations.change(actor, id, new UserChange(form.text("displayName"), form.choice("role", Role.class)), null);
        return Answer.to(request, "/users/" + id);
    }

    @PostMapping("/users/{id}/actions/disable")
    ResponseEntity<Void> disable(Actor actor, HttpServletRequest request, @PathVariable UUID id) {
        operations.disable(actor, id);
        return Answer.to(request, "/users/" + id);
    }

    @PostMapping("/users/{id}/actions/enable")
    ResponseEntity<Void> enable(Actor actor, HttpServletRequest request, @PathVariable UUID id) {
        operations.enable(actor, id);
        return Answer.to(request, "/users/" + id);
    }

    @PostMapping("/users/{id}/actions/set-password")
    ResponseEntity<Void> password(
            Actor actor, HttpServletRequest request, @PathVariable UUID id, @RequestParam String password) {
        operations.setPassword(actor, id, password);
        return Answer.done(request, "The password is set; all their sessions have ended", "/users/" + id);
    }
}
