package io.everup.migration.web;

import io.everup.host.HostDirectory;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.migration.Encryption;
import io.everup.migration.MigrationPolicies;
import io.everup.migration.MigrationPolicy;
import io.everup.shared.Refusal;
import io.everup.ui.Answer;
import io.everup.ui.Form;
import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** How a pool wants its migrations done. */
@Controller
class MigrationPolicyPages {

    private final MigrationPolicies policies;
    private final HostDirectory hosts;
    private final MessageSource texts;

    MigrationPolicyPages(MigrationPolicies policies, HostDirectory hosts, MessageSource texts) {
        this.policies = policies;
        this.hosts = hosts;
        this.texts = texts;
    }

    @GetMapping("/pools/{id}/migration")
    String form(Actor actor, Model model, @PathVariable UUID id) {
        var policy = policies.find(actor, id);
        return show(
                actor,
                model,
                id,
                Map.of(
                        "pauseMillis", policy.pauseMillis(),
                        "autoConverge", policy.autoConverge(),
                        "postCopy", policy.postCopy(),
                        "bandwidthMiBps", policy.bandwidthMiBps(),
                        "atOnce", policy.atOnce(),
                        "boundMinutes", policy.boundMinutes(),
                        "encryption", policy.encryption().name(),
                        "connections", policy.connections()));
    }

    @PostMapping("/pools/{id}/migration")
    String change(
            Actor actor,
            Model model,
            HttpServletResponse response,
            @PathVariable UUID id,
            @RequestParam Map<String, String> fields) {
        try {
            policies.change(actor, id, policy(new Form(fields)));
            return "redirect:/pools/" + id + "/migration";
        } catch (Refusal refusal) {
            var errors = Answer.errors(refusal);
            response.setStatus(422);
            model.addAttribute("refusal", refusal);
            model.addAttribute("errors", errors);
            return show(actor, model, id, fields);
        }
    }

    private static MigrationPolicy policy(Form form) {
        return new MigrationPolicy(
                number(form, "pauseMillis"),
                form.flag("autoConverge"),
                form.flag("postCopy"),
                number(form, "bandwidthMiBps"),
                number(form, "atOnce"),
                number(form, "boundMinutes"),
                form.choice("encryption", Encryption.class),
                form.number("connections"));
    }

    private static int number(Form form, String field) {
        var value = form.number(field);
        if (value == null) {
            throw Refusal.invalidField(field, "Write a whole number, such as 4.");
        }
        return value;
    }

    private String show(Actor actor, Model model, UUID id, Map<String, ?> form) {
        model.addAttribute("pool", hosts.pool(actor, id));
        model.addAttribute("form", form);
        var encryptions = new LinkedHashMap<String, String>();
        for (var each : Encryption.values()) {
            encryptions.put(each.name(), texts.getMessage("migration.encryption." + each.name(), null, Locale.ENGLISH));
        }
        model.addAttribute("encryptions", encryptions);
        model.addAttribute("mayChange", actor.may(Permission.POOL_MANAGE, Place.pool(id)));
        if (!model.containsAttribute("errors")) {
            model.addAttribute("errors", Map.of());
        }
        return "migration/policy";
    }
}
