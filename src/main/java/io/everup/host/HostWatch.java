package io.everup.host;

import io.everup.hypervisor.Hypervisor;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Passes on what the links notice, on threads of its own, and writes down which host this replica hears. */
@Component
class HostWatch implements HostLink.Watcher {

    private static final Logger log = LoggerFactory.getLogger(HostWatch.class);
    private static final int THREADS = 16;
    private static final long GATHER_MILLIS = 100;

    private final ApplicationEventPublisher publisher;
    private final JdbcClient jdbc;
    private final Node node;
    private final Clock clock;
    /** One thread, so that what was heard last is what is written last. */
    private final ExecutorService scribe = Executors.newSingleThreadExecutor(work -> {
        var thread = new Thread(work, "everup-sight");
        thread.setDaemon(true);
        return thread;
    });

    private final ExecutorService messengers = Executors.newFixedThreadPool(THREADS, work -> {
        var thread = new Thread(work, "everup-watch");
        thread.setDaemon(true);
        return thread;
    });
    private final Set<HostEvents.VmTouched> touched = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService gatherer = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "everup-watch-gather");
        thread.setDaemon(true);
        return thread;
    });

    HostWatch(ApplicationEventPublisher publisher, JdbcClient jdbc, Node node, Clock clock) {
        this.publisher = publisher;
        this.jdbc = jdbc;
        this.node = node;
        this.clock = clock;
    }

    @PreDestroy
    void stop() {
        messengers.shutdownNow();
        scribe.shutdownNow();
    }

    @Override
    public void connected(UUID host, Hypervisor hypervisor) {
        tell(new HostEvents.Connected(host));
    }

    @Override
    public void silent(UUID host, String why, Instant lastAnswer) {
        log.info("Host {} is silent: {}", host, why);
        tell(new HostEvents.Silent(host, why, lastAnswer));
        note(host, false);
    }

    @Override
    public void answering(UUID host) {
        note(host, true);
        tell(new HostEvents.Answering(host));
    }

    /** A start alone makes a host speak three times: what comes close together is looked at once. */
    @Override
    public void vmTouched(UUID host, UUID vm) {
        var event = new HostEvents.VmTouched(host, vm);
        if (touched.add(event)) {
            try {
                gatherer.schedule(() -> pass(event), GATHER_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                log.debug("Everup is being stopped: nothing is passed on any more");
            }
        }
    }

    /** Forgotten before it is dealt with, so that what changes meanwhile is looked at again. */
    private void pass(HostEvents.VmTouched event) {
        touched.remove(event);
        tell(event);
    }

    private void tell(Object event) {
        if (!messengers.isShutdown()) {
            messengers.execute(() -> {
                try {
                    publisher.publishEvent(event);
                } catch (RuntimeException e) {
                    log.warn("{} could not be dealt with: {}", event, e.toString());
                    log.debug("Because of", e);
                }
            });
        }
    }

    private void note(UUID host, boolean answering) {
        if (scribe.isShutdown()) {
            return;
        }
        scribe.execute(() -> {
            try {
                write(host, answering);
            } catch (RuntimeException e) {
                log.warn("What this replica hears of host {} was not written down: {}", host, e.getMessage());
            }
        });
    }

    private void write(UUID host, boolean answering) {
        var now = clock.instant().atOffset(ZoneOffset.UTC);
        jdbc.sql("""
                        insert into host_sight (host_id, node_id, answering, since)
                        select id, :node, :answering, :now from host where id = :host
                        on conflict (host_id, node_id) do update set answering = :answering, since = :now
                        """)
                .param("host", host)
                .param("node", node.id())
                .param("answering", answering)
                .param("now", now)
                .update();
        if (answering) {
            jdbc.sql("update host set seen_at = :now where id = :host")
                    .param("host", host)
                    .param("now", now)
                    .update();
        }
    }
}
