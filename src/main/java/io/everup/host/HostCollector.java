package io.everup.host;

import io.everup.event.EventLog;
import io.everup.hypervisor.HostReport;
import io.everup.hypervisor.HypervisorFailure;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Asks hosts for all they know of themselves and their VMs, stores the hosts' figures, and passes the report on. */
@Component
public class HostCollector {

    private static final Logger log = LoggerFactory.getLogger(HostCollector.class);
    private static final int THREADS = 16;

    private final HostConnections connections;
    private final ApplicationEventPublisher publisher;
    private final EventLog events;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final Map<UUID, HostReport> last = new ConcurrentHashMap<>();
    private final Set<UUID> atWork = ConcurrentHashMap.newKeySet();
    private final ExecutorService collectors = Executors.newFixedThreadPool(THREADS, work -> {
        var thread = new Thread(work, "everup-collector");
        thread.setDaemon(true);
        return thread;
    });

    HostCollector(
            HostConnections connections,
            ApplicationEventPublisher publisher,
            EventLog events,
            JdbcClient jdbc,
            Clock clock) {
        this.connections = connections;
        this.publisher = publisher;
        this.events = events;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @PreDestroy
    void stop() {
        collectors.shutdownNow();
    }

    /** Begins a poll of every host that answers and isn't being polled; returns at once. */
    public void collectAll() {
        connections.hosts().stream().filter(connections::answering).forEach(this::collect);
    }

    private void collect(UUID host) {
        if (!collectors.isShutdown() && atWork.add(host)) {
            collectors.execute(() -> {
                try {
                    collectNow(host);
                } catch (HypervisorFailure e) {
                    log.debug("Host {} gave no report: {}", host, e.getMessage());
                } catch (RuntimeException e) {
                    log.warn("The report of host {} could not be dealt with", host, e);
                } finally {
                    atWork.remove(host);
                }
            });
        }
    }

    /** Polls one host and returns when its report was dealt with. @throws HypervisorFailure as the hypervisor's report */
    public void collectNow(UUID host) {
        var asked = clock.instant();
        var report = connections.to(host).report();
        store(host, asked, report, last.put(host, report));
        publisher.publishEvent(new HostEvents.Reported(host, asked, report));
        events.changed("figures", host);
    }

    private void store(UUID host, Instant at, HostReport report, HostReport before) {
        jdbc.sql("""
                        update host set memory_free_bytes = :free, cpu_busy = :busy, figures_at = :at,
                               seen_at = greatest(seen_at, :at) where id = :host
                        """)
                .param("host", host)
                .param("free", report.memoryFreeBytes())
                .param("busy", busy(before, report))
                .param("at", at.atOffset(ZoneOffset.UTC))
                .update();
    }

    /** Share of processor time in use between two reports, 0 to 1; null when it can't be told. */
    static Double busy(HostReport before, HostReport now) {
        if (before == null || now.cpuTotalNanos() < 0 || now.cpuTotalNanos() <= before.cpuTotalNanos()) {
            return null;
        }
        var share =
                (double) (now.cpuBusyNanos() - before.cpuBusyNanos()) / (now.cpuTotalNanos() - before.cpuTotalNanos());
        return Math.max(0, Math.min(1, share));
    }
}
