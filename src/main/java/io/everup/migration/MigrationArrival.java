package io.everup.migration;

import io.everup.host.HostConnections;
import io.everup.hypervisor.DiskCopy;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.MigrationFigures;
import io.everup.hypervisor.VmDefinition;
import io.everup.hypervisor.VmReport;
import io.everup.storage.Volumes;
import io.everup.task.TaskRun;
import io.everup.task.TaskStep;
import io.everup.vm.VmDisks;
import io.everup.vm.VmGate;
import io.everup.vm.VmSignal;
import io.everup.vm.VmSwitch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** What comes after the switch: the VM lives at its target, its figures are written down, the source forgets it. */
@Component
class MigrationArrival implements TaskStep {

    private final HostConnections connections;
    private final VmGate gate;
    private final VmSwitch power;
    private final MigrationJournal journal;
    private final DiskJournal copied;
    private final VmDisks disks;
    private final Volumes volumes;

    MigrationArrival(
            HostConnections connections,
            VmGate gate,
            VmSwitch power,
            MigrationJournal journal,
            DiskJournal copied,
            VmDisks disks,
            Volumes volumes) {
        this.copied = copied;
        this.disks = disks;
        this.volumes = volumes;
        this.connections = connections;
        this.gate = gate;
        this.power = power;
        this.journal = journal;
    }

    @Override
    public String title() {
        return "Tidy up";
    }

    @Override
    public void perform(TaskRun run) {
        var vm = run.subject().id();
        var target = run.uuid("host");
        var figures = arrived(run);
        lookAt(target, vm, run);
        if (figures.pauseMillis() >= 0) {
            run.result("pauseMillis", figures.pauseMillis());
        }
        if (figures.totalMillis() >= 0) {
            run.result("totalMillis", figures.totalMillis());
        }
        run.result("host", target);
        tell(run, figures);
        forgetAt(run.uuid("source"), vm, run);
    }

    private static void tell(TaskRun run, MigrationFigures figures) {
        run.log("It runs on " + run.text("hostName") + "; its guest stood still for "
                + (figures.pauseMillis() < 0 ? "an unknown time" : figures.pauseMillis() + " ms") + ".");
        var budget = MigrationPayload.policy(run).pauseMillis();
        if (figures.pauseMillis() > budget) {
            run.warn("That is more than the " + budget + " ms that were allowed: the switch itself took longer than"
                    + " ever before in this pool. The next forecasts reckon with it.");
        }
    }

    /** It lives at the target from now on; may be said more than once. */
    MigrationFigures arrived(TaskRun run) {
        var vm = run.subject().id();
        if (MigrationPayload.copiesDisks(run) && !journal.arrived(run.uuid("migration"))) {
            disksMoved(run, vm);
        }
        gate.arrivedIfMeant(vm, VmSignal.MIGRATED, run.uuid("host"));
        var figures = figures(run, vm);
        journal.completed(run.uuid("migration"), figures);
        return figures;
    }

    /** Said before anybody looks for it at its target: by its disks it is known there, and recovered from there. */
    private void disksMoved(TaskRun run, UUID vm) {
        var places = new HashMap<String, VmDisks.Place>();
        var copies = new ArrayList<DiskCopy>();
        for (var disk : copied.of(run.uuid("migration"))) {
            places.put(disk.device(), new VmDisks.Place(noted(run, disk), disk.targetStoreId(), disk.targetPath()));
            copies.add(new DiskCopy(disk.device(), disk.targetPath()));
        }
        disks.moved(vm, places, definition -> relocated(run, definition, copies));
    }

    /** How large it is now; null when its host doesn't say so. */
    private UUID noted(TaskRun run, CopiedDisk disk) {
        try {
            return volumes.note(run.uuid("host"), disk.targetStoreId(), disk.targetVolume());
        } catch (HypervisorFailure e) {
            return volumes.known(disk.targetStoreId(), disk.targetVolume());
        }
    }

    /** Any of the two links knows how definitions are written; without one it is read when the target answers. */
    private VmDefinition relocated(TaskRun run, VmDefinition definition, List<DiskCopy> copies) {
        for (var end : List.of("host", "source")) {
            try {
                return connections.to(run.uuid(end)).relocated(definition, copies);
            } catch (HypervisorFailure e) {
                run.log("Its definition could not be rewritten by the link to " + end + ": " + e.getMessage());
            }
        }
        return definition;
    }

    /** After post-copy the target has no figures; what the source told last stands in. */
    private MigrationFigures figures(TaskRun run, UUID vm) {
        var told = new MigrationFigures(
                run.number("lastTotal") > 0 ? run.number("lastTotal") : -1,
                run.number("lastPause") > 0 ? run.number("lastPause") : -1,
                -1);
        try {
            return connections.to(run.uuid("host")).arrivalFigures(vm).orElse(told);
        } catch (HypervisorFailure e) {
            return told;
        }
    }

    /** A target that dies now must not hold the VM's task: the VM is recovered from there. */
    private void lookAt(UUID target, UUID vm, TaskRun run) {
        try {
            power.learn(target, vm);
        } catch (HypervisorFailure e) {
            run.log("The target will be looked at when it answers: " + e.getMessage());
        }
    }

    /** The hypervisor undefines at the source by itself; after a crash in between, this does. */
    private void forgetAt(UUID source, UUID vm, TaskRun run) {
        try {
            var link = connections.to(source);
            var left = link.vm(vm);
            if (left.isPresent() && left.get().power() == VmReport.Power.OFF) {
                link.undefine(vm);
            }
        } catch (HypervisorFailure e) {
            run.log("The source will be tidied up when it answers: " + e.getMessage());
        }
    }
}
