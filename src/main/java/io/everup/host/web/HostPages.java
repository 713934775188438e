package io.everup.host.web;

import io.everup.event.EventDirectory;
import io.everup.host.HostDirectory;
import io.everup.host.HostOperations;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.task.TaskDirectory;
import io.everup.ui.Answer;
import io.everup.ui.Listing;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The list of hosts and each host's own pages. */
@Controller
class HostPages {

    private static final int RECENT = 50;

    private final HostDirectory hosts;
    private final HostOperations operations;
    private final TaskDirectory tasks;
    private final EventDirectory events;

    HostPages(HostDirectory hosts, HostOperations operations, TaskDirectory tasks, EventDirectory events) {
        this.hosts = hosts;
        this.operations = operations;
        this.tasks = tasks;
        this.events = events;
    }

    @GetMapping("/hosts")
    String list(
            Actor actor,
            Model model,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String sort,
            @RequestParam(required = false) String after) {
        model.addAttribute("hosts", Listing.of(q, sort, after, query -> hosts.hosts(actor, query)));
        return "host/list";
    }

    @GetMapping("/hosts/{id}")
    String summary(Actor actor, Model model, @PathVariable UUID id) {
        model.addAttribute("host", hosts.host(actor, id));
        model.addAttribute("events", actor.may(Permission.EVENT_VIEW) ? events.about(actor, "host", id, 8) : List.of());
        model.addAttribute("buttons", HostButtons.of(hosts.host(actor, id), actor));
        return "host/summary";
    }

    @GetMapping("/hosts/{id}/tasks")
    String tasks(Actor actor, Model model, @PathVariable UUID id) {
        model.addAttribute("host", hosts.host(actor, id));
        model.addAttribute("tasks", tasks.about(actor, "host", id, RECENT));
        return "host/tasks";
    }

    @GetMapping("/hosts/{id}/events")
    String events(Actor actor, Model model, @PathVariable UUID id) {
        model.addAttribute("host", hosts.host(actor, id));
        model.addAttribute("events", events.about(actor, "host", id, RECENT));
        return "host/events";
    }

    @PostMapping("/hosts/{id}/actions/test-fence")
    ResponseEntity<Void> testFence(Actor actor, HttpServletRequest request, @PathVariable UUID id) {
        var task = operations.testFence(actor, id);
        return Answer.started(request, "Asking the fence devices", task, "/hosts/" + id + "/availability");
    }

    @PostMapping("/hosts/{id}/actions/power-on")
    ResponseEntity<Void> powerOn(Actor actor, HttpServletRequest request, @PathVariable UUID id) {
        return Answer.started(request, "Switching it on", operations.powerOn(actor, id), "/hosts/" + id);
    }

    @PostMapping("/hosts/{id}/actions/remove")
    ResponseEntity<Void> remove(Actor actor, HttpServletRequest request, @PathVariable UUID id) {
        operations.remove(actor, id);
        return Answer.to(request, "/hosts");
    }
}
