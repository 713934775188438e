package io.everup.ha.web;

import io.everup.ha.CrashDirectory;
import io.everup.ha.CrashOperations;
import io.everup.host.HostDirectory;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.shared.ListQuery;
import io.everup.ui.Answer;
import io.everup.ui.Form;
import io.everup.vm.VmDirectory;
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

/** What is done when guests crash: parts of the pages Availability of a VM and of a pool. */
@Controller
class CrashPages {

    private static final int RECENT = 10;

    private final CrashDirectory directory;
    private final CrashOperations operations;
    private final VmDirectory vms;
    private final HostDirectory hosts;

    CrashPages(CrashDirectory directory, CrashOperations operations, VmDirectory vms, HostDirectory hosts) {
        this.directory = directory;
        this.operations = operations;
        this.vms = vms;
        this.hosts = hosts;
    }

    @GetMapping("/vms/{id}/crashes")
    String ofVm(Actor actor, Model model, @PathVariable UUID id) {
        var vm = vms.vm(actor, id);
        model.addAttribute("vm", vm);
        model.addAttribute("policy", directory.ofVm(actor, id));
        model.addAttribute("crashes", directory.crashes(actor, id, ListQuery.of("", "", RECENT, null)));
        model.addAttribute("refused", actor.refusal(Permission.HA_MANAGE, vm.place()));
        return "vm/crashes";
    }

    /** Fields: {@code inherit}, or {@code restarts} and {@code minutes}. */
    @PostMapping("/vms/{id}/actions/crash-policy")
    ResponseEntity<Void> ofVm(
            Actor actor, HttpServletRequest request, @PathVariable UUID id, @RequestParam Map<String, String> fields) {
        var form = new Form(fields);
        if (form.flag("inherit")) {
            operations.inherit(actor, id);
        } else {
            operations.ofVm(actor, id, form.number("restarts"), form.number("minutes"));
        }
        return Answer.to(request, "/vms/" + id + "/availability");
    }

    @GetMapping("/pools/{id}/crash-policy")
    String ofPool(Actor actor, Model model, @PathVariable UUID id) {
        model.addAttribute("pool", hosts.pool(actor, id));
        model.addAttribute("policy", directory.ofPool(actor, id));
        model.addAttribute("refused", actor.refusal(Permission.HA_MANAGE, Place.pool(id)));
        return "pool/crash-policy";
    }

    /** Fields: {@code restarts}, {@code minutes}. */
    @PostMapping("/pools/{id}/actions/crash-policy")
    ResponseEntity<Void> ofPool(
            Actor actor, HttpServletRequest request, @PathVariable UUID id, @RequestParam Map<String, String> fields) {
        var form = new Form(fields);
        operations.ofPool(actor, id, form.number("restarts"), form.number("minutes"));
        return Answer.to(request, "/pools/" + id + "/availability");
    }
}
