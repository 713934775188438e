package io.everup.alarm.web;

import io.everup.alarm.AlarmDirectory;
import io.everup.alarm.AlarmOperations;
import io.everup.alarm.AlarmState;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.ui.Answer;
import io.everup.ui.Form;
import io.everup.ui.Listing;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
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

/** What somebody should know of now, and what was. */
@Controller
class AlarmPages {

    private static final String OPEN = "open:yes";
    private static final int MOST_AT_ONCE = 200;
    private static final int STRIP = 4;

    private final AlarmDirectory alarms;
    private final AlarmOperations operations;
    private final SilenceForm silences;

    AlarmPages(AlarmDirectory alarms, AlarmOperations operations, SilenceForm silences) {
        this.alarms = alarms;
        this.operations = operations;
        this.silences = silences;
    }

    /** @param q absent for the open ones; empty for all */
    @GetMapping("/alarms")
    String list(
            Actor actor,
            Model model,
            @RequestParam(required = false) String q,
            @RequestParam(defaultValue = "") String sort,
            @RequestParam(required = false) String after) {
        model.addAttribute(
                "alarms", Listing.of(q == null ? OPEN : q, sort, after, query -> alarms.alarms(actor, query)));
        model.addAttribute("count", alarms.count(actor));
        model.addAttribute("onlyOpen", q == null || q.strip().equals(OPEN));
        model.addAttribute(
                "silences",
                alarms.silences(actor, ListQuery.everything(), false).total());
        return "alarm/list";
    }

    /** Ways to go on typing a search, for the list's box. */
    @GetMapping("/alarms/completions")
    String completions(Actor actor, Model model, @RequestParam(defaultValue = "") String q) {
        model.addAttribute("completions", alarms.completions(actor, q));
        return "parts/list :: completions";
    }

    /** How many there are, for the bell in the header. */
    @GetMapping("/alarms/count")
    String count(Actor actor, Model model) {
        model.addAttribute("count", alarms.count(actor));
        return "alarm/parts :: count";
    }

    /** The worst ones, for the first page. */
    @GetMapping("/alarms/strip")
    String strip(Actor actor, Model model) {
        model.addAttribute("alarms", alarms.alarms(actor, ListQuery.of("state:raised", "", STRIP, null)));
        return "alarm/parts :: strip";
    }

    @GetMapping("/alarms/{id}")
    String show(Actor actor, Model model, @PathVariable UUID id) {
        var detail = alarms.alarm(actor, id);
        model.addAttribute("alarm", detail.alarm());
        model.addAttribute("entries", detail.entries());
        model.addAttribute("silences", detail.silences());
        var refused = actor.may(Permission.ALARM_MANAGE)
                ? null
                : "Your role doesn't allow you to " + Permission.ALARM_MANAGE.words() + ".";
        model.addAttribute("refused", detail.alarm().open() ? refused : "This alarm is over.");
        model.addAttribute("acknowledged", detail.alarm().state() == AlarmState.ACKNOWLEDGED);
        return "alarm/show";
    }

    @PostMapping("/alarms/{id}/actions/acknowledge")
    ResponseEntity<Void> acknowledge(
            Actor actor, HttpServletRequest request, @PathVariable UUID id, @RequestParam Map<String, String> fields) {
        operations.acknowledge(actor, id, new Form(fields).text("note"));
        return Answer.to(request, "/alarms/" + id);
    }

    @PostMapping("/alarms/{id}/actions/release")
    ResponseEntity<Void> release(Actor actor, HttpServletRequest request, @PathVariable UUID id) {
        operations.release(actor, id);
        return Answer.to(request, "/alarms/" + id);
    }

    /** Fields: {@code what} (alarm, subject or rule), {@code hours}, {@code reason}. */
    @PostMapping("/alarms/{id}/actions/silence")
    ResponseEntity<Void> silence(
            Actor actor, HttpServletRequest request, @PathVariable UUID id, @RequestParam Map<String, String> fields) {
        operations.silence(actor, silences.about(actor, id, new Form(fields)));
        return Answer.to(request, "/alarms/" + id);
    }

    /** The same for each picked alarm; those that refuse are named, the others go on. */
    @PostMapping("/alarms/actions")
    ResponseEntity<Void> actOnMany(
            Actor actor,
            HttpServletRequest request,
            @RequestParam String action,
            @RequestParam(required = false) List<UUID> id,
            @RequestParam Map<String, String> fields) {
        if (id == null || id.isEmpty() || id.size() > MOST_AT_ONCE) {
            throw Refusal.invalid(
                    "nothing-picked",
                    "Pick 1 to " + MOST_AT_ONCE + " alarms.",
                    "Tick them in the list, then try again.");
        }
        var refused = new ArrayList<Refusal>();
        for (var one : id) {
            try {
                act(actor, action, one, new Form(fields));
            } catch (Refusal refusal) {
                refused.add(refusal);
            }
        }
        var done = id.size() - refused.size();
        if (done == 0) {
            throw refused.get(0);
        }
        var text =
                done + (done == 1 ? " alarm " : " alarms ") + (action.equals("silence") ? "silenced" : "acknowledged");
        return refused.isEmpty()
                ? Answer.done(request, text, "/alarms")
                : Answer.warned(request, text, refused.get(0).getMessage(), "/alarms");
    }

    private void act(Actor actor, String action, UUID id, Form form) {
        switch (action) {
            case "acknowledge" -> operations.acknowledge(actor, id, form.text("note"));
            case "silence" -> operations.silence(actor, silences.about(actor, id, form));
            default -> throw Refusal.notFound("action");
        }
    }
}
