package io.everup.identity.web;

import io.everup.identity.Actor;
import io.everup.identity.Role;
import io.everup.identity.SecuritySettings;
import io.everup.identity.SecuritySettingsChange;
import io.everup.identity.SecuritySettingsOperations;
import io.everup.shared.Refusal;
import io.everup.ui.Answer;
import io.everup.ui.Form;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Administration, Security: second factor by role, how long sessions last, how much programs may ask. */
@Controller
class SecurityPages {

    private static final String ROLE = "role.";

    private final SecuritySettingsOperations operations;

    SecurityPages(SecuritySettingsOperations operations) {
        this.operations = operations;
    }

    @GetMapping("/security")
    String page(Actor actor, Model model) {
        var settings = operations.settings(actor);
        return show(model, settings.version(), fields(settings));
    }

    @PostMapping("/security")
    String save(Actor actor, Model model, HttpServletResponse response, @RequestParam Map<String, String> fields) {
        var form = new Form(fields);
        try {
            var roles = Arrays.stream(Role.values())
                    .filter(role -> form.flag(ROLE + role.name()))
                    .collect(Collectors.toSet());
            var version = form.text("version");
            operations.change(
                    actor,
                    new SecuritySettingsChange(
                            roles,
                            form.number("idleMinutes"),
                            form.number("lifetimeMinutes"),
                            form.number("apiPerMinute")),
                    version == null ? null : Long.valueOf(version));
            return "redirect:/security?saved";
        } catch (Refusal refusal) {
            response.setStatus(422);
            model.addAttribute("refusal", refusal);
            model.addAttribute("errors", Answer.errors(refusal));
            return show(model, operations.settings(actor).version(), form);
        }
    }

    private static String show(Model model, long version, Map<String, String> form) {
        model.addAttribute("version", version);
        model.addAttribute(
                "roles",
                Arrays.stream(Role.values()).filter(role -> role != Role.NONE).toList());
        model.addAttribute("form", form);
        if (!model.containsAttribute("errors")) {
            model.addAttribute("errors", Map.of());
        }
        return "security/show";
    }

    private static Map<String, String> fields(SecuritySettings settings) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("idleMinutes", String.valueOf(settings.idle().toMinutes()));
        fields.put("lifetimeMinutes", String.valueOf(settings.lifetime().toMinutes()));
        fields.put("apiPerMinute", String.valueOf(settings.apiPerMinute()));
        settings.secondFactorRoles().forEach(role -> fields.put(ROLE + role.name(), "true"));
        return fields;
    }
}
