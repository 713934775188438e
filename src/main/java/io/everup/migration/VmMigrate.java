package io.everup.migration;

import io.everup.host.HostConnections;
import io.everup.host.HostDirectory;
import io.everup.host.HostState;
import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.Hypervisor;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.MigrationFigures;
import io.everup.hypervisor.MigrationOptions;
import io.everup.hypervisor.VmReport;
import io.everup.task.TaskKind;
import io.everup.task.TaskRun;
import io.everup.task.TaskState;
import io.everup.task.TaskStep;
import io.everup.vm.VmGate;
import io.everup.vm.VmSignal;
import io.everup.vm.VmSwitch;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Moves a VM while it runs. The hypervisors carry the move out between themselves, so it goes on when the portal dies;
 * the next attempt asks both hosts what is true before it does anything.
 */
@Component
class VmMigrate implements TaskKind {

    static final String KIND = "vm-migrate";

    private static final Duration MOST = Duration.ofMinutes(60);
    private static final long LOOK_MILLIS = 400;
    private static final int LOOKS_TO_DOUBT = 10;

    private final HostConnections connections;
    private final HostDirectory hosts;
    private final VmGate gate;
    private final VmSwitch power;
    private final MigrationJournal journal;
    private final JdbcClient jdbc;
    private final ExecutorService movers = Executors.newCachedThreadPool(work -> {
        var thread = new Thread(work, "everup-mover");
        thread.setDaemon(true);
        return thread;
    });

    VmMigrate(
            HostConnections connections,
            HostDirectory hosts,
            VmGate gate,
            VmSwitch power,
            MigrationJournal journal,
            JdbcClient jdbc) {
        this.connections = connections;
        this.hosts = hosts;
        this.gate = gate;
        this.power = power;
        this.journal = journal;
        this.jdbc = jdbc;
    }

    @PreDestroy
    void stop() {
        movers.shutdownNow();
    }

    @Override
    public String name() {
        return KIND;
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(60);
    }

    @Override
    public List<TaskStep> steps(TaskRun run) {
        return List.of(
                TaskStep.of("Check the target", this::prepare), new Move(), TaskStep.of("Tidy up", this::settle));
    }

    private void prepare(TaskRun run) {
        run.log("Chosen " + run.text("hostName") + ": " + run.text("why") + ".");
        var target = connections.to(run.uuid("host"));
        var there = target.vm(run.subject().id());
        if (there.isPresent() && there.get().power() == VmReport.Power.OFF) {
            target.undefine(run.subject().id());
            run.log("A stale, stopped copy on " + run.text("hostName") + " was removed.");
        }
        journal.state(run.uuid("migration"), MigrationState.PREPARED);
    }

    private void settle(TaskRun run) {
        var vm = run.subject().id();
        var target = run.uuid("host");
        gate.arrivedIfMeant(vm, VmSignal.MIGRATED, target);
        lookAt(target, vm, run);
        var figures = figures(target, vm);
        journal.completed(run.uuid("migration"), figures);
        if (figures.pauseMillis() >= 0) {
            run.result("pauseMillis", figures.pauseMillis());
        }
        if (figures.totalMillis() >= 0) {
            run.result("totalMillis", figures.totalMillis());
        }
        run.result("host", target);
        run.log("It runs on " + run.text("hostName") + "; its guest stood still for "
                + (figures.pauseMillis() < 0 ? "an unknown time" : figures.pauseMillis() + " ms") + ".");
        forgetAt(run.uuid("source"), vm, run);
    }

    /** A target that dies now must not hold the VM's task: the VM is recovered from there. */
    private void lookAt(UUID target, UUID vm, TaskRun run) {
        try {
            power.learn(target, vm);
        } catch (HypervisorFailure e) {
            run.log("The target will be looked at when it answers: " + e.getMessage());
        }
    }

