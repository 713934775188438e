package io.everup.host;

import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Asks every fence device for its host's power all the time, so that one that fails is known before it is needed, and
 * one that is mended counts again within seconds.
 */
@Component
class FenceReadiness {

    /** How old the word of a device that answers may get; up to half a minute less, so that devices spread out. */
    static final Duration READY = Duration.ofMinutes(2);
    /** How long until one that doesn't answer, or was never asked, is asked again. */
    static final Duration FAILING = Duration.ofSeconds(10);
    /** A device's program is a process. */
    private static final int AT_ONCE = 8;
    /** In one round; thousands of hosts take turns. */
    private static final int A_ROUND = 64;

    private final JdbcClient jdbc;
    private final FenceDevices devices;
    private final Clock clock;
    private final ExecutorService askers = Executors.newFixedThreadPool(AT_ONCE, work -> {
        var thread = new Thread(work, "everup-fence-readiness");
        thread.setDaemon(true);
        return thread;
    });

    FenceReadiness(JdbcClient jdbc, FenceDevices devices, Clock clock) {
        this.jdbc = jdbc;
        this.devices = devices;
        this.clock = clock;
    }

    @PreDestroy
    void stop() {
        askers.shutdownNow();
    }

    /** One round; returns when each device that was asked has answered or let its deadline pass. */
    void askDue() {
        var asks = due(clock.instant()).entrySet().stream()
                .<Callable<Object>>map(host -> () -> {
                    devices.of(host.getKey()).stream()
                            .filter(device -> host.getValue().contains(device.id()))
                            .forEach(device -> devices.ask(host.getKey(), device));
                    return null;
                })
                .toList();
        try {
            askers.invokeAll(asks);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The devices whose word is too old, oldest first, by host. A host that is being fenced is high availability's own. */
    private Map<UUID, List<UUID>> due(Instant now) {
        record Due(UUID host, UUID device) {}
        return jdbc
                .sql("""
                        select d.host_id, d.id from fence_device d join host h on h.id = d.host_id
                        where h.state not in ('CONNECTING', 'SUSPECT', 'FENCING')
                          and (d.checked_at is null
                               or d.checked_at < case when d.ready
                                    then :ready + make_interval(secs => abs(hashtext(d.id::text) % 30))
                                    else :failing end)
                        order by d.checked_at nulls first limit :most
                        """)
                .param("ready", now.minus(READY).atOffset(ZoneOffset.UTC))
                .param("failing", now.minus(FAILING).atOffset(ZoneOffset.UTC))
                .param("most", A_ROUND)
                .query((row, number) -> new Due(row.getObject("host_id", UUID.class), row.getObject("id", UUID.class)))
                .list()
                .stream()
                .collect(Collectors.groupingBy(Due::host, Collectors.mapping(Due::device, Collectors.toList())));
    }
}
