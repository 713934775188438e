package io.everup.maintenance;

import io.everup.identity.Actor;
import io.everup.migration.MigrationOperations;
import io.everup.migration.MigrationWish;
import io.everup.shared.Refusal;
import io.everup.task.TaskDirectory;
import io.everup.task.TaskRun;
import io.everup.task.TaskState;
import io.everup.vm.VmDirectory;
import io.everup.vm.VmOperations;
import io.everup.vm.VmState;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * What is owed to the VMs of a host after its maintenance: those that were shut down for it start, and those that moved
 * away come back if that is wished. That one can't is told and doesn't fail the maintenance: it runs where it is.
 */
@Component
class Homecoming {

    private final VmDirectory vms;
    private final VmOperations power;
    private final MigrationOperations migrations;
    private final TaskDirectory tasks;
    private final JobCourse jobs;
    private final VmLines lines;

    Homecoming(
            VmDirectory vms,
            VmOperations power,
            MigrationOperations migrations,
            TaskDirectory tasks,
            JobCourse jobs,
            VmLines lines) {
        this.vms = vms;
        this.power = power;
        this.migrations = migrations;
        this.tasks = tasks;
        this.jobs = jobs;
        this.lines = lines;
    }

    /** Looks at each VM and begins what is next. @return whether nothing is left to do */
    boolean done(UUID job, UUID host, boolean bringBack, TaskRun run) {
        var all = lines.of(job, host);
        all.stream().filter(line -> line.phase() == VmPhase.RETURNING).forEach(line -> settle(line, run));
        all = lines.of(job, host);
        var busy =
                all.stream().filter(line -> line.phase() == VmPhase.RETURNING).count();
        var owed = all.stream().filter(line -> owed(line, bringBack)).toList();
        owed.stream().limit(Math.max(0, jobs.parallel(job) - busy)).forEach(line -> begin(line, host, run));
        return busy == 0 && owed.isEmpty();
    }

    private static boolean owed(VmLines.Line line, boolean bringBack) {
        return line.phase() == VmPhase.OFF && line.choice() == Choice.SHUT_DOWN
                || line.phase() == VmPhase.MOVED && bringBack;
    }

    private void settle(VmLines.Line line, TaskRun run) {
        var task = tasks.find(Actor.SYSTEM, line.task());
        if (task.state() == TaskState.SUCCEEDED) {
            lines.ended(line, VmPhase.BACK);
        } else if (task.state().ended()) {
            lines.ended(line, VmPhase.STAYS);
            run.warn(line.name() + " is not back: " + task.failure());
        }
    }

    /** What left with its disks comes back with them, unless its host reaches them where they are now. */
    private static MigrationWish wish(VmLines.Line line, UUID host) {
        var wish = MigrationWish.to(host);
        return line.choice() == Choice.MOVE_WITH_DISKS ? wish.withDisks(null) : wish;
    }

    private void begin(VmLines.Line line, UUID host, TaskRun run) {
        try {
            var vm = vms.vm(Actor.SYSTEM, line.vm());
            if (line.phase() == VmPhase.OFF) {
                if (vm.state() == VmState.STOPPED) {
                    lines.busy(line, VmPhase.RETURNING, power.start(Actor.SYSTEM, vm.id()));
                } else {
                    lines.ended(line, VmPhase.STAYS);
                }
            } else if (host.equals(vm.hostId())) {
                lines.ended(line, VmPhase.BACK);
            } else {
                lines.busy(line, VmPhase.RETURNING, migrations.begin(Actor.SYSTEM, vm.id(), wish(line, host)));
            }
        } catch (Refusal refusal) {
            lines.ended(line, VmPhase.STAYS);
            run.warn(line.name() + " is not brought back: " + refusal.getMessage());
        }
    }
}
