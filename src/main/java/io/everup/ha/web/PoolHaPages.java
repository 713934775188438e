package io.everup.ha.web;

import io.everup.ha.DisarmDirectory;
import io.everup.ha.DisarmOperations;
import io.everup.ha.RecoveryTimes;
import io.everup.host.HostDirectory;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.plan.PlanDirectory;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.ui.Answer;
import io.everup.ui.Form;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** High availability of a pool: armed or not, and who says so. */
@Controller
class PoolHaPages {

    private static final int RECENT = 10;

    private final DisarmDirectory disarms;
    private final DisarmOperations operations;
    private final HostDirectory hosts;
    private final PlanDirectory plans;
    private final RecoveryTimes times;

    PoolHaPages(
            DisarmDirectory disarms,
            DisarmOperations operations,
            HostDirectory hosts,
            PlanDirectory plans,
            RecoveryTimes times) {
        this.times = times;
        this.plans = plans;
        this.disarms = disarms;
        this.operations = operations;
        this.hosts = hosts;
    }

    @GetMapping("/pools/{id}/availability")
    String show(Actor actor, Model model, @PathVariable UUID id) {
        actor.require(Permission.HA_VIEW);
        model.addAttribute("pool", hosts.pool(actor, id));
        model.addAttribute("held", disarms.ofPool(actor, id).orElse(null));
        model.addAttribute("past", disarms.history(actor, id, ListQuery.of("", "", RECENT, null)));
        model.addAttribute("plan", plans.plan(actor, id));
        model.addAttribute("members", hosts.ofPool(actor, id));
        model.addAttribute("goal", times.goal(actor, id));
        model.addAttribute("refused", actor.refusal(Permission.HA_MANAGE, Place.pool(id)));
        return "pool/availability";
    }

    /** The strip above every page: a part of the frame, which comes anew when a pool changes. */
    @GetMapping("/disarmed")
    String strip(Actor actor) {
        return "failover/disarmed :: strip";
    }

    /** Fields: {@code reason}, {@code minutes}. */
    @PostMapping("/pools/{id}/actions/disarm")
    ResponseEntity<Void> disarm(
            Actor actor, HttpServletRequest request, @PathVariable UUID id, @RequestParam Map<String, String> fields) {
        var form = new Form(fields);
        operations.disarm(actor, id, form.text("reason"), minutes(form));
        return Answer.to(request, "/pools/" + id + "/availability");
    }

    /** Field: {@code minutes} from now on. */
    @PostMapping("/pools/{id}/actions/extend-disarm")
    ResponseEntity<Void> extend(
            Actor actor, HttpServletRequest request, @PathVariable UUID id, @RequestParam Map<String, String> fields) {
        operations.extend(actor, id, minutes(new Form(fields)));
        return Answer.to(request, "/pools/" + id + "/availability");
    }

    @PostMapping("/pools/{id}/actions/arm")
    ResponseEntity<Void> arm(Actor actor, HttpServletRequest request, @PathVariable UUID id) {
        operations.arm(actor, id);
        return Answer.to(request, "/pools/" + id + "/availability");
    }

    private static Duration minutes(Form form) {
        var minutes = form.number("minutes");
        if (minutes == null) {
            throw Refusal.invalidField("minutes", "Say for how many minutes.");
        }
        return Duration.ofMinutes(minutes);
    }
}
