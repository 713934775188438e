package io.everup.migration.web;

import io.everup.host.HostDirectory;
import io.everup.host.HostState;
import io.everup.host.HostView;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.migration.MaintenanceOperations;
import io.everup.ui.Answer;
import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Maintenance of a host: the rehearsal first, then the button. */
@Controller
class MaintenancePages {

    private final MaintenanceOperations operations;
    private final HostDirectory hosts;

    MaintenancePages(MaintenanceOperations operations, HostDirectory hosts) {
        this.operations = operations;
        this.hosts = hosts;
    }

    @GetMapping("/hosts/{id}/maintenance")
    String rehearsal(Actor actor, Model model, @PathVariable UUID id) {
        var host = hosts.host(actor, id);
        var rehearsal = operations.rehearse(actor, id);
        var stuck =
                rehearsal.stream().filter(vm -> vm.ranking().best().isEmpty()).count();
        model.addAttribute("host", host);
        model.addAttribute("rehearsal", rehearsal);
        model.addAttribute("stuck", stuck);
        model.addAttribute("refused", reason(actor, host, stuck));
        return "migration/maintenance";
    }

    @PostMapping("/hosts/{id}/actions/enter-maintenance")
    ResponseEntity<Void> enter(
            Actor actor,
            HttpServletRequest request,
            @PathVariable UUID id,
            @RequestParam(required = false) String override) {
        operations.enter(actor, id, override);
        return Answer.to(request, "/hosts/" + id);
    }

    @PostMapping("/hosts/{id}/actions/exit-maintenance")
    ResponseEntity<Void> exit(Actor actor, HttpServletRequest request, @PathVariable UUID id) {
        operations.exit(actor, id);
        return Answer.to(request, "/hosts/" + id);
    }

    private static String reason(Actor actor, HostView host, long stuck) {
        var refused = actor.refusal(Permission.HOST_OPERATE, Place.pool(host.poolId()));
        if (refused != null) {
            return refused;
        }
        if (host.state() != HostState.UP) {
            return "Only a host that is up can be emptied.";
        }
        return stuck > 0 ? stuck + " VMs have nowhere to go." : null;
    }
}
