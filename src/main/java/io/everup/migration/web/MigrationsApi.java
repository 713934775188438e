package io.everup.migration.web;

import io.everup.identity.Actor;
import io.everup.migration.MigrationDirectory;
import io.everup.migration.MigrationOperations;
import io.everup.migration.MigrationView;
import io.everup.shared.ListQuery;
import io.everup.shared.Slice;
import io.everup.task.TaskAnswers;
import io.everup.task.TaskView;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Live migration over HTTP. */
@RestController
class MigrationsApi {

    /** @param host where to; null lets Everup choose */
    record Wish(UUID host) {}

    private final MigrationOperations operations;
    private final MigrationDirectory directory;
    private final TaskAnswers tasks;

    MigrationsApi(MigrationOperations operations, MigrationDirectory directory, TaskAnswers tasks) {
        this.operations = operations;
        this.directory = directory;
        this.tasks = tasks;
    }

    /** The task's result has the measured pause as {@code pauseMillis}. */
    @PostMapping("/api/v1/vms/{id}/actions/migrate")
    ResponseEntity<TaskView> migrate(Actor actor, @PathVariable UUID id, @RequestBody(required = false) Wish wish) {
        return tasks.accepted(actor, operations.migrate(actor, id, wish == null ? null : wish.host()));
    }

    @GetMapping("/api/v1/migrations")
    Slice<MigrationView> list(
            Actor actor,
            @RequestParam(required = false) String q,
            @RequestParam(required = false) String sort,
            @RequestParam(required = false) Integer limit,
            @RequestParam(required = false) String after) {
        return directory.list(actor, ListQuery.of(q, sort, limit, after));
    }

    @GetMapping("/api/v1/migrations/{id}")
    MigrationView find(Actor actor, @PathVariable UUID id) {
        return directory.find(actor, id);
    }
}
