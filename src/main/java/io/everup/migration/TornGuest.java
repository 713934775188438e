package io.everup.migration;

import io.everup.host.HostConnections;
import io.everup.hypervisor.Hypervisor;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.VmReport.Power;
import io.everup.hypervisor.VmReport.Reason;
import io.everup.task.TaskRun;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * A guest that went over ahead of its memory and lost the rest: neither half can ever run on. The half at the target is
 * switched off; the VM then starts anew like one whose host died, at the target if the source says that it is off there,
 * else when the source is proven dead.
 */
@Component
class TornGuest {

    private final HostConnections connections;

    TornGuest(HostConnections connections) {
        this.connections = connections;
    }

    /** Whether it is one now, as the target sees it. */
    boolean isTorn(TaskRun run) {
        return connections
                .to(run.uuid("host"))
                .vm(run.subject().id())
                .filter(report -> report.reason() == Reason.TORN)
                .isPresent();
    }

    /**
     * Switches both halves off and starts it anew at the target.
     *
     * @throws HypervisorFailure.Unreachable while the source doesn't say that it doesn't run there
     */
    void startAnew(TaskRun run) {
        var vm = run.subject().id();
        run.warn("It went over ahead of its memory, and the rest is lost: its guest can't run on and is started anew.");
        // The source's half first: while nobody knows of it, nothing may be started.
        var source = connections.to(run.uuid("source"));
        clear(source, vm);
        if (source.vm(vm).isPresent()) {
            source.undefine(vm);
        }
        var target = connections.to(run.uuid("host"));
        clear(target, vm);
        target.start(vm);
    }

    /** Where the source is lost, too: the target's half must not stand in the way of its recovery. */
    void clearTarget(TaskRun run) {
        try {
            if (isTorn(run)) {
                run.warn("It went over ahead of its memory, and the rest is lost with " + "its source.");
                var target = connections.to(run.uuid("host"));
                clear(target, run.subject().id());
                target.undefine(run.subject().id());
            }
        } catch (HypervisorFailure.Unreachable e) {
            // Neither host answers: the caller finds that out by itself, and waits for proof.
            return;
        }
    }

    private static void clear(Hypervisor host, UUID vm) {
        var on = host.vm(vm).filter(report -> report.power() != Power.OFF).isPresent();
        if (on) {
            host.powerOff(vm);
        }
    }
}
