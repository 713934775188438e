package io.everup.task.web;

import io.everup.identity.Actor;
import io.everup.task.TaskDirectory;
import io.everup.task.TaskOperations;
import io.everup.ui.Answer;
import io.everup.ui.Listing;
import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** What Everup does and did. */
@Controller
class TaskPages {

    private static final int IN_DRAWER = 25;

    private final TaskDirectory tasks;
    private final TaskOperations operations;

    TaskPages(TaskDirectory tasks, TaskOperations operations) {
        this.tasks = tasks;
        this.operations = operations;
    }

    @GetMapping("/tasks")
    String list(
            Actor actor,
            Model model,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(required = false) String after) {
        model.addAttribute("tasks", Listing.of(q, "", after, query -> tasks.list(actor, query)));
        return "task/list";
    }

    @GetMapping("/tasks/drawer")
    String drawer(Actor actor, Model model) {
        model.addAttribute("tasks", tasks.recent(actor, IN_DRAWER));
        model.addAttribute("running", tasks.running(actor));
        return "parts/tasks :: drawer";
    }

    @GetMapping("/tasks/{id}")
    String show(Actor actor, Model model, @PathVariable UUID id) {
        model.addAttribute("task", tasks.find(actor, id));
        model.addAttribute("log", tasks.log(actor, id));
        return "task/show";
    }

    @PostMapping("/tasks/{id}/actions/cancel")
    ResponseEntity<Void> cancel(Actor actor, HttpServletRequest request, @PathVariable UUID id) {
        operations.cancel(actor, id);
        return Answer.done(request, "It is being cancelled", "/tasks/" + id);
    }
}
