package io.everup.maintenance;

import io.everup.host.HostView;
import io.everup.identity.Actor;
import io.everup.migration.MigrationOperations;
import io.everup.migration.MigrationWish;
import io.everup.shared.Refusal;
import io.everup.task.TaskDirectory;
import io.everup.task.TaskRun;
import io.everup.task.TaskState;
import io.everup.task.TaskView;
import io.everup.vm.VmDirectory;
import io.everup.vm.VmOperations;
import io.everup.vm.VmState;
import io.everup.vm.VmView;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Has the VMs of one host leave it: looks at each, and begins what is next for it. Asked again and again. */
@Component
class Evacuation {

    private static final Set<String> OTHER_HOST_HELPS = Set.of("host-does-not-fit", "no-datastore-fits");

    private final VmDirectory vms;
    private final VmOperations power;
    private final MigrationOperations migrations;
    private final TaskDirectory tasks;
    private final Rehearsals rehearsals;
    private final JobStore store;
    private final VmLines lines;

    Evacuation(
            VmDirectory vms,
            VmOperations power,
            MigrationOperations migrations,
            TaskDirectory tasks,
            Rehearsals rehearsals,
            JobStore store,
            VmLines lines) {
        this.vms = vms;
        this.power = power;
        this.migrations = migrations;
        this.tasks = tasks;
        this.rehearsals = rehearsals;
        this.store = store;
        this.lines = lines;
    }

    /** Brings what is written of the VMs in line with what is true. VMs that came meanwhile are planned for, too. */
    void look(UUID job, HostView host, int parallel, TaskRun run) {
        var here = rehearsals.on(host).stream().collect(Collectors.toMap(VmView::id, Function.identity()));
        var known = lines.of(job, host.id());
        known.forEach(line -> look(line, here.get(line.vm()), run));
        var ids = known.stream().map(VmLines.Line::vm).collect(Collectors.toSet());
        var came = here.keySet().stream().anyMatch(vm -> !ids.contains(vm));
        var back = known.stream()
                .filter(line -> line.phase().left() && here.containsKey(line.vm()))
                .toList();
        back.forEach(line -> lines.choose(job, line.vm(), line.choice()));
        if (came) {
            store.planned(job, rehearsals.of(host, Map.of(), parallel).plan());
        }
    }

    /** @param here the VM as it is on the host; null when it is not on it */
    private void look(VmLines.Line line, VmView here, TaskRun run) {
        if (line.phase().left()) {
            return;
        }
        if (here == null) {
            var ended = line.phase() == VmPhase.MOVING || line.phase() == VmPhase.RESUMING
                    ? VmPhase.MOVED
                    : line.phase() == VmPhase.STOPPING ? VmPhase.OFF : VmPhase.GONE;
            if (line.phase() != VmPhase.MOVING || !tasksIsLive(line.task())) {
                lines.ended(line, ended);
                run.log(line.name() + ": " + ended.sentence());
            }
            return;
        }
        if (line.phase().busy() && !tasksIsLive(line.task())) {
            settle(line, here, run);
        }
    }

    private boolean tasksIsLive(UUID task) {
        return ended(task).isEmpty();
    }

    private Optional<TaskView> ended(UUID task) {
        return task == null
                ? Optional.empty()
                : Optional.of(tasks.find(Actor.SYSTEM, task))
                        .filter(view -> view.state().ended());
    }

    /** Its task has ended and it is still there. */
    private void settle(VmLines.Line line, VmView here, TaskRun run) {
        var task = ended(line.task()).orElseThrow();
        if (task.state() == TaskState.SUCCEEDED && line.phase() == VmPhase.RESUMING) {
            if (here.state() == VmState.RUNNING) {
                begin(line, here, run);
            }
            return;
        }
        if (task.state() == TaskState.SUCCEEDED) {
            return;
        }
        var why = task.state() == TaskState.CANCELLED ? "Somebody cancelled it." : task.failure();
        var again = task.state() == TaskState.CANCELLED ? null : EvacuationRules.again(line.attempts());
        run.warn(line.name() + " didn't leave: " + why + (again == null ? "" : " It is tried again."));
        lines.problem(line, why, task.next(), again);
    }

    void begin(VmLines.Line line, TaskRun run) {
        begin(line, vms.vm(Actor.SYSTEM, line.vm()), run);
    }

    private void begin(VmLines.Line line, VmView vm, TaskRun run) {
        if (vm.state().changing()) {
            return;
        }
        try {
            switch (line.choice()) {
                case MOVE, MOVE_WITH_DISKS -> move(line, run);
                case RESUME_AND_MOVE -> {
                    if (vm.state() == VmState.PAUSED) {
                        lines.busy(line, VmPhase.RESUMING, power.resume(Actor.SYSTEM, vm.id()));
                    } else {
                        move(line, run);
                    }
                }
                case SHUT_DOWN, LEAVE_OFF -> {
                    lines.busy(
                            line,
                            VmPhase.STOPPING,
                            vm.state() == VmState.PAUSED
                                    ? power.powerOff(Actor.SYSTEM, vm.id())
                                    : power.shutdown(Actor.SYSTEM, vm.id()));
                    run.log(vm.name() + " is asked to shut down, as was chosen.");
                }
            }
        } catch (Refusal refusal) {
            var busy = refusal.code().equals("busy");
            var again = busy ? java.time.Duration.ofSeconds(2) : EvacuationRules.again(line.attempts());
            lines.problem(line, refusal.getMessage(), refusal.next(), again);
            run.warn(line.name() + ": " + refusal.getMessage());
        }
    }

    private static MigrationWish wish(VmLines.Line line, UUID target) {
        var wish = MigrationWish.to(target);
        return line.choice() == Choice.MOVE_WITH_DISKS ? wish.withDisks(null) : wish;
    }

    /** To the host that it was planned for; when that can't take it any more, to the best that can. */
    private void move(VmLines.Line line, TaskRun run) {
        UUID task;
        try {
            task = migrations.leave(Actor.SYSTEM, line.vm(), wish(line, line.attempts() == 0 ? line.target() : null));
        } catch (Refusal refusal) {
            if (line.target() == null || !OTHER_HOST_HELPS.contains(refusal.code())) {
                throw refusal;
            }
            task = migrations.leave(Actor.SYSTEM, line.vm(), wish(line, null));
        }
        lines.busy(line, VmPhase.MOVING, task);
        run.log(line.name() + " begins to move.");
    }
}
