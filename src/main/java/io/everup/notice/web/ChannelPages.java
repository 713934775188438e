package io.everup.notice.web;

import io.everup.identity.Actor;
import io.everup.notice.ChannelDirectory;
import io.everup.notice.ChannelKind;
import io.everup.notice.ChannelOperations;
import io.everup.notice.ChannelView;
import io.everup.notice.ChannelWish;
import io.everup.notice.NoticeSeverity;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.ui.Answer;
import io.everup.ui.Form;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
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

/** Administration, Notices: by what ways people and programs are told. */
@Controller
class ChannelPages {

    private final ChannelDirectory channels;
    private final ChannelOperations operations;

    ChannelPages(ChannelDirectory channels, ChannelOperations operations) {
        this.channels = channels;
        this.operations = operations;
    }

    @GetMapping("/channels")
    String list(Actor actor, Model model, @RequestParam(required = false) String after) {
        model.addAttribute("channels", channels.channels(actor, ListQuery.of("", "", 50, after)));
        model.addAttribute("mail", channels.mail(actor));
        return "notice/channels";
    }

    @GetMapping("/channels/new")
    String form(Actor actor, Model model, @RequestParam(defaultValue = "MAIL") ChannelKind kind) {
        channels.mail(actor);
        var fields = new LinkedHashMap<String, String>();
        fields.put("kind", kind.name());
        fields.put("enabled", "true");
        fields.put("tellCleared", "true");
        fields.put("least", NoticeSeverity.WARNING.name());
        fields.put("digestMinutes", "0");
        return form(model, fields, null, Map.of());
    }

    @PostMapping("/channels")
    String create(Actor actor, Model model, HttpServletResponse response, @RequestParam Map<String, String> fields) {
        var form = new Form(fields);
        try {
            var made = operations.create(actor, wish(form));
            if (made.secret() == null) {
                return "redirect:/channels/" + made.id();
            }
            model.addAttribute("secret", made.secret());
            return show(actor, model, made.id());
        } catch (Refusal refusal) {
            return refused(model, response, form, null, refusal);
        }
    }

    @GetMapping("/channels/{id}")
    String show(Actor actor, Model model, @PathVariable UUID id) {
        model.addAttribute("channel", channels.channel(actor, id));
        model.addAttribute("mail", channels.mail(actor));
        return "notice/channel";
    }

    @GetMapping("/channels/{id}/edit")
    String edit(Actor actor, Model model, @PathVariable UUID id) {
        return form(model, fields(channels.channel(actor, id)), id, Map.of());
    }

    @PostMapping("/channels/{id}")
    String change(
            Actor actor,
            Model model,
            HttpServletResponse response,
            @PathVariable UUID id,
            @RequestParam Map<String, String> fields) {
        var form = new Form(fields);
        try {
            var version = form.number("version");
            operations.change(actor, id, wish(form), version == null ? null : version.longValue());
            return "redirect:/channels/" + id;
        } catch (Refusal refusal) {
            return refused(model, response, form, id, refusal);
        }
    }

    @PostMapping("/channels/{id}/actions/test")
    ResponseEntity<Void> test(Actor actor, HttpServletRequest request, @PathVariable UUID id) {
        return Answer.to(request, "/deliveries/" + operations.test(actor, id));
    }

    @PostMapping("/channels/{id}/actions/delete")
    ResponseEntity<Void> delete(Actor actor, HttpServletRequest request, @PathVariable UUID id) {
        operations.delete(actor, id);
        return Answer.to(request, "/channels");
    }

    /** The page with the new secret, which can't be read again. */
    @PostMapping("/channels/{id}/actions/renew-secret")
    String renewSecret(Actor actor, Model model, @PathVariable UUID id) {
        model.addAttribute("secret", operations.renewSecret(actor, id).secret());
        return show(actor, model, id);
    }

    /** Field: {@code recipient}. */
    @PostMapping("/channels/mail-test")
    ResponseEntity<Void> testMail(Actor actor, HttpServletRequest request, @RequestParam Map<String, String> fields) {
        return Answer.to(request, "/deliveries/" + operations.testMail(actor, new Form(fields).text("recipient")));
    }

    private static String refused(Model model, HttpServletResponse response, Form form, UUID id, Refusal refusal) {
        response.setStatus(422);
        model.addAttribute("refusal", refusal);
        return form(model, form, id, Answer.errors(refusal));
    }

    private static String form(Model model, Map<String, String> fields, UUID id, Map<String, String> errors) {
        model.addAttribute("form", fields);
        model.addAttribute("id", id);
        model.addAttribute("errors", errors);
        model.addAttribute("webhook", "WEBHOOK".equals(fields.get("kind")));
        return "notice/form";
    }

    private static ChannelWish wish(Form form) {
        var digest = form.number("digestMinutes");
        return new ChannelWish(
                form.text("name"),
                form.choice("kind", ChannelKind.class),
                form.flag("enabled"),
                words(form.text("recipients")),
                form.text("url"),
                form.text("ca"),
                form.choice("least", NoticeSeverity.class),
                words(form.text("rules")),
                ids(form.text("pools")),
                form.flag("tellCleared"),
                time(form, "quietFrom"),
                time(form, "quietUntil"),
                form.text("zone"),
                digest == null ? 0 : digest);
    }

    private static List<String> words(String text) {
        return text == null
                ? List.of()
                : Arrays.stream(text.split("[\\s,;]+"))
                        .filter(word -> !word.isEmpty())
                        .toList();
    }

    private static List<UUID> ids(String text) {
        try {
            return words(text).stream().map(UUID::fromString).toList();
        } catch (IllegalArgumentException e) {
            throw Refusal.invalidField("pools", "Write the ids of pools, as the API gives them.");
        }
    }

    private static LocalTime time(Form form, String field) {
        try {
            return form.text(field) == null ? null : LocalTime.parse(form.text(field));
        } catch (DateTimeParseException e) {
            throw Refusal.invalidField(field, "Write a time such as 22:00.");
        }
    }

    private static Map<String, String> fields(ChannelView channel) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("version", String.valueOf(channel.version()));
        fields.put("kind", channel.kind().name());
        fields.put("name", channel.name());
        fields.put("enabled", String.valueOf(channel.enabled()));
        fields.put("recipients", String.join("\n", channel.recipients()));
        fields.put("url", channel.url());
        fields.put("ca", channel.ca());
        fields.put("least", channel.least().name());
        fields.put("rules", String.join("\n", channel.rules()));
        fields.put(
                "pools",
                String.join("\n", channel.pools().stream().map(UUID::toString).toList()));
        fields.put("tellCleared", String.valueOf(channel.tellCleared()));
        fields.put(
                "quietFrom",
                channel.quietFrom() == null ? "" : channel.quietFrom().toString());
        fields.put(
                "quietUntil",
                channel.quietUntil() == null ? "" : channel.quietUntil().toString());
        fields.put("zone", channel.zone());
        fields.put("digestMinutes", String.valueOf(channel.digestMinutes()));
        return fields;
    }
}
