package io.everup.migration;

import io.everup.host.HostDirectory;
import io.everup.identity.Actor;
import io.everup.shared.Refusal;
import io.everup.task.TaskKind;
import io.everup.task.TaskRun;
import io.everup.task.TaskStep;
import io.everup.vm.VmState;
import io.everup.vm.VmView;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/** Moves every VM off a host in maintenance, two at a time; each move is a task of its own. */
@Component
class HostEvacuate implements TaskKind {

    static final String KIND = "host-evacuate";

    private static final int AT_ONCE = 2;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofHours(12);

    private final HostDirectory hosts;
    private final MaintenanceOperations maintenance;
    private final MigrationOperations migrations;

    HostEvacuate(HostDirectory hosts, MaintenanceOperations maintenance, MigrationOperations migrations) {
        this.hosts = hosts;
        this.maintenance = maintenance;
        this.migrations = migrations;
    }

    @Override
    public String name() {
        return KIND;
    }

    @Override
    public Duration patience() {
        return PATIENCE;
    }

    @Override
    public List<TaskStep> steps(TaskRun run) {
        return List.of(TaskStep.of("Move its VMs away", this::move));
    }

    private void move(TaskRun run) {
        var host = hosts.host(Actor.SYSTEM, run.subject().id());
        if (!maintenance.inMaintenance(host.id())) {
            throw Refusal.conflict(
                    "maintenance-ended", "Maintenance of " + host.name() + " has ended.", "Begin it again.");
        }
        var left = maintenance.onHost(Actor.SYSTEM, host);
        if (left.isEmpty()) {
            run.log(host.name() + " is empty.");
            return;
        }
        total(run, left.size());
        var moving = (int) left.stream().filter(vm -> vm.state().changing()).count();
        var failed = 0;
        for (var vm : left) {
            if (!vm.state().changing() && moving < AT_ONCE) {
                if (begin(run, vm)) {
                    moving++;
                } else {
                    failed++;
                }
            }
        }
        if (moving == 0 && failed == left.size()) {
            run.put("stuck", run.number("stuck") + 1);
            refuseWhenStuck(run, left);
        }
        throw new TaskStep.Again(PAUSE);
    }

    private static void total(TaskRun run, int left) {
        var most = Math.max(run.number("most"), left);
        run.put("most", most);
        run.progress((int) (100 * (most - left) / most));
    }

    private boolean begin(TaskRun run, VmView vm) {
        try {
            if (vm.state() != VmState.RUNNING) {
                run.put("why", vm.name() + " is paused; resume it or switch it off.");
                return false;
            }
            migrations.migrate(Actor.SYSTEM, vm.id(), null);
            run.log(vm.name() + " begins to move.");
            return true;
        } catch (Refusal e) {
            run.put("why", e.getMessage());
            return false;
        }
    }

    private static void refuseWhenStuck(TaskRun run, List<VmView> left) {
        if (run.number("stuck") >= 10) {
            throw Refusal.conflict(
                    "cannot-empty-host",
                    left.get(0).name() + " can't be moved away: " + run.text("why"),
                    "The host stays in maintenance with what is left on it. Move or switch off the rest, or end"
                            + " maintenance.");
        }
    }
}
