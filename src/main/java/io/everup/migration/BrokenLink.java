package io.everup.migration;

import io.everup.host.HostConnections;
import io.everup.host.HostDirectory;
import io.everup.host.HostState;
import io.everup.hypervisor.Hypervisor;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.VmReport.Reason;
import io.everup.task.TaskRun;
import io.everup.task.TaskStep;
import io.everup.vm.VmGate;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * A guest that went over ahead of its memory and lost the link to the rest. While both halves are there nothing is lost: the
 * rest is sent when the hosts reach each other again. Until then it is said that its guest stands still.
 */
@Component
class BrokenLink {

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
    /** For so long the hosts may take to find each other again, at {@link #LOOK_AGAIN} a time. */
    private static final int MOST_TRIES = 60;

    private final HostConnections connections;
    private final HostDirectory hosts;
    private final MigrationJournal journal;
    private final MoveWatcher watcher;
    private final VmGate gate;

    BrokenLink(
            HostConnections connections,
            HostDirectory hosts,
            MigrationJournal journal,
            MoveWatcher watcher,
            VmGate gate) {
        this.connections = connections;
        this.hosts = hosts;
        this.journal = journal;
        this.watcher = watcher;
        this.gate = gate;
    }

    /**
     * Brings the halves together.
     *
     * @return whether all of its memory is there now; else it is lost
     * @throws TaskStep.Again while that can't be told
     */
    boolean mended(TaskRun run) {
        if (run.flag("halfLost")) {
            return false;
        }
        Hypervisor source;
        try {
            source = connections.to(run.uuid("source"));
            if (source.vm(run.subject().id())
                    .filter(half -> half.reason() == Reason.TORN)
                    .isEmpty()) {
                return lost(run, "its source has no half of it any more.");
            }
        } catch (HypervisorFailure.Unreachable e) {
            if (hosts.stateOf(run.uuid("source")).orElse(HostState.FENCED) == HostState.FENCED) {
                return lost(run, "the host that has the rest is off.");
            }
            tell(run);
            throw new TaskStep.Again(LOOK_AGAIN);
        }
        tell(run);
        return sent(run, source);
    }

    private boolean sent(TaskRun run, Hypervisor source) {
        try {
            watcher.resume(run, source);
            run.log("The rest of its memory has followed; its guest runs on.");
            return true;
        } catch (HypervisorFailure.Refused e) {
            var tries = run.number("mends") + 1;
            run.put("mends", tries);
            if (tries >= MOST_TRIES) {
                return lost(run, e.getMessage());
            }
            if (tries == 1) {
                run.warn(e.getMessage() + " It is tried again for five minutes.");
            }
            throw new TaskStep.Again(LOOK_AGAIN);
        }
    }

    private static boolean lost(TaskRun run, String why) {
        run.put("halfLost", true);
        run.warn("The rest of its memory is lost: " + why);
        return false;
    }

    /** Once. */
    private void tell(TaskRun run) {
        if (run.flag("broken")) {
            return;
        }
        run.put("broken", true);
        journal.state(run.uuid("migration"), MigrationState.BROKEN);
        var text =
                "It went over to " + run.text("hostName") + " ahead of its memory, and the link to the rest broke: its"
                        + " guest stands still. The rest is sent as soon as the hosts reach each other; don't switch it off at"
                        + " either.";
        run.warn(text);
        gate.explain(run.subject().id(), text);
    }
}
