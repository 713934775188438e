package io.everup.migration.web;

import io.everup.identity.Actor;
import io.everup.migration.DiskPlan;
import io.everup.migration.MigrationDirectory;
import io.everup.migration.MigrationForecast;
import io.everup.migration.MigrationOperations;
import io.everup.migration.MigrationPolicies;
import io.everup.migration.MigrationPolicy;
import io.everup.migration.MigrationView;
import io.everup.migration.MigrationWish;
import io.everup.shared.ListQuery;
import io.everup.shared.Slice;
import io.everup.task.TaskAnswers;
import io.everup.task.TaskView;
import java.util.UUID;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Live migration over HTTP. */
@RestController
class MigrationsApi {

    private static final MediaType CSV = MediaType.parseMediaType("text/csv;charset=UTF-8");

    private final MigrationOperations operations;
    private final MigrationDirectory directory;
    private final MigrationPolicies policies;
    private final TaskAnswers tasks;

    MigrationsApi(
            MigrationOperations operations,
            MigrationDirectory directory,
            MigrationPolicies policies,
            TaskAnswers tasks) {
        this.operations = operations;
        this.directory = directory;
        this.policies = policies;
        this.tasks = tasks;
    }

    /** The task's result has the measured pause as {@code pauseMillis}. What the wish leaves out is as the pool has it. */
    @PostMapping("/api/v1/vms/{id}/actions/migrate")
    ResponseEntity<TaskView> migrate(
            Actor actor, @PathVariable UUID id, @RequestBody(required = false) MigrationWish wish) {
        return tasks.accepted(actor, operations.begin(actor, id, wish == null ? MigrationWish.NONE : wish));
    }

    /** What a migration would take, from what is known now. */
    @GetMapping("/api/v1/vms/{id}/migration-forecast")
    MigrationForecast forecast(
            Actor actor,
            @PathVariable UUID id,
            @RequestParam(required = false) UUID host,
            @RequestParam(required = false) Integer pauseMillis,
            @RequestParam(required = false) Boolean autoConverge,
            @RequestParam(required = false) Boolean postCopy,
            @RequestParam(required = false) Integer bandwidthMiBps,
            @RequestParam(required = false) Boolean disks,
            @RequestParam(required = false) UUID datastore) {
        return operations.forecast(
                actor,
                id,
                new MigrationWish(host, pauseMillis, autoConverge, postCopy, bandwidthMiBps, null, disks, datastore));
    }

    /** Which of its disks a host doesn't reach, and which of the host's datastores they could be copied to. */
    @GetMapping("/api/v1/vms/{id}/migration-disks")
    DiskPlan disks(
            Actor actor,
            @PathVariable UUID id,
            @RequestParam(required = false) UUID host,
            @RequestParam(required = false) UUID datastore) {
        return operations.disks(actor, id, host, datastore);
    }

    @GetMapping("/api/v1/pools/{id}/migration-policy")
    MigrationPolicy policy(Actor actor, @PathVariable UUID id) {
        return policies.find(actor, id);
    }

    @PutMapping("/api/v1/pools/{id}/migration-policy")
    MigrationPolicy change(Actor actor, @PathVariable UUID id, @RequestBody MigrationPolicy policy) {
        policies.change(actor, id, policy);
        return policies.find(actor, id);
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

    /** What a search found, newest first, as many as one page of the API at most holds; narrow it by time for more. */
    @GetMapping(path = "/api/v1/migrations.csv", produces = "text/csv")
    ResponseEntity<String> csv(Actor actor, @RequestParam(required = false) String q) {
        var found = directory.list(actor, ListQuery.of(q, null, ListQuery.MOST, null));
        return ResponseEntity.ok()
                .contentType(CSV)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename("everup-migrations.csv")
                                .build()
                                .toString())
                .body(MigrationsCsv.of(found.items()).toString());
    }

    @GetMapping("/api/v1/migrations/{id}")
    MigrationView find(Actor actor, @PathVariable UUID id) {
        return directory.find(actor, id);
    }
}
