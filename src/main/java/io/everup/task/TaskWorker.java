package io.everup.task;

import io.everup.event.Changes;
import jakarta.annotation.PreDestroy;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * This replica's workers: they take due tasks from the table and keep the leases of those at work. Urgent tasks have
 * workers of their own.
 */
@Component
class TaskWorker {

    private static final Logger log = LoggerFactory.getLogger(TaskWorker.class);
    private static final int WORKERS = 12;
    private static final int LOOK_MILLIS = 500;
    private static final int RENEW_MILLIS = 1_000;

    private final String name;
    private final TaskStore store;
    private final TaskEngine engine;
    private final Map<String, TaskKind> kinds;
    private final Map<UUID, RunningTask> running = new ConcurrentHashMap<>();
    private final Semaphore wake = new Semaphore(0);
    private final List<Lane> lanes = List.of(new Lane(true), new Lane(false));
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(daemon("everup-lease"));
    private volatile boolean stopped;

    TaskWorker(TaskStore store, TaskEngine engine, List<TaskKind> kinds, Changes changes) {
        this.store = store;
        this.engine = engine;
        this.kinds = kinds.stream().collect(Collectors.toMap(TaskKind::name, Function.identity()));
        this.name = ManagementFactory.getRuntimeMXBean().getName() + "-" + Long.toString(System.nanoTime(), 36);
        changes.subscribe(change -> {
            if (!change.type().equals("host") && !change.type().equals("vm")) {
                wake.release();
            }
        });
    }

    private static final class Lane {
        private final boolean urgent;
        private final Semaphore free = new Semaphore(WORKERS);
        private final ExecutorService threads;

        Lane(boolean urgent) {
            this.urgent = urgent;
            this.threads = Executors.newFixedThreadPool(WORKERS, daemon(urgent ? "everup-urgent" : "everup-task"));
        }
    }

    @EventListener(ApplicationReadyEvent.class)
    void start() {
        daemon("everup-dispatch").newThread(this::dispatchForEver).start();
        heart.scheduleWithFixedDelay(this::renew, RENEW_MILLIS, RENEW_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Tasks at work are left to their leases: another replica, or the next start, goes on with them. */
    @PreDestroy
    void stop() {
        stopped = true;
        heart.shutdownNow();
        lanes.forEach(lane -> lane.threads.shutdownNow());
    }

    private void dispatchForEver() {
        while (!stopped) {
            try {
                lanes.forEach(this::fill);
                if (wake.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            } catch (DataAccessException e) {
                log.warn(
                        "Tasks wait for PostgreSQL: {}",
                        e.getMostSpecificCause().getMessage());
                wake.drainPermits();
            } catch (RuntimeException e) {
                log.error("The dispatcher failed and goes on", e);
            }
        }
    }

    private void fill(Lane lane) {
        while (!stopped && lane.free.tryAcquire()) {
            var taken = false;
            try {
                var claim = store.claim(name, lane.urgent);
                taken = claim.isPresent();
                claim.ifPresent(found -> begin(lane, found));
            } finally {
                if (!taken) {
                    lane.free.release();
                }
            }
            if (!taken) {
                return;
            }
        }
    }

    private void begin(Lane lane, TaskStore.Claim claim) {
        var run = new RunningTask(claim, store, name);
        running.put(claim.id(), run);
        lane.threads.execute(() -> {
            try {
                engine.work(run, kinds.get(claim.kind()));
            } finally {
                running.remove(claim.id());
                lane.free.release();
                wake.release();
            }
        });
    }

    private void renew() {
        try {
            var mine = Map.copyOf(running);
            var held = store.renew(name, mine.keySet());
            mine.forEach((id, run) -> {
                if (Boolean.TRUE.equals(held.get(id))) {
                    run.requestCancel();
                }
            });
        } catch (RuntimeException e) {
            log.warn("Leases could not be renewed: {}", e.getMessage());
        }
    }

    private static java.util.concurrent.ThreadFactory daemon(String name) {
        return work -> {
            var thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
