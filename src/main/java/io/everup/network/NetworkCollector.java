package io.everup.network;

import io.everup.event.EventLog;
import io.everup.host.HostConnections;
import io.everup.host.HostEvents;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.NetworkReport;
import io.everup.shared.Ids;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Writes down which networks hosts offer. */
@Component
public class NetworkCollector {

    private static final Logger log = LoggerFactory.getLogger(NetworkCollector.class);

    private final HostConnections connections;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final EventLog events;
    private final Ids ids;
    private final Clock clock;

    NetworkCollector(
            HostConnections connections,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            EventLog events,
            Ids ids,
            Clock clock) {
        this.connections = connections;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.events = events;
        this.ids = ids;
        this.clock = clock;
    }

    /** Before the VMs are looked at, so that their networks are known. */
    @EventListener
    @Order(1)
    void connected(HostEvents.Connected event) {
        collect(event.host());
    }

    /** Looks at the networks of every host that answers. */
    public void collectAll() {
        connections.hosts().stream().filter(connections::answering).forEach(host -> {
            try {
                collect(host);
            } catch (HypervisorFailure e) {
                log.debug("Host {} told nothing of its networks: {}", host, e.getMessage());
            } catch (RuntimeException e) {
                log.warn("What host {} told of its networks could not be dealt with", host, e);
            }
        });
    }

    private void collect(UUID host) {
        var reports = connections.to(host).networks();
        transaction.executeWithoutResult(status -> store(host, reports));
    }

    private void store(UUID host, List<NetworkReport> reports) {
        var now = clock.instant().atOffset(ZoneOffset.UTC);
        for (var report : reports) {
            jdbc.sql("""
                            insert into network (id, pool_id, name, kind, bridge, created_at)
                            select :id, pool_id, :name, :kind, :bridge, :now from host where id = :host
                            on conflict (pool_id, name) do update set kind = :kind, bridge = :bridge
                            """)
                    .param("id", ids.next())
                    .param("name", report.name())
                    .param("kind", report.kind())
                    .param("bridge", report.bridge())
                    .param("now", now)
                    .param("host", host)
                    .update();
            jdbc.sql("""
                            insert into network_host (network_id, host_id, active, seen_at)
                            select n.id, h.id, :active, :now from network n join host h on h.pool_id = n.pool_id
                            where h.id = :host and n.name = :name
                            on conflict (network_id, host_id) do update set active = :active, seen_at = :now
                            """)
                    .param("active", report.active())
                    .param("now", now)
                    .param("host", host)
                    .param("name", report.name())
                    .update();
        }
        jdbc.sql("delete from network_host where host_id = :host and seen_at < :now")
                .param("host", host)
                .param("now", now)
                .update();
        events.changed("network", null);
    }
}
