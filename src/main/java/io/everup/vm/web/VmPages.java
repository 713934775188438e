package io.everup.vm.web;

import io.everup.event.EventDirectory;
import io.everup.identity.Actor;
import io.everup.identity.People;
import io.everup.identity.Permission;
import io.everup.identity.PermissionsPart;
import io.everup.shared.SearchFields;
import io.everup.task.TaskDirectory;
import io.everup.ui.Listing;
import io.everup.vm.VmDirectory;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** The list of VMs and each VM's own pages. */
@Controller
class VmPages {

    private static final int RECENT = 50;

    private final VmDirectory vms;
    private final TaskDirectory tasks;
    private final EventDirectory events;
    private final People people;
    private final PermissionsPart access;

    VmPages(VmDirectory vms, TaskDirectory tasks, EventDirectory events, People people, PermissionsPart access) {
        this.vms = vms;
        this.tasks = tasks;
        this.events = events;
        this.people = people;
        this.access = access;
    }

    @GetMapping("/vms")
    String list(
            Actor actor,
            Model model,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String sort,
            @RequestParam(required = false) String after) {
        model.addAttribute("vms", Listing.of(q, sort, after, query -> vms.vms(actor, query)));
        return "vm/list";
    }

    /** Ways to go on typing a search, for the list's box. */
    @GetMapping("/vms/completions")
    String completions(Actor actor, Model model, @RequestParam(defaultValue = "") String q) {
        actor.require(Permission.VM_VIEW);
        List<SearchFields.Completion> completions = vms.completions(q);
        model.addAttribute("completions", completions);
        return "parts/list :: completions";
    }

    @GetMapping("/vms/{id}")
    String summary(Actor actor, Model model, @PathVariable UUID id) {
        show(actor, model, id);
        model.addAttribute("tasks", actor.may(Permission.TASK_VIEW) ? tasks.about(actor, "vm", id, 5) : List.of());
        model.addAttribute("events", actor.may(Permission.EVENT_VIEW) ? events.about(actor, "vm", id, 8) : List.of());
        return "vm/summary";
    }

    @GetMapping("/vms/{id}/hardware")
    String hardware(Actor actor, Model model, @PathVariable UUID id) {
        show(actor, model, id);
        return "vm/hardware";
    }

    @GetMapping("/vms/{id}/tasks")
    String tasks(Actor actor, Model model, @PathVariable UUID id) {
        show(actor, model, id);
        model.addAttribute("tasks", tasks.about(actor, "vm", id, RECENT));
        return "vm/tasks";
    }

    @GetMapping("/vms/{id}/events")
    String events(Actor actor, Model model, @PathVariable UUID id) {
        show(actor, model, id);
        model.addAttribute("events", events.about(actor, "vm", id, RECENT));
        return "vm/events";
    }

    /** Who may do what with it, and why. @param login and {@code permission}: whose right is asked for; null for none */
    @GetMapping("/vms/{id}/permissions")
    String permissions(
            Actor actor,
            Model model,
            @PathVariable UUID id,
            @RequestParam(required = false) String login,
            @RequestParam(required = false) Permission permission) {
        show(actor, model, id);
        access.show(actor, model, vms.vm(actor, id).place(), login, permission);
        return "vm/permissions";
    }

    @GetMapping("/vms/{id}/console")
    String console(Actor actor, Model model, @PathVariable UUID id) {
        model.addAttribute("vm", vms.vm(actor, id));
        return "vm/console";
    }

    private void show(Actor actor, Model model, UUID id) {
        var detail = vms.detail(actor, id);
        model.addAttribute("vm", detail.vm());
        model.addAttribute("detail", detail);
        model.addAttribute("teams", people.teamsFor(actor));
        model.addAttribute("buttons", VmButtons.of(detail.vm(), actor));
    }
}
