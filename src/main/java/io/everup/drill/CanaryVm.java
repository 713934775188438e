package io.everup.drill;

import io.everup.identity.Actor;
import io.everup.shared.Refusal;
import io.everup.task.TaskRun;
import io.everup.task.TaskStep;
import io.everup.vm.NewVm;
import io.everup.vm.Protection;
import io.everup.vm.VmDirectory;
import io.everup.vm.VmOperations;
import io.everup.vm.VmState;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The small VM of a drill: made for it, and deleted after it. */
@Component
class CanaryVm {

    private static final Duration SOON = Duration.ofSeconds(1);

    private final VmOperations operations;
    private final VmDirectory vms;

    CanaryVm(VmOperations operations, VmDirectory vms) {
        this.operations = operations;
        this.vms = vms;
    }

    /** Makes it on its host and waits until it runs there. */
    void make(TaskRun run) {
        if (run.text("vm") == null) {
            var name = "canary-" + run.id().toString().substring(24);
            var task = operations.create(Actor.SYSTEM, wish(run, name));
            var made = vms.vms(Actor.SYSTEM, io.everup.shared.ListQuery.of("name:" + name, null, 1, null))
                    .items();
            run.put("vm", made.get(0).id());
            run.log("The canary " + name + " is being made by task " + task + ".");
        }
        var vm = vms.vm(Actor.SYSTEM, run.uuid("vm"));
        if (vm.state() == VmState.FAULTED || vm.state() == VmState.DELETED) {
            throw Refusal.conflict(
                    "canary-not-made",
                    "The canary could not be made: " + vm.problem(),
                    "Choose a template that deploys on that host.");
        }
        if (vm.state() != VmState.RUNNING) {
            throw new TaskStep.Again(SOON);
        }
    }

    private static NewVm wish(TaskRun run, String name) {
        return new NewVm(
                name,
                "Made by a drill, and deleted after it.",
                run.subject().id(),
                run.uuid("template"),
                run.uuid("host"),
                null,
                null,
                null,
                false,
                List.of(),
                null,
                null,
                Protection.PROTECTED,
                100,
                true);
    }

    /** Deletes it as far as it can be deleted now. @return whether it is gone */
    boolean remove(UUID id) {
        if (id == null) {
            return true;
        }
        try {
            var vm = vms.vm(Actor.SYSTEM, id);
            switch (vm.state()) {
                case DELETED -> {
                    return true;
                }
                case RUNNING, PAUSED -> operations.powerOff(Actor.SYSTEM, id);
                case STOPPED, FAULTED -> operations.delete(Actor.SYSTEM, id);
                default -> {
                    // It is on its way; asked again soon.
                }
            }
            return false;
        } catch (Refusal refusal) {
            return refusal.kind() == Refusal.Kind.NOT_FOUND;
        }
    }
}
