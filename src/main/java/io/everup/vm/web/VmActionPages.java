package io.everup.vm.web;

import io.everup.identity.Actor;
import io.everup.identity.People;
import io.everup.shared.Refusal;
import io.everup.task.TaskDirectory;
import io.everup.ui.Answer;
import io.everup.ui.Form;
import io.everup.vm.Protection;
import io.everup.vm.VmDirectory;
import io.everup.vm.VmOperations;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** What the buttons of a VM, and those of many picked VMs, do. */
@Controller
class VmActionPages {

    private static final int MOST_AT_ONCE = 500;

    private final VmOperations operations;
    private final VmDirectory vms;
    private final TaskDirectory tasks;
    private final People people;

    VmActionPages(VmOperations operations, VmDirectory vms, TaskDirectory tasks, People people) {
        this.operations = operations;
        this.vms = vms;
        this.tasks = tasks;
        this.people = people;
    }

    @PostMapping("/vms/{id}/actions/{action}")
    ResponseEntity<Void> act(
            Actor actor,
            HttpServletRequest request,
            @PathVariable UUID id,
            @PathVariable String action,
            @RequestParam Map<String, String> fields) {
        var vm = vms.vm(actor, id);
        var page = "/vms/" + id;
        if (action.equals("protect")) {
            var form = new Form(fields);
            var said = operations.protect(
                    actor,
                    id,
                    form.choice("protection", Protection.class),
                    form.number("priority"),
                    form.text("override"));
            var text = "Protection of " + vm.name() + " changed";
            return said.isPresent()
                    ? Answer.warned(request, text, said.get(), page + "/availability")
                    : Answer.done(request, text, page + "/availability");
        }
        if (action.equals("tag")) {
            var tags = new Form(fields).text("tags");
            operations.tag(actor, id, tags == null ? List.of() : List.of(tags.split("[,\\s]+")));
            return Answer.done(request, "Tags saved", page);
        }
        if (action.equals("assign")) {
            var form = new Form(fields);
            var owner = form.text("owner") == null ? null : people.byLogin("owner", form.text("owner"));
            operations.assign(actor, id, owner, form.id("team"));
            return Answer.done(request, "Whose it is was saved", page);
        }
        if (action.equals("describe")) {
            operations.describe(actor, id, new Form(fields).text("note"));
            return Answer.done(request, "Note saved", page);
        }
        if (action.equals("start")) {
            var task = operations.start(actor, id, fields.get("override"));
            var warning = tasks.warnings(actor, task);
            return warning.isEmpty()
                    ? Answer.started(request, "Starting " + vm.name(), task, page)
                    : Answer.warned(request, "Starting " + vm.name(), String.join(" ", warning), page);
        }
        return Answer.started(request, words(action) + " " + vm.name(), run(actor, id, action), page);
    }

    /** Does the same to each picked VM; those that refuse are named, the others go on. */
    @PostMapping("/vms/actions")
    ResponseEntity<Void> actOnMany(
            Actor actor,
            HttpServletRequest request,
            @RequestParam String action,
            @RequestParam(required = false) List<UUID> id) {
        if (id == null || id.isEmpty() || id.size() > MOST_AT_ONCE) {
            throw Refusal.invalid(
                    "nothing-picked",
                    "Pick 1 to " + MOST_AT_ONCE + " VMs.",
                    "Tick the VMs in the list, then try again.");
        }
        var refused = new ArrayList<Refusal>();
        for (var one : id) {
            try {
                each(actor, one, action);
            } catch (Refusal refusal) {
                refused.add(refusal);
            }
        }
        if (refused.size() == id.size()) {
            throw refused.get(0);
        }
        var text = words(action) + " " + (id.size() - refused.size()) + " VMs";
        return refused.isEmpty()
                ? Answer.done(request, text, "/vms")
                : Answer.warned(
                        request,
                        text,
                        refused.size() + " refused: " + refused.get(0).getMessage(),
                        "/vms");
    }

    private void each(Actor actor, UUID id, String action) {
        switch (action) {
            case "protect" -> operations.protect(actor, id, Protection.PROTECTED, null);
            case "unprotect" -> operations.protect(actor, id, Protection.OFF, null);
            default -> run(actor, id, action);
        }
    }

    private UUID run(Actor actor, UUID id, String action) {
        return switch (action) {
            case "start" -> operations.start(actor, id);
            case "shutdown" -> operations.shutdown(actor, id);
            case "poweroff" -> operations.powerOff(actor, id);
            case "reboot" -> operations.reboot(actor, id);
            case "reset" -> operations.reset(actor, id);
            case "suspend" -> operations.suspend(actor, id);
            case "resume" -> operations.resume(actor, id);
            case "delete" -> operations.delete(actor, id);
            default -> throw Refusal.notFound("action");
        };
    }

    private static String words(String action) {
        return switch (action) {
            case "start" -> "Starting";
            case "shutdown" -> "Shutting down";
            case "poweroff" -> "Powering off";
            case "reboot" -> "Rebooting";
            case "reset" -> "Resetting";
            case "suspend" -> "Suspending";
            case "resume" -> "Resuming";
            case "delete" -> "Deleting";
            case "protect" -> "Protecting";
            case "unprotect" -> "No longer protecting";
            default -> action;
        };
    }
}
