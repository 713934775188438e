package io.everup.maintenance.web;

import io.everup.host.HostDirectory;
import io.everup.host.HostState;
import io.everup.host.HostView;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.maintenance.EvacuationPlan;
import io.everup.maintenance.MaintenanceDirectory;
import io.everup.maintenance.MaintenanceOperations;
import io.everup.ui.Answer;
import io.everup.ui.Form;
import jakarta.servlet.http.HttpServletRequest;
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

/** Maintenance of one host: the rehearsal first, then the button. */
@Controller
class MaintenancePages {

    private final MaintenanceOperations operations;
    private final MaintenanceDirectory directory;
    private final HostDirectory hosts;

    MaintenancePages(MaintenanceOperations operations, MaintenanceDirectory directory, HostDirectory hosts) {
        this.operations = operations;
        this.directory = directory;
        this.hosts = hosts;
    }

    /** A host that is in the hands of a job leads to that job. Fields: {@code choice.<VM>}, {@code parallel}. */
    @GetMapping("/hosts/{id}/maintenance")
    String rehearsal(Actor actor, Model model, @PathVariable UUID id, @RequestParam Map<String, String> fields) {
        var host = hosts.host(actor, id);
        var live = directory.liveOf(actor, id);
        if (live.isPresent()) {
            return "redirect:/maintenance/" + live.get().id();
        }
        var form = new Form(fields);
        var rehearsal = directory.rehearse(actor, id, MaintenanceForm.choices(form), form.number("parallel"));
        model.addAttribute("host", host);
        model.addAttribute("form", form);
        model.addAttribute("plan", rehearsal.plan());
        model.addAttribute("redundancy", rehearsal.redundancy());
        model.addAttribute("longestPause", longestPause(rehearsal.plan()));
        model.addAttribute("seesPlan", actor.may(Permission.HA_VIEW, Place.pool(host.poolId())));
        model.addAttribute("refused", reason(actor, host, rehearsal.plan()));
        return "maintenance/rehearsal";
    }

    /** The longest likely pause of a guest, in milliseconds; null when none moves. */
    static Long longestPause(EvacuationPlan plan) {
        return plan.moving().stream()
                .filter(step -> step.forecast() != null)
                .map(step -> step.forecast().pause().value())
                .max(Long::compare)
                .orElse(null);
    }

    @PostMapping("/hosts/{id}/actions/enter-maintenance")
    ResponseEntity<Void> enter(
            Actor actor, HttpServletRequest request, @PathVariable UUID id, @RequestParam Map<String, String> fields) {
        operations.enter(actor, id, MaintenanceForm.job(new Form(fields), null, List.of(id)), fields.get("override"));
        var job = directory.liveOf(actor, id);
        return Answer.to(request, job.map(one -> "/maintenance/" + one.id()).orElse("/hosts/" + id));
    }

    /** Fields: {@code bringBack} and {@code chosen} where that was asked, {@code unchecked}. */
    @PostMapping("/hosts/{id}/actions/exit-maintenance")
    ResponseEntity<Void> exit(
            Actor actor, HttpServletRequest request, @PathVariable UUID id, @RequestParam Map<String, String> fields) {
        var form = new Form(fields);
        var job = directory.liveOf(actor, id);
        operations.exit(actor, id, form.flag("chosen") ? form.flag("bringBack") : null, form.flag("unchecked"));
        return Answer.to(request, job.map(one -> "/maintenance/" + one.id()).orElse("/hosts/" + id));
    }

    private static String reason(Actor actor, HostView host, EvacuationPlan plan) {
        var refused = actor.refusal(Permission.HOST_OPERATE, Place.pool(host.poolId()));
        if (refused != null) {
            return refused;
        }
        if (host.state() != HostState.UP || host.leavingSince() != null) {
            return "Only a host that is up can be emptied.";
        }
        var blocked = plan.blocked().size();
        return blocked > 0
                ? "Choose first what becomes of "
                        + (blocked == 1 ? plan.blocked().get(0).name() : blocked + " VMs that can't leave") + "."
                : null;
    }
}