    private MigrationFigures figures(UUID target, UUID vm) {
        try {
            return connections.to(target).arrivalFigures(vm).orElse(new MigrationFigures(-1, -1, -1));
        } catch (HypervisorFailure e) {
            return new MigrationFigures(-1, -1, -1);
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

    @Override
    public void ended(TaskRun run, TaskState state) {
        var failure = state == TaskState.CANCELLED ? "It was cancelled." : "It failed; the task's log says why.";
        journal.ended(run.uuid("migration"), MigrationState.ROLLED_BACK, failure);
        gate.signalIfMeant(run.subject().id(), VmSignal.GIVEN_UP, null);
    }

    private boolean runsAt(UUID host, UUID vm) {
        return connections
                .to(host)
                .vm(vm)
                .filter(report -> report.power() == VmReport.Power.RUNNING)
                .isPresent();
    }

    private final class Move implements TaskStep {

        @Override
        public String title() {
            return "Copy its memory and switch over";
        }

        @Override
        public Probe probe(TaskRun run) {
            var vm = run.subject().id();
            if (runsAt(run.uuid("host"), vm)) {
                journal.state(run.uuid("migration"), MigrationState.SWITCHED);
                return Probe.DONE;
            }
            return connections.to(run.uuid("source")).migrationProgress(vm).isPresent()
                    ? Probe.IN_FLIGHT
                    : Probe.NOT_DONE;
        }

        @Override
        public void perform(TaskRun run) {
            journal.state(run.uuid("migration"), MigrationState.TRANSFERRING);
            var source = connections.to(run.uuid("source"));
            var destination = jdbc.sql("select uri from host where id = :id")
                    .param("id", run.uuid("host"))
                    .query(String.class)
                    .single();
            var options = new MigrationOptions(MOST, true, 0);
            var move = movers.submit(() -> source.migrate(run.subject().id(), HostUri.parse(destination), options));
            await(run, source, move);
            journal.state(run.uuid("migration"), MigrationState.SWITCHED);
        }

        private void await(TaskRun run, Hypervisor source, Future<?> move) {
            var cancelled = false;
            for (var looks = 1; true; looks++) {
                try {
                    move.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                    return;
                } catch (TimeoutException e) {
                    cancelled = look(run, source, cancelled);
                    if (looks % LOOKS_TO_DOUBT == 0 && arrivedUnheard(run, source)) {
                        run.warn("The source gave no answer, but the target runs it.");
                        return;
                    }
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof RuntimeException problem
                            ? problem
                            : new IllegalStateException(e.getCause());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new HypervisorFailure.OutcomeUnknown("The portal stopped meanwhile", e);
                }
            }
        }

        /** An answer that got lost would else be waited for until the last deadline. */
        private boolean arrivedUnheard(TaskRun run, Hypervisor source) {
            try {
                return source.migrationProgress(run.subject().id()).isEmpty()
                        && runsAt(run.uuid("host"), run.subject().id());
            } catch (HypervisorFailure e) {
                return false;
            }
        }

        /** Answers whether the move has been asked to stop. */
        private boolean look(TaskRun run, Hypervisor source, boolean cancelled) {
            try {
                if (run.cancelRequested() && !cancelled) {
                    run.log("Cancelling: the hypervisor is asked to stop the move.");
                    source.cancelMigration(run.subject().id());
                    return true;
                }
                source.migrationProgress(run.subject().id()).ifPresent(progress -> {
                    if (progress.percent() >= 0) {
                        run.progress(10 + progress.percent() * 80 / 100);
                    }
                });
            } catch (HypervisorFailure e) {
                // Progress is nice to have; whether the move works out, its own answer says.
                return cancelled;
            }
            return cancelled;
        }

        @Override
        public void undo(TaskRun run) {
            var vm = run.subject().id();
            stopIfUnderWay(run.uuid("source"), vm);
            if (switchedOver(run)) {
                run.log("It had switched over already and stays there.");
                gate.arrivedIfMeant(vm, VmSignal.MIGRATED, run.uuid("host"));
                journal.completed(run.uuid("migration"), figures(run.uuid("host"), vm));
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
                var link = connections.to(source);
                if (link.migrationProgress(vm).isPresent()) {
                    link.cancelMigration(vm);
                }
            } catch (HypervisorFailure e) {
                // A source that is gone moves nothing any more; where the VM runs is asked of the target.
                return;
            }
        }

        private Optional<Boolean> seenRunningAt(UUID host, UUID vm) {
            try {
                return Optional.of(runsAt(host, vm));
            } catch (HypervisorFailure e) {
                return Optional.empty();
            }
        }

        @Override
        public boolean pivot() {
            return true;
        }
    }
}
