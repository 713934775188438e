package io.everup.alarm.web;

import io.everup.alarm.AlarmDirectory;
import io.everup.alarm.AlarmOperations;
import io.everup.alarm.AlarmRule;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.notice.NoticeSeverity;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.ui.Answer;
import io.everup.ui.Form;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Rules of alarms, and silences. */
@Controller
class AlarmSettingPages {

    private final AlarmDirectory alarms;
    private final AlarmOperations operations;
    private final SilenceForm silences;

    AlarmSettingPages(AlarmDirectory alarms, AlarmOperations operations, SilenceForm silences) {
        this.alarms = alarms;
        this.operations = operations;
        this.silences = silences;
    }

    @GetMapping("/alarms/rules")
    String rules(Actor actor, Model model) {
        model.addAttribute("rules", alarms.rules(actor));
        model.addAttribute("refused", refusal(actor, Permission.SETTING_MANAGE));
        return "alarm/rules";
    }

    /** Fields: {@code enabled}, {@code severity}, {@code warning}, {@code critical}, {@code after}, {@code version}. */
    @PostMapping("/alarms/rules/{rule}")
    ResponseEntity<Void> set(
            Actor actor,
            HttpServletRequest request,
            @PathVariable String rule,
            @RequestParam Map<String, String> fields) {
        var form = new Form(fields);
        var severity = form.choice("severity", NoticeSeverity.class);
        var after = form.number("after");
        var version = form.number("version");
        operations.set(
                actor,
                rule(rule),
                new AlarmOperations.RuleChange(
                        form.flag("enabled"),
                        severity == null ? NoticeSeverity.WARNING : severity,
                        form.number("warning"),
                        form.number("critical"),
                        after == null ? 0 : after),
                version == null ? null : version.longValue());
        return Answer.to(request, "/alarms/rules");
    }

    private static AlarmRule rule(String name) {
        try {
            return AlarmRule.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw Refusal.notFound("rule");
        }
    }

    @GetMapping("/alarms/silences")
    String silences(
            Actor actor,
            Model model,
            @RequestParam(defaultValue = "false") boolean past,
            @RequestParam(required = false) String after) {
        model.addAttribute("silences", alarms.silences(actor, ListQuery.of("", "", 50, after), past));
        model.addAttribute("past", past);
        model.addAttribute("rules", AlarmRule.values());
        model.addAttribute("refused", refusal(actor, Permission.ALARM_MANAGE));
        return "alarm/silences";
    }

    /** Fields: {@code rule}, {@code words}, {@code hours}, {@code reason}. */
    @PostMapping("/alarms/silences")
    ResponseEntity<Void> silence(Actor actor, HttpServletRequest request, @RequestParam Map<String, String> fields) {
        operations.silence(actor, silences.plain(new Form(fields)));
        return Answer.to(request, "/alarms/silences");
    }

    @PostMapping("/alarms/silences/{id}/actions/end")
    ResponseEntity<Void> end(Actor actor, HttpServletRequest request, @PathVariable UUID id) {
        operations.endSilence(actor, id);
        return Answer.to(request, "/alarms/silences");
    }

    private static String refusal(Actor actor, Permission permission) {
        return actor.may(permission) ? null : "Your role doesn't allow you to " + permission.words() + ".";
    }
}
