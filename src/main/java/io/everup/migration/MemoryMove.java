package io.everup.migration;

import io.everup.host.HostConnections;
import io.everup.host.HostDirectory;
import io.everup.host.HostState;
import io.everup.hypervisor.Hypervisor;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.MigrationProgress;
import io.everup.hypervisor.VmReport;
import io.everup.task.TaskRun;
import io.everup.task.TaskStep;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * The move itself. The hypervisors carry it out between themselves, so it goes on when the portal dies; whoever takes it
 * up again asks both hosts what is true, and goes on watching.
 */
@Component
class MemoryMove implements TaskStep {

    private final HostConnections connections;
    private final HostDirectory hosts;
    private final MigrationJournal journal;
    private final MigrationArrival arrival;
    private final MoveWatcher watcher;
    private final TornGuest torn;
    private final BrokenLink link;

    MemoryMove(
            HostConnections connections,
            HostDirectory hosts,
            MigrationJournal journal,
            MigrationArrival arrival,
            MoveWatcher watcher,
            TornGuest torn,
            BrokenLink link) {
        this.link = link;
        this.connections = connections;
        this.hosts = hosts;
        this.journal = journal;
        this.arrival = arrival;
        this.watcher = watcher;
        this.torn = torn;
    }

    @Override
    public String title() {
        return "Copy its memory and switch over";
    }

    @Override
    public Probe probe(TaskRun run) {
        if (!watcher.runsAt(run.uuid("host"), run.subject().id()) || restFollows(run)) {
            return Probe.NOT_DONE;
        }
        journal.state(run.uuid("migration"), MigrationState.SWITCHED);
        return Probe.DONE;
    }

    /** It runs at the target, and still fetches memory from the source. */
    private boolean restFollows(TaskRun run) {
        try {
            return connections
                    .to(run.uuid("source"))
                    .migrationProgress(run.subject().id())
                    .filter(MigrationProgress::wentOver)
                    .isPresent();
        } catch (HypervisorFailure e) {
            return false;
        }
    }

    @Override
    public void perform(TaskRun run) {
        var vm = run.subject().id();
        if (torn.isTorn(run)) {
            if (!link.mended(run)) {
                torn.startAnew(run);
            }
        } else {
            journal.state(run.uuid("migration"), MigrationState.TRANSFERRING);
            var source = connections.to(run.uuid("source"));
            if (source.migrationProgress(vm).isPresent()) {
                watcher.attach(run, source);
            } else {
                watcher.begin(run, source);
            }
        }
        journal.state(run.uuid("migration"), MigrationState.SWITCHED);
    }

    @Override
    public void undo(TaskRun run) {
        stopIfUnderWay(run.uuid("source"), run.subject().id());
        torn.clearTarget(run);
        if (switchedOver(run)) {
            run.log("It had switched over already and stays there.");
            arrival.arrived(run);
        }
    }

    /** @throws HypervisorFailure.Unreachable while it may run at either end and neither says so */
    private boolean switchedOver(TaskRun run) {
        var there = seenRunningAt(run.uuid("host"), run.subject().id());
        if (there.isPresent()) {
            return there.get();
        }
        var here = seenRunningAt(run.uuid("source"), run.subject().id());
        if (here.orElse(false)) {
            return false;
        }
        if (hosts.stateOf(run.uuid("host")).orElse(HostState.FENCED) == HostState.FENCED) {
            // Off at both ends: it died with the target if the source has let it go, else with the source.
            return here.isPresent();
        }
        journal.state(run.uuid("migration"), MigrationState.NEEDS_OPERATOR);
        throw new HypervisorFailure.Unreachable(
                "Nobody can tell whether it runs on " + run.text("hostName") + ", which doesn't answer", null);
    }

    private void stopIfUnderWay(UUID source, UUID vm) {
        try {
            Hypervisor link = connections.to(source);
            if (link.migrationProgress(vm).filter(move -> !move.wentOver()).isPresent()) {
                link.cancelMigration(vm);
            }
        } catch (HypervisorFailure e) {
            // A source that is gone moves nothing any more; where the VM runs is asked of the target.
            return;
        }
    }

    private Optional<Boolean> seenRunningAt(UUID host, UUID vm) {
        try {
            return Optional.of(watcher.runsAt(host, vm));
        } catch (HypervisorFailure e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean pivot() {
        return true;
    }

    /** Whether a host's word of a VM means that its guest runs there, whole. */
    static boolean runs(VmReport report) {
        return report.power() == VmReport.Power.RUNNING && report.reason() != VmReport.Reason.TORN;
    }
}
