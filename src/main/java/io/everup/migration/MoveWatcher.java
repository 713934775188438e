package io.everup.migration;

import io.everup.host.HostConnections;
import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.Hypervisor;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.MigrationOptions;
import io.everup.hypervisor.MigrationProgress;
import io.everup.hypervisor.VmReport;
import io.everup.migration.MigrationForecast.Ending;
import io.everup.task.TaskRun;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
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
    /** While it goes over ahead of its memory. */
    private static final long LOOK_SOON_MILLIS = 20;

    private static final int LOOKS_TO_DOUBT = 10;
    private static final int LOOKS_TO_TELL = 3;
    /** The watch gives up by the policy's bound; this is for when nobody watches. */
    private static final Duration GRACE = Duration.ofMinutes(5);
    /** Disks may be large. */
    private static final Duration DISKS = Duration.ofDays(7);

    private final HostConnections connections;
    private final MigrationJournal journal;
    private final DiskJournal disks;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final ExecutorService movers = Executors.newCachedThreadPool(work -> {
        var thread = new Thread(work, "everup-mover");
        thread.setDaemon(true);
        return thread;
    });

    MoveWatcher(
            HostConnections connections, MigrationJournal journal, DiskJournal disks, JdbcClient jdbc, Clock clock) {
        this.clock = clock;
        this.disks = disks;
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

    /** As the policy has it: encrypted, over several connections. What is no must and can't be had, it goes without. */
    void begin(TaskRun run, Hypervisor source) {
        var policy = MigrationPayload.policy(run);
        // QEMU sends over several connections or ahead of its memory, not both.
        begin(run, source, policy.encryption() != Encryption.OFF, policy.postCopy() ? 1 : policy.connections());
    }

    private void begin(TaskRun run, Hypervisor source, boolean encrypted, int connections) {
        try {
            send(run, source, encrypted, connections);
        } catch (HypervisorFailure.Refused e) {
            var optional = MigrationPayload.policy(run).encryption() == Encryption.WHEN_POSSIBLE;
            if (connections > 1 && e.lacks() == HypervisorFailure.Lack.CONNECTIONS) {
                run.warn(e.getMessage() + " It goes over one connection.");
                begin(run, source, encrypted, 1);
            } else if (encrypted && optional && e.lacks() == HypervisorFailure.Lack.CERTIFICATES) {
                run.warn(e.getMessage() + " It goes unencrypted, as this pool allows.");
                begin(run, source, false, connections);
            } else {
                throw e;
            }
        }
    }

    private void send(TaskRun run, Hypervisor source, boolean encrypted, int connections) {
        journal.encrypted(run.uuid("migration"), encrypted);
        run.put("encrypted", encrypted);
        var options = options(run, encrypted, connections);
        var target = target(run);
        await(run, source, movers.submit(() -> source.migrate(run.subject().id(), target, options)));
    }

    /** Has the rest of its memory sent to a guest that went over and lost its link. */
    void resume(TaskRun run, Hypervisor source) {
        var options = options(run, run.flag("encrypted"), 1);
        var target = target(run);
        await(
                run,
                source,
                movers.submit(() -> source.resumePostCopy(run.subject().id(), target, options)));
    }

    private HostUri target(TaskRun run) {
        var destination = jdbc.sql("select uri from host where id = :id")
                .param("id", run.uuid("host"))
                .query(String.class)
                .single();
        return HostUri.parse(destination);
    }

    private MigrationOptions options(TaskRun run, boolean encrypted, int connections) {
        var policy = MigrationPayload.policy(run);
        var copies = disks.copies(run.uuid("migration"));
        return new MigrationOptions(
                policy.bound().plus(copies.isEmpty() ? GRACE : DISKS),
                true,
                policy.bandwidthMiBps(),
                run.number("pauseLimit"),
                policy.autoConverge(),
                policy.postCopy(),
                encrypted,
                connections,
                copies);
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
                move.get(looks.pause.open() ? LOOK_SOON_MILLIS : LOOK_MILLIS, TimeUnit.MILLISECONDS);
                looks.remember();
                return;
            } catch (TimeoutException e) {
                looks.look();
                if (n % LOOKS_TO_DOUBT == 0 && endedUnheard(run, source, move instanceof CompletableFuture)) {
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
     * @param attached whether nobody else would tell that the rest of its memory is held up
     * @throws HypervisorFailure.Refused when it has ended and runs on at its source
     */
    private boolean endedUnheard(TaskRun run, Hypervisor source, boolean attached) {
        var vm = run.subject().id();
        try {
            if (attached && torn(run)) {
                throw new HypervisorFailure.OutcomeUnknown("The rest of its memory doesn't follow it.", null);
            }
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
        } catch (HypervisorFailure.OutcomeUnknown e) {
            throw e;
        } catch (HypervisorFailure e) {
            return false;
        }
        throw new HypervisorFailure.Refused("The move has ended without success; the VM runs on at its source.", null);
    }

    private boolean torn(TaskRun run) {
        return connections
                .to(run.uuid("host"))
                .vm(run.subject().id())
                .filter(half -> half.reason() == VmReport.Reason.TORN)
                .isPresent();
    }

    /** What is seen of one move, and what is done about it. */
    private final class Looks {

        private final TaskRun run;
        private final Hypervisor source;
        private final MigrationWatch watch;
        private final PostCopyPause pause = new PostCopyPause();
        private boolean stopped;
        private boolean over;
        private boolean seenOver;
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
                var now = clock.instant();
                var progress = source.migrationProgress(run.subject().id());
                if (progress.isPresent() && !progress.get().wentOver()) {
                    pause.ranHere(now);
                }
                progress.ifPresent(this::seen);
                if (pause.open()) {
                    pause.looked(runsThere(), clock.instant());
                }
            } catch (HypervisorFailure e) {
                // Progress is nice to have; whether the move works out, its own answer says.
                return;
            }
        }

        private boolean runsThere() {
            try {
                return runsAt(run.uuid("host"), run.subject().id());
            } catch (HypervisorFailure e) {
                return false;
            }
        }

        private void seen(MigrationProgress progress) {
            last = progress;
            if (progress.wentOver() && !seenOver) {
                over = true;
                seenOver = true;
                pause.left();
                journal.state(run.uuid("migration"), MigrationState.SWITCHED);
            }
            var percent = progress.percent(run.number("memoryBytes"));
            if (percent >= 0) {
                most = Math.max(most, percent);
                run.progress(10 + most * 80 / 100);
            }
            if (seen++ % LOOKS_TO_TELL == 0 || progress.wentOver()) {
                journal.progress(run.uuid("migration"), progress, most == 0 ? percent : most);
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
                        pause.left();
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
            pause.arrived(clock.instant());
            if (over && !seenOver) {
                journal.wentOver(run.uuid("migration"));
            }
            if (last != null) {
                journal.progress(run.uuid("migration"), last, most);
                run.put("lastTotal", last.elapsedMillis());
                run.put("lastPause", Math.max(last.pauseMillis(), pause.millis()));
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
