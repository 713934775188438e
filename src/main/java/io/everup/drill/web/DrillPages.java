package io.everup.drill.web;

import io.everup.drill.DrillDirectory;
import io.everup.drill.DrillKind;
import io.everup.drill.DrillOperations;
import io.everup.drill.NewSchedule;
import io.everup.host.HostDirectory;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.image.TemplateDirectory;
import io.everup.shared.ListQuery;
import io.everup.ui.Answer;
import io.everup.ui.Form;
import io.everup.ui.Listing;
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

/** Rehearsed failures: their history, their reports, and the buttons that start them. */
@Controller
class DrillPages {

    private final DrillDirectory drills;
    private final DrillOperations operations;
    private final HostDirectory hosts;
    private final TemplateDirectory templates;

    DrillPages(DrillDirectory drills, DrillOperations operations, HostDirectory hosts, TemplateDirectory templates) {
        this.drills = drills;
        this.operations = operations;
        this.hosts = hosts;
        this.templates = templates;
    }

    @GetMapping("/drills")
    String list(
            Actor actor,
            Model model,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String sort,
            @RequestParam(required = false) String after) {
        model.addAttribute("drills", Listing.of(q, sort, after, query -> drills.drills(actor, query)));
        model.addAttribute("schedules", drills.schedules(actor));
        model.addAttribute("pools", hosts.poolsWhere(actor, Permission.HA_MANAGE));
        model.addAttribute("hosts", hosts.hosts(actor, ListQuery.everything()).items());
        model.addAttribute(
                "templates", templates.templates(actor, ListQuery.everything()).items());
        model.addAttribute("refused", refused(actor));
        return "drill/list";
    }

    private static String refused(Actor actor) {
        return actor.may(Permission.HA_MANAGE)
                ? null
                : "Your role doesn't allow you to " + Permission.HA_MANAGE.words() + ".";
    }

    @GetMapping("/drills/{id}")
    String show(Actor actor, Model model, @PathVariable UUID id) {
        model.addAttribute("detail", drills.drill(actor, id));
        return "drill/show";
    }

    /** Fields: {@code kind}, {@code pool}; for a canary drill {@code host} and {@code template}. */
    @PostMapping("/drills")
    ResponseEntity<Void> start(Actor actor, HttpServletRequest request, @RequestParam Map<String, String> fields) {
        var form = new Form(fields);
        var begun = form.choice("kind", DrillKind.class) == DrillKind.CANARY
                ? operations.canary(actor, form.id("pool"), form.id("host"), form.id("template"))
                : operations.readiness(actor, form.id("pool"));
        return Answer.to(request, "/drills/" + begun.drill());
    }

    /** Fields as for a drill, with {@code cron} and {@code zone}. */
    @PostMapping("/drills/schedules")
    ResponseEntity<Void> schedule(Actor actor, HttpServletRequest request, @RequestParam Map<String, String> fields) {
        var form = new Form(fields);
        operations.schedule(
                actor,
                new NewSchedule(
                        form.choice("kind", DrillKind.class),
                        form.id("pool"),
                        form.id("host"),
                        form.id("template"),
                        form.text("cron"),
                        form.text("zone")));
        return Answer.to(request, "/drills");
    }

    @PostMapping("/drills/schedules/{id}/actions/delete")
    ResponseEntity<Void> unschedule(Actor actor, HttpServletRequest request, @PathVariable UUID id) {
        operations.unschedule(actor, id);
        return Answer.to(request, "/drills");
    }
}
