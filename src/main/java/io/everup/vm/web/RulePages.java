package io.everup.vm.web;

import io.everup.host.HostDirectory;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.placement.PlacementRule;
import io.everup.shared.Refusal;
import io.everup.ui.Answer;
import io.everup.ui.Form;
import io.everup.ui.Listing;
import io.everup.vm.NewRule;
import io.everup.vm.RuleDirectory;
import io.everup.vm.RuleOperations;
import io.everup.vm.VmDirectory;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
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

/** The placement rules of a pool, and those that name a VM. */
@Controller
class RulePages {

    private final RuleDirectory rules;
    private final RuleOperations operations;
    private final HostDirectory hosts;
    private final VmDirectory vms;

    RulePages(RuleDirectory rules, RuleOperations operations, HostDirectory hosts, VmDirectory vms) {
        this.rules = rules;
        this.operations = operations;
        this.hosts = hosts;
        this.vms = vms;
    }

    @GetMapping("/pools/{id}/placement")
    String ofPool(
            Actor actor,
            Model model,
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(required = false) String after) {
        actor.require(Permission.HA_VIEW, Place.pool(id));
        var pool = hosts.pool(actor, id);
        model.addAttribute("pool", pool);
        model.addAttribute("rules", Listing.of(q, "", after, query -> rules.ofPool(actor, id, query)));
        model.addAttribute("refused", actor.refusal(Permission.HA_MANAGE, Place.pool(id)));
        return "rule/list";
    }

    @GetMapping("/pools/{id}/placement/new")
    String form(Actor actor, Model model, @PathVariable UUID id) {
        var pool = hosts.pool(actor, id);
        actor.require(Permission.HA_MANAGE, Place.pool(id));
        model.addAttribute("pool", pool);
        return show(model, null, new Form(Map.of("kind", "APART", "must", "true")));
    }

    @GetMapping("/placement-rules/{id}/edit")
    String edit(Actor actor, Model model, @PathVariable UUID id) {
        var rule = rules.rule(actor, id);
        actor.require(Permission.HA_MANAGE, Place.pool(rule.pool()));
        model.addAttribute("pool", hosts.pool(actor, rule.pool()));
        return show(
                model,
                id,
                new Form(Map.of(
                        "name", rule.name(),
                        "kind", rule.kind().name(),
                        "must", Boolean.toString(rule.must()),
                        "vms", rule.vmLines(),
                        "hosts", rule.hostLines(),
                        "revision", Long.toString(rule.revision()))));
    }

    @PostMapping("/pools/{id}/placement")
    String create(
            Actor actor,
            Model model,
            HttpServletResponse response,
            @PathVariable UUID id,
            @RequestParam Map<String, String> fields) {
        return save(actor, model, response, id, null, new Form(fields));
    }

    @PostMapping("/placement-rules/{id}")
    String change(
            Actor actor,
            Model model,
            HttpServletResponse response,
            @PathVariable UUID id,
            @RequestParam Map<String, String> fields) {
        return save(actor, model, response, rules.rule(actor, id).pool(), id, new Form(fields));
    }

    @PostMapping("/placement-rules/{id}/actions/delete")
    ResponseEntity<Void> delete(Actor actor, HttpServletRequest request, @PathVariable UUID id) {
        var rule = rules.rule(actor, id);
        operations.delete(actor, id, null);
        return Answer.to(request, "/pools/" + rule.pool() + "/placement");
    }

    /** A part of the VM's pages. */
    @GetMapping("/vms/{id}/placement-rules")
    String ofVm(Actor actor, Model model, @PathVariable UUID id) {
        var vm = vms.vm(actor, id);
        model.addAttribute("vm", vm);
        model.addAttribute("rules", rules.ofVm(actor, vm));
        return "rule/of-vm :: rules";
    }

    private String save(Actor actor, Model model, HttpServletResponse response, UUID pool, UUID id, Form form) {
        var found = hosts.pool(actor, pool);
        try {
            var wish = new NewRule(
                    form.text("name"),
                    form.choice("kind", PlacementRule.Kind.class),
                    form.flag("must"),
                    words(form.text("vms")),
                    words(form.text("hosts")));
            if (id == null) {
                operations.create(actor, pool, wish);
            } else {
                var revision = form.number("revision");
                operations.change(actor, id, revision == null ? null : revision.longValue(), wish);
            }
            return "redirect:/pools/" + pool + "/placement";
        } catch (Refusal refusal) {
            model.addAttribute("errors", Answer.errors(refusal));
            response.setStatus(422);
            model.addAttribute("refusal", refusal);
            model.addAttribute("pool", found);
            return show(model, id, form);
        }
    }

    private static List<String> words(String text) {
        return text == null ? List.of() : Arrays.asList(text.split("[,\\n\\r]+"));
    }

    private static String show(Model model, UUID id, Form form) {
        model.addAttribute("id", id);
        model.addAttribute("form", form);
        if (!model.containsAttribute("errors")) {
            model.addAttribute("errors", Map.of());
        }
        return "rule/form";
    }
}
