package io.everup.identity.web;

import io.everup.identity.Actor;
import io.everup.identity.GrantDirectory;
import io.everup.identity.GrantOperations;
import io.everup.identity.NewGrant;
import io.everup.identity.People;
import io.everup.identity.Permission;
import io.everup.identity.PlaceKind;
import io.everup.identity.RoleDirectory;
import io.everup.shared.Refusal;
import io.everup.ui.Answer;
import io.everup.ui.Form;
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

/** The form that gives a grant, from the pages of users, teams, pools and VMs; and the button that takes one back. */
@Controller
class GrantPages {

    private static final int POOLS = 500;
    private static final int FOUND = 2;

    private final GrantOperations operations;
    private final GrantDirectory grants;
    private final RoleDirectory roles;
    private final People people;

    GrantPages(GrantOperations operations, GrantDirectory grants, RoleDirectory roles, People people) {
        this.operations = operations;
        this.grants = grants;
        this.roles = roles;
        this.people = people;
    }

    @GetMapping("/grants/new")
    String form(Actor actor, Model model, @RequestParam Map<String, String> fields) {
        actor.require(Permission.USER_MANAGE);
        return show(actor, model, new Form(fields));
    }

    @PostMapping("/grants")
    String give(Actor actor, Model model, HttpServletResponse response, @RequestParam Map<String, String> fields) {
        var form = new Form(fields);
        try {
            actor.require(Permission.USER_MANAGE);
            var given = grants.find(actor, operations.give(actor, wish(actor, form)));
            return "redirect:" + (given.toTeam() ? "/teams/" : "/users/") + given.holderId();
        } catch (Refusal refusal) {
            response.setStatus(422);
            model.addAttribute("refusal", refusal);
            model.addAttribute("errors", Answer.errors(refusal));
            return show(actor, model, form);
        }
    }

    @PostMapping("/grants/{id}/actions/take-back")
    ResponseEntity<Void> takeBack(Actor actor, HttpServletRequest request, @PathVariable UUID id) {
        var grant = grants.find(actor, id);
        operations.takeBack(actor, id);
        return Answer.to(request, (grant.toTeam() ? "/teams/" : "/users/") + grant.holderId());
    }

    private NewGrant wish(Actor actor, Form form) {
        var team = form.id("team");
        if (team == null && form.text("login") == null) {
            throw Refusal.invalidField("login", "Write the login of a user, or choose a team.");
        }
        var user = team == null ? people.byLogin("login", form.text("login")) : null;
        var kind = form.choice("place", PlaceKind.class);
        if (kind == null) {
            throw Refusal.invalidField("place", "Choose where it holds.");
        }
        return switch (kind) {
            case EVERYTHING -> new NewGrant(user, team, form.text("role"), null, null, null);
            case POOL -> {
                if (form.id("pool") == null) {
                    throw Refusal.invalidField("pool", "Choose the pool.");
                }
                yield new NewGrant(user, team, form.text("role"), form.id("pool"), null, null);
            }
            case TAG -> {
                if (form.text("tag") == null) {
                    throw Refusal.invalidField("tag", "Write the tag.");
                }
                yield new NewGrant(user, team, form.text("role"), null, null, form.text("tag"));
            }
            case VM -> new NewGrant(user, team, form.text("role"), null, vm(actor, form), null);
        };
    }

    /** By its name where it is the only one of that name, or by its id. */
    private UUID vm(Actor actor, Form form) {
        var text = form.text("vm");
        if (text == null) {
            throw Refusal.invalidField("vm", "Write the name of the VM.");
        }
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException name) {
            var found = grants.search(actor, PlaceKind.VM, text, POOLS).stream()
                    .filter(known -> known.name().equalsIgnoreCase(text))
                    .limit(FOUND)
                    .toList();
            if (found.isEmpty()) {
                throw Refusal.invalidField("vm", "There is no VM called " + text + ".");
            }
            if (found.size() > 1) {
                throw Refusal.invalidField(
                        "vm",
                        "There are several VMs called " + text + ": give the grant from the page of the one meant.");
            }
            return found.get(0).id();
        }
    }

    private String show(Actor actor, Model model, Form form) {
        var pools = new LinkedHashMap<String, String>();
        pools.put("", "–");
        grants.search(actor, PlaceKind.POOL, "", POOLS)
                .forEach(pool -> pools.put(pool.id().toString(), pool.name()));
        var choice = new LinkedHashMap<String, String>();
        roles.roles(actor).stream()
                .filter(role -> !role.permissions().isEmpty())
                .forEach(role -> choice.put(role.id(), role.name()));
        var teams = new LinkedHashMap<String, String>();
        teams.put("", "–");
        people.teams().forEach(team -> teams.put(team.id().toString(), team.name()));
        model.addAttribute("form", form);
        model.addAttribute("pools", pools);
        model.addAttribute("roles", choice);
        model.addAttribute("teams", teams);
        if (!model.containsAttribute("errors")) {
            model.addAttribute("errors", Map.of());
        }
        return "grant/form";
    }
}
