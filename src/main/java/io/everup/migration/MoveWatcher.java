package io.everup.migration;

import io.everup.host.HostConnections;
import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.Hypervisor;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.MigrationOptions;
import io.everup.hypervisor.MigrationProgress;
import io.everup.migration.MigrationForecast.Ending;
import io.everup.task.TaskRun;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Sends a VM on its way and watches it until it is there, steps in when it doesn't come to its end, or stops it. */
@Component
class MoveWatcher {

    private static final long LOOK_MILLIS = 400;
    private static final int LOOKS_TO_DOUBT = 10;
    private static final int LOOKS_TO_TELL = 3;
    /** The watch gives up by the policy's bound; this is for when nobody watches. */
    private static final Duration GRACE = Duration.ofMinutes(5);

    private final HostConnections connections;
    private final MigrationJournal journal;
    private final JdbcClient jdbc;
    private final ExecutorService movers = Executors.newCachedThreadPool(work -> {
        var thread = new Thread(work, "everup-mover");
        thread.setDaemon(true);
        return thread;
    });

    MoveWatcher(HostConnections connections, MigrationJournal journal, JdbcClient jdbc) {
        this.connections = connections;
        this.journal = journal;
        this.jdbc = jdbc;
    }

    @PreDestroy
    void stop() {
        movers.shutdownNow();
    }

    boolean runsAt(UUID host, UUID vm) {
        return connections.to(host).vm(vm).filter(MemoryMove::runs).isPresent();
    }

    void begin(TaskRun run, Hypervisor source) {
        var destination = jdbc.sql("select uri from host where id = :id")
                .param("id", run.uuid("host"))
                .query(String.class)
                .single();
        var policy = MigrationPayload.policy(run);
        var options = new MigrationOptions(
                policy.bound().plus(GRACE),
                true,
                policy.bandwidthMiBps(),
                run.number("pauseLimit"),
                policy.autoConverge(),
                policy.postCopy(),
                false);
        await(
                run,
                source,
                movers.submit(() -> source.migrate(run.subject().id(), HostUri.parse(destination), options)));
    }

    /** Watches one that a worker before began; there is no answer to wait for, only what both hosts show. */
    void attach(TaskRun run, Hypervisor source) {
        run.log("It is on its way already and is watched.");
        await(run, source, new CompletableFuture<Void>());
    }

    private void await(TaskRun run, Hypervisor source, Future<?> move) {
        var looks = new Looks(run, source);
        for (var n = 1; true; n++) {
            try {
                move.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                looks.remember();
                return;
            } catch (TimeoutException e) {
                looks.look();
                if (n % LOOKS_TO_DOUBT == 0 && endedUnheard(run, source)) {
                    looks.remember();
                    return;
                }
            } catch (ExecutionException e) {
                throw looks.ended(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new HypervisorFailure.OutcomeUnknown("The portal stopped meanwhile", e);
            }
        }
    }

    /**
     * An answer that got lost would else be waited for until the last deadline.
     *
     * @return whether it has arrived
     * @throws HypervisorFailure.Refused when it has ended and runs on at its source
     */
    private boolean endedUnheard(TaskRun run, Hypervisor source) {
        var vm = run.subject().id();
        try {
            if (source.migrationProgress(vm).isPresent()) {
                return false;
            }
            if (runsAt(run.uuid("host"), vm)) {
                run.warn("The source gave no answer, but the target runs it.");
                return true;
            }
            if (source.vm(vm).filter(MemoryMove::runs).isEmpty()) {
                return false;
            }
        } catch (HypervisorFailure e) {
            return false;
        }
        throw new HypervisorFailure.Refused("The move has ended without success; the VM runs on at its source.", null);
    }

    /** What is seen of one move, and what is done about it. */
    private final class Looks {

        private final TaskRun run;
        private final Hypervisor source;
        private final MigrationWatch watch;
        private boolean stopped;
        private boolean over;
        private String why;
        private int most;
        private int seen;
        private MigrationProgress last;

        Looks(TaskRun run, Hypervisor source) {
            this.run = run;
            this.source = source;
            var ending = run.text("ending");
            this.watch = new MigrationWatch(
                    MigrationPayload.policy(run), ending == null ? Ending.BY_ITSELF : Ending.valueOf(ending));
        }

        void look() {
            try {
                if (run.cancelRequested() && !stopped && !over) {
                    run.log("Cancelling: the hypervisor is asked to stop the move.");
                    source.cancelMigration(run.subject().id());
                    stopped = true;
                    return;
                }
                source.migrationProgress(run.subject().id()).ifPresent(this::seen);
            } catch (HypervisorFailure e) {
                // Progress is nice to have; whether the move works out, its own answer says.
                return;
            }
        }

        private void seen(MigrationProgress progress) {
            last = progress;
            if (progress.wentOver() && !over) {
                over = true;
                journal.state(run.uuid("migration"), MigrationState.SWITCHED);
            }
            if (progress.percent() >= 0) {
                most = Math.max(most, progress.percent());
                run.progress(10 + most * 80 / 100);
            }
            if (seen++ % LOOKS_TO_TELL == 0 || progress.wentOver()) {
                journal.progress(run.uuid("migration"), progress);
            }
            if (!stopped) {
                act(watch.judge(progress));
            }
        }

        private void act(MigrationWatch.Decision decision) {
            switch (decision.verdict()) {
                case GO_ON -> {}
                case GO_OVER -> {
                    if (!over) {
                        run.warn(decision.reason() + ": it goes over ahead of its memory. Until the rest has followed,"
                                + " the loss of either host, or of the network between them, costs it its memory.");
                        source.switchToPostCopy(run.subject().id());
                        over = true;
                    }
                }
                case GIVE_UP -> {
                    why = decision.reason();
                    run.warn(why + ": the move is stopped.");
                    source.cancelMigration(run.subject().id());
                    stopped = true;
                }
            }
        }

        /** What is known at the end and might not be asked for any more. */
        void remember() {
            if (last != null) {
                journal.progress(run.uuid("migration"), last);
                run.put("lastTotal", last.elapsedMillis());
                run.put("lastPause", last.pauseMillis());
            }
        }

        RuntimeException ended(Throwable cause) {
            if (why != null && cause instanceof HypervisorFailure.Refused) {
                return new HypervisorFailure.Refused(why + ", so it was stopped; the VM runs on where it was.", cause);
            }
            return cause instanceof RuntimeException problem ? problem : new IllegalStateException(cause);
        }
    }
}
