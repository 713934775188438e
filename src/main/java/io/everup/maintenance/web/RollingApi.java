package io.everup.maintenance.web;

import io.everup.identity.Actor;
import io.everup.maintenance.JobView;
import io.everup.maintenance.MaintenanceDirectory;
import io.everup.maintenance.NewJob;
import io.everup.maintenance.RollingOperations;
import io.everup.maintenance.SshOperations;
import io.everup.maintenance.SshView;
import io.everup.shared.Refusal;
import io.everup.task.TaskAnswers;
import io.everup.task.TaskView;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Maintenance of several hosts as one job, and the commands of it, over HTTP. */
@RestController
class RollingApi {

    record Skip(UUID host) {}

    record Trust(String fingerprint) {}

    private final RollingOperations operations;
    private final MaintenanceDirectory directory;
    private final SshOperations ssh;
    private final TaskAnswers tasks;

    RollingApi(RollingOperations operations, MaintenanceDirectory directory, SshOperations ssh, TaskAnswers tasks) {
        this.operations = operations;
        this.directory = directory;
        this.ssh = ssh;
        this.tasks = tasks;
    }

    /** What the whole job would do, host by host; changes nothing. */
    @PostMapping("/api/v1/maintenance/rehearse")
    List<MaintenanceDirectory.Rehearsal> rehearse(Actor actor, @RequestBody NewJob wish) {
        return directory.rehearse(actor, checked(wish));
    }

    @PostMapping("/api/v1/maintenance")
    ResponseEntity<JobView.Detail> begin(Actor actor, @RequestBody NewJob wish) {
        var job = operations.begin(actor, checked(wish));
        return ResponseEntity.created(URI.create("/api/v1/maintenance/" + job)).body(directory.detail(actor, job));
    }

    private static NewJob checked(NewJob wish) {
        if (wish.pool() == null) {
            throw Refusal.invalidField("pool", "Choose the pool.");
        }
        return wish;
    }

    @PostMapping("/api/v1/maintenance/{id}/actions/pause")
    JobView.Detail pause(Actor actor, @PathVariable UUID id) {
        operations.pause(actor, id);
        return directory.detail(actor, id);
    }

    @PostMapping("/api/v1/maintenance/{id}/actions/go-on")
    JobView.Detail goOn(Actor actor, @PathVariable UUID id) {
        operations.goOn(actor, id);
        return directory.detail(actor, id);
    }

    @PostMapping("/api/v1/maintenance/{id}/actions/skip")
    JobView.Detail skip(Actor actor, @PathVariable UUID id, @RequestBody Skip skip) {
        operations.skip(actor, id, skip.host());
        return directory.detail(actor, id);
    }

    /** Of a job that goes from host to host; the same as its {@code cancel}. */
    @PostMapping("/api/v1/maintenance/{id}/actions/end")
    JobView.Detail end(Actor actor, @PathVariable UUID id) {
        operations.cancel(actor, id);
        return directory.detail(actor, id);
    }

    @GetMapping("/api/v1/hosts/{id}/ssh")
    SshView ssh(Actor actor, @PathVariable UUID id) {
        return ssh.of(actor, id)
                .orElseThrow(() -> Refusal.conflict(
                        "no-ssh", "How to reach this host by SSH isn't set up.", "Set it up with PUT."));
    }

    /** The task tries it, and learns the host's key where none is pinned. */
    @PutMapping("/api/v1/hosts/{id}/ssh")
    ResponseEntity<TaskView> set(Actor actor, @PathVariable UUID id, @RequestBody SshOperations.NewSsh wish) {
        return tasks.accepted(actor, ssh.set(actor, id, wish));
    }

    @DeleteMapping("/api/v1/hosts/{id}/ssh")
    ResponseEntity<Void> remove(Actor actor, @PathVariable UUID id) {
        ssh.remove(actor, id);
        return ResponseEntity.noContent().build();
    }

    @PostMapping("/api/v1/hosts/{id}/actions/test-ssh")
    ResponseEntity<TaskView> test(Actor actor, @PathVariable UUID id) {
        return tasks.accepted(actor, ssh.test(actor, id));
    }

    /** Confirms the key that the host showed at its last test. */
    @PostMapping("/api/v1/hosts/{id}/actions/trust-ssh-key")
    ResponseEntity<TaskView> trust(Actor actor, @PathVariable UUID id, @RequestBody Trust trust) {
        return tasks.accepted(actor, ssh.trust(actor, id, trust.fingerprint()));
    }
}
