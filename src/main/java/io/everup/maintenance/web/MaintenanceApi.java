package io.everup.maintenance.web;

import io.everup.identity.Actor;
import io.everup.maintenance.Choice;
import io.everup.maintenance.JobView;
import io.everup.maintenance.MaintenanceDirectory;
import io.everup.maintenance.MaintenanceOperations;
import io.everup.maintenance.NewJob;
import io.everup.maintenance.RollingOperations;
import io.everup.shared.ListQuery;
import io.everup.shared.Slice;
import io.everup.task.TaskAnswers;
import io.everup.task.TaskView;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Maintenance of hosts over HTTP. */
@RestController
class MaintenanceApi {

    /** @param choices by VM, where not what is best is wanted. @param parallel 1 to 16, absent for 2 */
    record Wish(Map<UUID, Choice> choices, String reason, Integer parallel, Boolean bringBack) {}

    /** @param bringBack absent for what was chosen at the beginning. @param unchecked uses it even if it can do less than before */
    record Exit(Boolean bringBack, Boolean unchecked) {}

    record Chosen(UUID vm, Choice choice) {}

    /** @param bringBack whether VMs that have left come back */
    record Cancel(Boolean bringBack) {}

    private final MaintenanceOperations operations;
    private final RollingOperations rolling;
    private final MaintenanceDirectory directory;
    private final TaskAnswers tasks;

    MaintenanceApi(
            MaintenanceOperations operations,
            RollingOperations rolling,
            MaintenanceDirectory directory,
            TaskAnswers tasks) {
        this.operations = operations;
        this.rolling = rolling;
        this.directory = directory;
        this.tasks = tasks;
    }

    /** Where each VM of the host would go, how long it would take and what the pool would survive; changes nothing. */
    @GetMapping("/api/v1/hosts/{id}/maintenance-rehearsal")
    MaintenanceDirectory.Rehearsal rehearse(
            Actor actor, @PathVariable UUID id, @RequestParam(required = false) Integer parallel) {
        return directory.rehearse(actor, id, Map.of(), parallel);
    }

    @PostMapping("/api/v1/hosts/{id}/actions/enter-maintenance")
    ResponseEntity<TaskView> enter(
            Actor actor,
            @PathVariable UUID id,
            @RequestParam(required = false) String override,
            @RequestBody(required = false) Wish wish) {
        var job = wish == null
                ? NewJob.of(id)
                : new NewJob(
                        null,
                        List.of(id),
                        wish.choices(),
                        wish.reason(),
                        wish.parallel(),
                        wish.bringBack(),
                        null,
                        null,
                        null,
                        null);
        return tasks.accepted(actor, operations.enter(actor, id, job, override));
    }

    @PostMapping("/api/v1/hosts/{id}/actions/exit-maintenance")
    ResponseEntity<TaskView> exit(Actor actor, @PathVariable UUID id, @RequestBody(required = false) Exit exit) {
        return tasks.accepted(
                actor,
                exit == null
                        ? operations.exit(actor, id)
                        : operations.exit(actor, id, exit.bringBack(), Boolean.TRUE.equals(exit.unchecked())));
    }

    @GetMapping("/api/v1/maintenance")
    Slice<JobView> list(
            Actor actor,
            @RequestParam(required = false) String q,
            @RequestParam(required = false) String sort,
            @RequestParam(required = false) Integer limit,
            @RequestParam(required = false) String after) {
        return directory.list(actor, ListQuery.of(q, sort, limit, after));
    }

    @GetMapping("/api/v1/maintenance/{id}")
    JobView.Detail find(Actor actor, @PathVariable UUID id) {
        return directory.detail(actor, id);
    }

    /** What is to become of a VM that waits or is blocked. */
    @PostMapping("/api/v1/maintenance/{id}/actions/choose")
    JobView.Detail choose(Actor actor, @PathVariable UUID id, @RequestBody Chosen chosen) {
        operations.choose(actor, id, chosen.vm(), chosen.choice());
        return directory.detail(actor, id);
    }

    /** Of one host: its emptying is called off. Of a job that goes from host to host: all that is left of it. */
    @PostMapping("/api/v1/maintenance/{id}/actions/cancel")
    JobView.Detail cancel(Actor actor, @PathVariable UUID id, @RequestBody(required = false) Cancel cancel) {
        if (directory.job(actor, id).rolling()) {
            rolling.cancel(actor, id);
        } else {
            operations.cancel(actor, id, cancel != null && Boolean.TRUE.equals(cancel.bringBack()));
        }
        return directory.detail(actor, id);
    }
}
