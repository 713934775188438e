package io.everup.host.web;

import io.everup.host.HostDirectory;
import io.everup.host.HostOperations;
import io.everup.identity.Actor;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.shared.Slice;
import io.everup.task.TaskAnswers;
import io.everup.task.TaskView;
import io.everup.ui.Versions;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Hosts and their fence devices over HTTP. */
@RestController
@RequestMapping("/api/v1")
class HostsApi {

    record FenceWish(List<HostWish.Fence> fence) {}

    private final HostDirectory directory;
    private final HostOperations operations;
    private final TaskAnswers tasks;

    HostsApi(HostDirectory directory, HostOperations operations, TaskAnswers tasks) {
        this.directory = directory;
        this.operations = operations;
        this.tasks = tasks;
    }

    @GetMapping("/hosts")
    Slice<HostBody> list(
            Actor actor,
            @RequestParam(required = false) String q,
            @RequestParam(required = false) String sort,
            @RequestParam(required = false) Integer limit,
            @RequestParam(required = false) String after) {
        return directory.hosts(actor, ListQuery.of(q, sort, limit, after)).map(HostBody::of);
    }

    @GetMapping("/hosts/{id}")
    ResponseEntity<HostBody> find(Actor actor, @PathVariable UUID id) {
        var host = HostBody.of(directory.host(actor, id));
        return ResponseEntity.ok().eTag(Versions.etag(host.version(), host)).body(host);
    }

    /** The task's {@code result.host} is the host's id. */
    @PostMapping("/hosts")
    ResponseEntity<TaskView> add(Actor actor, @RequestBody HostWish wish) {
        return tasks.accepted(actor, operations.add(actor, wish.host()));
    }

    /** Everup forgets the host; it and its VMs stay as they are. */
    @DeleteMapping("/hosts/{id}")
    ResponseEntity<Void> remove(
            Actor actor,
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch,
            @RequestParam(required = false) String override) {
        Versions.require(ifMatch, directory.host(actor, id).version(), "host");
        operations.remove(actor, id, override);
        return ResponseEntity.noContent().build();
    }

    /** Puts these devices in place of the present ones; the task tests each. */
    @PutMapping("/hosts/{id}/fence")
    ResponseEntity<TaskView> setFence(
            Actor actor,
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch,
            @RequestBody FenceWish wish) {
        if (wish.fence() == null) {
            throw Refusal.invalidField("fence", "List the fence devices; an empty list removes all.");
        }
        Versions.require(ifMatch, directory.host(actor, id).version(), "host");
        return tasks.accepted(actor, operations.setFence(actor, id, HostWish.fences(wish.fence())));
    }

    @PostMapping("/hosts/{id}/actions/test-fence")
    ResponseEntity<TaskView> testFence(Actor actor, @PathVariable UUID id) {
        return tasks.accepted(actor, operations.testFence(actor, id));
    }

    @PostMapping("/hosts/{id}/actions/power-on")
    ResponseEntity<TaskView> powerOn(Actor actor, @PathVariable UUID id) {
        return tasks.accepted(actor, operations.powerOn(actor, id));
    }
}
