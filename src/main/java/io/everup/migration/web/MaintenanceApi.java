package io.everup.migration.web;

import io.everup.identity.Actor;
import io.everup.migration.MaintenanceOperations;
import io.everup.task.TaskAnswers;
import io.everup.task.TaskView;
import java.util.List;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Maintenance of hosts over HTTP. */
@RestController
class MaintenanceApi {

    private final MaintenanceOperations operations;
    private final TaskAnswers tasks;

    MaintenanceApi(MaintenanceOperations operations, TaskAnswers tasks) {
        this.operations = operations;
        this.tasks = tasks;
    }

    /** Where each VM of the host would go; changes nothing. */
    @GetMapping("/api/v1/hosts/{id}/maintenance-rehearsal")
    List<MaintenanceOperations.Rehearsal> rehearse(Actor actor, @PathVariable UUID id) {
        return operations.rehearse(actor, id);
    }

    @PostMapping("/api/v1/hosts/{id}/actions/enter-maintenance")
    ResponseEntity<TaskView> enter(
            Actor actor, @PathVariable UUID id, @RequestParam(required = false) String override) {
        return tasks.accepted(actor, operations.enter(actor, id, override));
    }

    @PostMapping("/api/v1/hosts/{id}/actions/exit-maintenance")
    ResponseEntity<TaskView> exit(Actor actor, @PathVariable UUID id) {
        return tasks.accepted(actor, operations.exit(actor, id));
    }
}
