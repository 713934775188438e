package io.everup.maintenance.web;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.maintenance.Choice;
import io.everup.maintenance.HostPhase;
import io.everup.maintenance.JobState;
import io.everup.maintenance.JobView;
import io.everup.maintenance.MaintenanceDirectory;
import io.everup.maintenance.MaintenanceOperations;
import io.everup.ui.Answer;
import io.everup.ui.Form;
import io.everup.ui.Listing;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
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

/** Maintenance jobs: all of them, and each while it is under way. */
@Controller
class JobPages {

    private final MaintenanceOperations operations;
    private final MaintenanceDirectory directory;
    private final Clock clock;

    JobPages(MaintenanceOperations operations, MaintenanceDirectory directory, Clock clock) {
        this.operations = operations;
        this.directory = directory;
        this.clock = clock;
    }

    @GetMapping("/maintenance")
    String list(
            Actor actor,
            Model model,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String sort,
            @RequestParam(required = false) String after) {
        model.addAttribute("jobs", Listing.of(q, sort, after, query -> directory.list(actor, query)));
        return "maintenance/list";
    }

    @GetMapping("/maintenance/{id}")
    String job(Actor actor, Model model, @PathVariable UUID id) {
        var detail = directory.detail(actor, id);
        model.addAttribute("job", detail.job());
        model.addAttribute("hosts", detail.hosts());
        model.addAttribute("guide", detail.guide());
        model.addAttribute(
                "refused",
                actor.refusal(Permission.HOST_OPERATE, Place.pool(detail.job().poolId())));
        model.addAttribute("left", left(detail));
        model.addAttribute("emptying", is(detail, HostPhase.EMPTYING));
        model.addAttribute("held", detail.job().state() == JobState.HELD && is(detail, HostPhase.IN_MAINTENANCE));
        return "maintenance/job";
    }

    private static boolean is(JobView.Detail detail, HostPhase phase) {
        return detail.hosts().stream().anyMatch(host -> host.phase() == phase);
    }

    /** Time left for the host that is being emptied by its forecast, never less than nothing; null when none is. */
    private Duration left(JobView.Detail detail) {
        return detail.hosts().stream()
                .filter(host -> host.phase() == HostPhase.EMPTYING && host.predictedMillis() != null)
                .findFirst()
                .map(host -> Duration.ofMillis(host.predictedMillis())
                        .minus(Duration.between(host.phaseSince(), clock.instant())))
                .filter(time -> !time.isNegative())
                .orElse(null);
    }

    /** Fields: {@code vm}, {@code choice}. */
    @PostMapping("/maintenance/{id}/actions/choose")
    ResponseEntity<Void> choose(
            Actor actor, HttpServletRequest request, @PathVariable UUID id, @RequestParam Map<String, String> fields) {
        var form = new Form(fields);
        operations.choose(actor, id, form.id("vm"), form.choice("choice", Choice.class));
        return Answer.done(request, "Chosen.", "/maintenance/" + id);
    }

    /** Field {@code bringBack}. */
    @PostMapping("/maintenance/{id}/actions/cancel")
    ResponseEntity<Void> cancel(
            Actor actor, HttpServletRequest request, @PathVariable UUID id, @RequestParam Map<String, String> fields) {
        operations.cancel(actor, id, new Form(fields).flag("bringBack"));
        return Answer.done(request, "The maintenance is being called off.", "/maintenance/" + id);
    }
}
