package io.everup.identity.web;

import io.everup.identity.Actor;
import io.everup.identity.GrantDirectory;
import io.everup.identity.NewTeam;
import io.everup.identity.People;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.identity.Quota;
import io.everup.identity.TeamDirectory;
import io.everup.identity.TeamOperations;
import io.everup.identity.TeamView;
import io.everup.shared.Bytes;
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

/** Administration, teams: members, quota with its use, and grants. */
@Controller
class TeamPages {

    private final TeamDirectory teams;
    private final TeamOperations operations;
    private final GrantDirectory grants;
    private final People people;

    TeamPages(TeamDirectory teams, TeamOperations operations, GrantDirectory grants, People people) {
        this.teams = teams;
        this.operations = operations;
        this.grants = grants;
        this.people = people;
    }

    @GetMapping("/teams")
    String list(
            Actor actor,
            Model model,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(required = false) String after) {
        if (!actor.may(Permission.VM_VIEW)) {
            actor.require(Permission.USER_MANAGE);
        }
        model.addAttribute("teams", Listing.of(q, "", after, query -> teams.list(actor, query)));
        model.addAttribute("mayManage", actor.may(Permission.USER_MANAGE, Place.EVERYTHING));
        return "team/list";
    }

    @GetMapping("/teams/new")
    String form(Actor actor, Model model) {
        actor.require(Permission.USER_MANAGE, Place.EVERYTHING);
        return form(model, null, new Form(Map.of()));
    }

    @GetMapping("/teams/{id}")
    String show(Actor actor, Model model, @PathVariable UUID id) {
        var manages = actor.may(Permission.USER_MANAGE, Place.EVERYTHING);
        var reads = manages
                || actor.may(Permission.AUDIT_VIEW, Place.EVERYTHING)
                || actor.teams().contains(id);
        model.addAttribute("team", teams.find(actor, id));
        model.addAttribute(
                "grants",
                reads
                        ? grants.list(actor, ListQuery.everything(), null, false, id)
                                .items()
                        : java.util.List.of());
        model.addAttribute("mayManage", manages);
        return "team/show";
    }

    @GetMapping("/teams/{id}/edit")
    String edit(Actor actor, Model model, @PathVariable UUID id) {
        var team = teams.find(actor, id);
        actor.require(Permission.USER_MANAGE, Place.EVERYTHING);
        return form(model, id, new Form(fields(team)));
    }

    private static Map<String, String> fields(TeamView team) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("name", team.name());
        fields.put("note", team.note());
        put(fields, "vms", team.quota().vms(), 1);
        put(fields, "cpus", team.quota().cpus(), 1);
        put(fields, "memoryGib", team.quota().memoryBytes(), Bytes.GIB);
        put(fields, "diskGib", team.quota().diskBytes(), Bytes.GIB);
        fields.put("version", String.valueOf(team.version()));
        return fields;
    }

    private static void put(Map<String, String> fields, String name, Number value, long unit) {
        if (value != null) {
            fields.put(name, String.valueOf(value.longValue() / unit));
        }
    }

    @PostMapping("/teams")
    String create(Actor actor, Model model, HttpServletResponse response, @RequestParam Map<String, String> fields) {
        return save(actor, model, response, null, new Form(fields));
    }

    @PostMapping("/teams/{id}")
    String change(
            Actor actor,
            Model model,
            HttpServletResponse response,
            @PathVariable UUID id,
            @RequestParam Map<String, String> fields) {
        return save(actor, model, response, id, new Form(fields));
    }

    private String save(Actor actor, Model model, HttpServletResponse response, UUID id, Form form) {
        try {
            var wish = new NewTeam(
                    form.text("name"),
                    form.text("note"),
                    new Quota(form.number("vms"), form.number("cpus"), gib(form, "memoryGib"), gib(form, "diskGib")));
            if (id == null) {
                return "redirect:/teams/" + operations.create(actor, wish);
            }
            var version = form.number("version");
            operations.change(actor, id, wish, version == null ? null : Long.valueOf(version));
            return "redirect:/teams/" + id;
        } catch (Refusal refusal) {
            response.setStatus(422);
            model.addAttribute("refusal", refusal);
            model.addAttribute("errors", Answer.errors(refusal));
            return form(model, id, form);
        }
    }

    private static Long gib(Form form, String field) {
        var value = form.number(field);
        return value == null ? null : value * Bytes.GIB;
    }

    private static String form(Model model, UUID id, Form form) {
        model.addAttribute("id", id);
        model.addAttribute("form", form);
        if (!model.containsAttribute("errors")) {
            model.addAttribute("errors", Map.of());
        }
        return "team/form";
    }

    @PostMapping("/teams/{id}/actions/delete")
    ResponseEntity<Void> delete(Actor actor, HttpServletRequest request, @PathVariable UUID id) {
        operations.delete(actor, id);
        return Answer.to(request, "/teams");
    }

    @PostMapping("/teams/{id}/actions/add-member")
    ResponseEntity<Void> add(
            Actor actor,
            HttpServletRequest request,
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String login) {
        actor.require(Permission.USER_MANAGE, Place.EVERYTHING);
        operations.add(actor, id, people.byLogin("login", login));
        return Answer.to(request, "/teams/" + id);
    }

    @PostMapping("/teams/{id}/members/{user}/actions/remove")
    ResponseEntity<Void> remove(
            Actor actor, HttpServletRequest request, @PathVariable UUID id, @PathVariable UUID user) {
        operations.remove(actor, id, user);
        return Answer.to(request, "/teams/" + id);
    }
}
