package io.everup.identity.web;

import io.everup.identity.Actor;
import io.everup.identity.LdapDirectory;
import io.everup.identity.LdapOperations;
import io.everup.identity.Role;
import io.everup.identity.ldap.LdapSchema;
import io.everup.identity.ldap.LdapSettings;
import io.everup.shared.Refusal;
import io.everup.ui.Answer;
import io.everup.ui.Form;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

/** Administration, LDAP: one form, what the directory is doing, and the connection test. */
@Controller
class LdapPages {

    private static final String ROLE = "role.";

    private final LdapDirectory directory;
    private final LdapOperations operations;

    LdapPages(LdapDirectory directory, LdapOperations operations) {
        this.directory = directory;
        this.operations = operations;
    }

    @GetMapping("/ldap")
    String page(Actor actor, Model model) {
        return show(actor, model, fields(directory.view(actor).settings()));
    }

    @PostMapping("/ldap")
    String save(Actor actor, Model model, HttpServletResponse response, @RequestParam Map<String, String> fields) {
        var form = new Form(fields);
        try {
            var version = form.text("version");
            operations.set(
                    actor, settings(form), form.text("bindPassword"), version == null ? null : Long.valueOf(version));
            return "redirect:/ldap?saved";
        } catch (Refusal refusal) {
            refused("refusal", model, response, refusal);
            return show(actor, model, form);
        }
    }

    /** Tries what stands in the form, without saving it. */
    @PostMapping("/ldap/test")
    String test(Actor actor, Model model, HttpServletResponse response, @RequestParam Map<String, String> fields) {
        var form = new Form(fields);
        try {
            var fixed = directory.view(actor).fixed();
            var password = fields.getOrDefault("testPassword", "");
            var id = operations.test(
                    actor,
                    fixed ? null : settings(form),
                    form.text("bindPassword"),
                    form.text("testLogin"),
                    password.isEmpty() ? null : password);
            model.addAttribute("test", directory.test(actor, id));
        } catch (Refusal refusal) {
            refused("testRefusal", model, response, refusal);
        }
        return show(actor, model, form);
    }

    @GetMapping("/ldap/tests/{id}")
    String result(
            Actor actor,
            Model model,
            @PathVariable UUID id,
            @RequestHeader(name = "HX-Request", required = false) String part) {
        model.addAttribute("test", directory.test(actor, id));
        return part == null ? show(actor, model, fields(directory.view(actor).settings())) : "ldap/show :: test-result";
    }

    @PostMapping("/ldap/synchronise")
    ResponseEntity<Void> synchronise(Actor actor, HttpServletRequest request) {
        operations.synchronise(actor);
        return Answer.done(request, "Accounts are being compared with the directory", "/ldap");
    }

    private static void refused(String as, Model model, HttpServletResponse response, Refusal refusal) {
        response.setStatus(422);
        model.addAttribute(as, refusal);
        model.addAttribute("errors", Answer.errors(refusal));
    }

    private String show(Actor actor, Model model, Map<String, String> form) {
        var schemas = new LinkedHashMap<String, String>();
        schemas.put(LdapSchema.OPENLDAP.name(), "OpenLDAP and others");
        schemas.put(LdapSchema.ACTIVE_DIRECTORY.name(), "Active Directory");
        model.addAttribute("schemas", schemas);
        model.addAttribute("roles", Role.values());
        model.addAttribute("ldap", directory.view(actor));
        model.addAttribute("form", form);
        if (!model.containsAttribute("errors")) {
            model.addAttribute("errors", Map.of());
        }
        return "ldap/show";
    }

    private static LdapSettings settings(Form form) {
        var schema = form.choice("schema", LdapSchema.class);
        var roles = Arrays.stream(Role.values())
                .flatMap(role -> lines(form.text(ROLE + role.name())).stream()
                        .map(group -> new LdapSettings.GroupRole(group, role)))
                .toList();
        return new LdapSettings(
                form.flag("enabled"),
                schema,
                lines(form.text("servers")),
                form.flag("allowPlain"),
                form.text("ca"),
                form.text("bindDn"),
                form.text("baseDn"),
                form.text("userFilter"),
                form.text("loginAttribute"),
                form.text("nameAttribute"),
                form.text("mailAttribute"),
                form.text("groupBaseDn"),
                form.flag("nestedGroups"),
                roles);
    }

    /** What the schema says anyway stays empty, so that another schema brings its own. */
    private static Map<String, String> fields(LdapSettings settings) {
        var schema = settings.schema();
        var fields = new LinkedHashMap<String, String>();
        fields.put("enabled", String.valueOf(settings.enabled()));
        fields.put("schema", schema.name());
        fields.put("servers", String.join("\n", settings.servers()));
        fields.put("allowPlain", String.valueOf(settings.allowPlain()));
        fields.put("ca", settings.ca());
        fields.put("bindDn", settings.bindDn());
        fields.put("baseDn", settings.baseDn());
        fields.put("userFilter", own(settings.userFilter(), schema.userFilter()));
        fields.put("loginAttribute", own(settings.loginAttribute(), schema.loginAttribute()));
        fields.put("nameAttribute", own(settings.nameAttribute(), schema.nameAttribute()));
        fields.put("mailAttribute", own(settings.mailAttribute(), schema.mailAttribute()));
        fields.put("groupBaseDn", settings.groupBaseDn());
        fields.put("nestedGroups", String.valueOf(settings.nestedGroups()));
        for (var role : Role.values()) {
            fields.put(
                    ROLE + role.name(),
                    settings.roles().stream()
                            .filter(entry -> entry.role() == role)
                            .map(LdapSettings.GroupRole::group)
                            .collect(Collectors.joining("\n")));
        }
        return fields;
    }

    private static String own(String value, String usual) {
        return value.equals(usual) ? "" : value;
    }

    private static List<String> lines(String text) {
        return text == null
                ? List.of()
                : text.lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .toList();
    }
}
