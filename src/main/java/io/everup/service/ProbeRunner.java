package io.everup.service;

import io.everup.host.Node;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Makes every replica check every probe when it is due: so many at once, never one twice at once. A replica whose checks
 * pile up leaves some out, and its votes run out: it says nothing rather than something late.
 */
@Component
class ProbeRunner {

    private static final Logger log = LoggerFactory.getLogger(ProbeRunner.class);
    private static final int MOST_WAITING = 1_000;
    private static final long ROUND_MILLIS = 500;
    private static final int LOAD_EVERY = 4;

    private final ServiceStore services;
    private final ProbeChecks checks;
    private final ProbeLog results;
    private final Node node;
    private final Clock clock;
    private final Map<UUID, Long> due = new HashMap<>();
    private final Set<UUID> busy = ConcurrentHashMap.newKeySet();
    private final ExecutorService workers;
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(ProbeRunner::daemon);
    private Map<UUID, ProbeSpec> probes = Map.of();
    private int rounds;

    ProbeRunner(
            ServiceStore services,
            ProbeChecks checks,
            ProbeLog results,
            ServiceSettings settings,
            Node node,
            Clock clock) {
        this.services = services;
        this.checks = checks;
        this.results = results;
        this.node = node;
        this.clock = clock;
        var threads = Math.max(1, settings.probeThreads());
        workers = new ThreadPoolExecutor(
                threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), ProbeRunner::daemon);
    }

    @EventListener(ApplicationReadyEvent.class)
    void start() {
        heart.scheduleWithFixedDelay(this::round, ROUND_MILLIS, ROUND_MILLIS, TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void stop() {
        heart.shutdownNow();
        workers.shutdownNow();
    }

    private static Thread daemon(Runnable work) {
        var thread = new Thread(work, "everup-probe");
        thread.setDaemon(true);
        return thread;
    }

    private void round() {
        try {
            if (rounds++ % LOAD_EVERY == 0) {
                probes = services.probes();
                due.keySet().retainAll(new HashSet<>(probes.keySet()));
            }
            var now = System.nanoTime();
            probes.forEach((id, probe) -> {
                var at = due.computeIfAbsent(id, key -> now);
                if (at <= now && busy.add(id)) {
                    due.put(id, Math.max(at + probe.interval().toNanos(), now));
                    begin(id, probe);
                }
            });
        } catch (RuntimeException e) {
            log.warn("Probes were not begun: {}", e.getMessage());
        }
    }

    private void begin(UUID id, ProbeSpec probe) {
        try {
            workers.execute(() -> check(id, probe));
        } catch (RejectedExecutionException full) {
            busy.remove(id);
            log.warn("The probe {} was left out: too many wait on this replica", probe.name());
        }
    }

    private void check(UUID id, ProbeSpec probe) {
        try {
            var at = clock.instant();
            var outcome = checks.check(probe);
            var before = results.vote(id, node.id()).orElse(null);
            results.add(id, node.id(), outcome, ProbeRules.vote(before, outcome, at, probe));
        } catch (RuntimeException e) {
            log.warn("The result of the probe {} was not written down: {}", probe.name(), e.getMessage());
        } finally {
            busy.remove(id);
        }
    }
}
