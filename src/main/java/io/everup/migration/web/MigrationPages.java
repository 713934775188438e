package io.everup.migration.web;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.migration.MigrationDirectory;
import io.everup.migration.MigrationOperations;
import io.everup.ui.Answer;
import io.everup.ui.Listing;
import io.everup.vm.VmDirectory;
import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Moves of running VMs: where one could go and why, and how the former ones went. */
@Controller
class MigrationPages {

    private static final int RECENT = 10;

    private final MigrationDirectory migrations;
    private final MigrationOperations operations;
    private final VmDirectory vms;

    MigrationPages(MigrationDirectory migrations, MigrationOperations operations, VmDirectory vms) {
        this.migrations = migrations;
        this.operations = operations;
        this.vms = vms;
    }

    @GetMapping("/migrations")
    String list(
            Actor actor,
            Model model,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(required = false) String after) {
        model.addAttribute("migrations", Listing.of(q, "", after, query -> migrations.list(actor, query)));
        return "migration/list";
    }

    @GetMapping("/vms/{id}/migrate")
    String choose(Actor actor, Model model, @PathVariable UUID id) {
        var vm = vms.vm(actor, id);
        model.addAttribute("vm", vm);
        model.addAttribute("ranking", vms.targets(actor, id));
        model.addAttribute("migrations", migrations.ofVm(actor, id, RECENT));
        model.addAttribute("refused", actor.refusal(Permission.VM_MIGRATE, vm.place()));
        return "migration/choose";
    }

    /** @param host where to; absent lets Everup choose */
    @PostMapping("/vms/{id}/migrate")
    ResponseEntity<Void> migrate(
            Actor actor, HttpServletRequest request, @PathVariable UUID id, @RequestParam(required = false) UUID host) {
        operations.migrate(actor, id, host);
        return Answer.to(request, "/vms/" + id);
    }
}
