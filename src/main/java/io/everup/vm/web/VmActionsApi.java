package io.everup.vm.web;

import io.everup.identity.Actor;
import io.everup.task.TaskAnswers;
import io.everup.task.TaskView;
import io.everup.vm.VmDirectory;
import io.everup.vm.VmOperations;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The verbs of a VM over HTTP. */
@RestController
@RequestMapping("/api/v1/vms/{id}/actions")
class VmActionsApi {

    private final VmDirectory directory;
    private final VmOperations operations;
    private final TaskAnswers tasks;

    VmActionsApi(VmDirectory directory, VmOperations operations, TaskAnswers tasks) {
        this.directory = directory;
        this.operations = operations;
        this.tasks = tasks;
    }

    /** @param override why it is to start although the pool's policy refuses it; needs the right to manage HA */
    @PostMapping("/start")
    ResponseEntity<TaskView> start(
            Actor actor, @PathVariable UUID id, @RequestParam(required = false) String override) {
        return tasks.accepted(actor, operations.start(actor, id, override));
    }

    /** Asks the guest; after 90 s without effect the task fails and the VM runs on. */
    @PostMapping("/shutdown")
    ResponseEntity<TaskView> shutdown(Actor actor, @PathVariable UUID id) {
        return tasks.accepted(actor, operations.shutdown(actor, id));
    }

    @PostMapping("/reboot")
    ResponseEntity<TaskView> reboot(Actor actor, @PathVariable UUID id) {
        return tasks.accepted(actor, operations.reboot(actor, id));
    }

    /** Cuts its power. */
    @PostMapping("/poweroff")
    ResponseEntity<TaskView> powerOff(Actor actor, @PathVariable UUID id) {
        return tasks.accepted(actor, operations.powerOff(actor, id));
    }

    @PostMapping("/reset")
    ResponseEntity<TaskView> reset(Actor actor, @PathVariable UUID id) {
        return tasks.accepted(actor, operations.reset(actor, id));
    }

    @PostMapping("/suspend")
    ResponseEntity<TaskView> suspend(Actor actor, @PathVariable UUID id) {
        return tasks.accepted(actor, operations.suspend(actor, id));
    }

    @PostMapping("/resume")
    ResponseEntity<TaskView> resume(Actor actor, @PathVariable UUID id) {
        return tasks.accepted(actor, operations.resume(actor, id));
    }

    @PostMapping("/delete")
    ResponseEntity<TaskView> delete(Actor actor, @PathVariable UUID id) {
        return tasks.accepted(actor, operations.delete(actor, id));
    }

    /** What happens to it when its host dies. */
    @PostMapping("/protect")
    VmBody protect(
            Actor actor,
            @PathVariable UUID id,
            @RequestParam(required = false) String override,
            @RequestBody VmWish.Ha ha) {
        operations.protect(actor, id, ha.protection(), ha.priority(), override);
        return VmBody.of(directory.detail(actor, id));
    }
}
