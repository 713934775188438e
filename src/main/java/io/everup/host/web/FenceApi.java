package io.everup.host.web;

import io.everup.host.FenceDirectory;
import io.everup.host.FenceOperations;
import io.everup.host.HostDirectory;
import io.everup.hypervisor.PowerControl;
import io.everup.identity.Actor;
import io.everup.shared.Refusal;
import io.everup.shared.Slice;
import io.everup.task.TaskAnswers;
import io.everup.task.TaskView;
import java.util.List;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Single fence devices over HTTP. */
@RestController
@RequestMapping("/api/v1")
class FenceApi {

    record Agents(List<PowerControl.Agent> items) {}

    /** @param direction {@code earlier} or {@code later} */
    record Move(String direction) {}

    private final HostDirectory hosts;
    private final FenceDirectory directory;
    private final FenceOperations operations;
    private final TaskAnswers tasks;

    FenceApi(HostDirectory hosts, FenceDirectory directory, FenceOperations operations, TaskAnswers tasks) {
        this.hosts = hosts;
        this.directory = directory;
        this.operations = operations;
        this.tasks = tasks;
    }

    /**
     * The kinds of fence devices that this portal can use, with the parameters each takes, and those that nobody may set,
     * with the reason.
     */
    @GetMapping("/fence-agents")
    Agents agents(Actor actor) {
        return new Agents(hosts.fenceAgents(actor));
    }

    /** Adds one; the task tests it. */
    @PostMapping("/hosts/{id}/fence")
    ResponseEntity<TaskView> add(Actor actor, @PathVariable UUID id, @RequestBody HostWish.Fence wish) {
        return tasks.accepted(actor, operations.add(actor, id, HostWish.fence(wish)));
    }

    /** Changes one; secrets that are left out stay, unless they would then be told to another place. */
    @PutMapping("/hosts/{id}/fence/{device}")
    ResponseEntity<TaskView> change(
            Actor actor, @PathVariable UUID id, @PathVariable UUID device, @RequestBody HostWish.Fence wish) {
        return tasks.accepted(actor, operations.change(actor, id, device, HostWish.fence(wish)));
    }

    @DeleteMapping("/hosts/{id}/fence/{device}")
    ResponseEntity<Void> remove(Actor actor, @PathVariable UUID id, @PathVariable UUID device) {
        operations.remove(actor, id, device);
        return ResponseEntity.noContent().build();
    }

    @PostMapping("/hosts/{id}/fence/{device}/actions/test")
    ResponseEntity<TaskView> test(Actor actor, @PathVariable UUID id, @PathVariable UUID device) {
        return tasks.accepted(actor, operations.test(actor, id, device));
    }

    /** Lets its level change places with the one before or after it. */
    @PostMapping("/hosts/{id}/fence/{device}/actions/move")
    ResponseEntity<Void> move(Actor actor, @PathVariable UUID id, @PathVariable UUID device, @RequestBody Move wish) {
        if (!List.of("earlier", "later").contains(String.valueOf(wish.direction()))) {
            throw Refusal.invalidField("direction", "Say earlier or later.");
        }
        operations.move(actor, id, device, wish.direction().equals("earlier"));
        return ResponseEntity.noContent().build();
    }

    /** Changes of what the host's fence devices said, newest first. */
    @GetMapping("/hosts/{id}/fence-history")
    Slice<FenceDirectory.Change> history(
            Actor actor, @PathVariable UUID id, @RequestParam(defaultValue = "100") int limit) {
        var changes = directory.changes(actor, id, limit);
        return new Slice<>(changes, null, changes.size());
    }
}
