package io.everup.storage;

import io.everup.event.EventLog;
import io.everup.host.HostConnections;
import io.everup.host.HostEvents;
import io.everup.hypervisor.DatastoreReport;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.VolumeReport;
import io.everup.shared.Ids;
import java.time.Clock;
import java.time.OffsetDateTime;
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

/** Writes down which datastores hosts see and what lies in them. */
@Component
public class StorageCollector {

    private static final Logger log = LoggerFactory.getLogger(StorageCollector.class);

    private final HostConnections connections;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final EventLog events;
    private final Ids ids;
    private final Clock clock;

    StorageCollector(
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

    /** Before the VMs are looked at, so that their volumes are known. */
    @EventListener
    @Order(1)
    void connected(HostEvents.Connected event) {
        collect(event.host());
    }

    /** Looks at the datastores of every host that answers. */
    public void collectAll() {
        connections.hosts().stream().filter(connections::answering).forEach(host -> {
            try {
                collect(host);
            } catch (HypervisorFailure e) {
                log.debug("Host {} told nothing of its datastores: {}", host, e.getMessage());
            } catch (RuntimeException e) {
                log.warn("What host {} told of its datastores could not be dealt with", host, e);
            }
        });
    }

    private void collect(UUID host) {
        var link = connections.to(host);
        var reports = link.datastores();
        var now = clock.instant().atOffset(ZoneOffset.UTC);
        transaction.executeWithoutResult(status -> store(host, reports, now));
        for (var report : reports) {
            if (report.active() && firstToLook(host, report)) {
                var volumes = link.volumes(report.name());
                transaction.executeWithoutResult(status -> storeVolumes(datastore(host, report), volumes, now));
            }
        }
        events.changed("datastore", null);
    }

    private void store(UUID host, List<DatastoreReport> reports, OffsetDateTime now) {
        for (var report : reports) {
            jdbc.sql("""
                            insert into datastore (id, pool_id, name, kind, identity, remote, created_at)
                            select :id, pool_id, :name, :kind, :identity, :remote, :now from host where id = :host
                            on conflict (pool_id, identity) do update set remote = :remote
                            """)
                    .param("id", ids.next())
                    .param("name", report.name())
                    .param("kind", report.kind())
                    .param("identity", report.identity())
                    .param("remote", report.remote())
                    .param("now", now)
                    .param("host", host)
                    .update();
            jdbc.sql("""
                            insert into datastore_host (datastore_id, host_id, name, path, active, capacity_bytes, free_bytes, seen_at)
                            values (:store, :host, :name, :path, :active, :capacity, :free, :now)
                            on conflict (datastore_id, host_id) do update set name = :name, path = :path,
                                   active = :active, capacity_bytes = :capacity, free_bytes = :free, seen_at = :now
                            """)
                    .param("store", datastore(host, report))
                    .param("host", host)
                    .param("name", report.name())
                    .param("path", report.path())
                    .param("active", report.active())
                    .param("capacity", report.capacityBytes())
                    .param("free", report.freeBytes())
                    .param("now", now)
                    .update();
        }
        jdbc.sql("delete from datastore_host where host_id = :host and seen_at < :now")
                .param("host", host)
                .param("now", now)
                .update();
    }

    private UUID datastore(UUID host, DatastoreReport report) {
        return jdbc.sql(
                        "select d.id from datastore d join host h on h.pool_id = d.pool_id where h.id = :host and d.identity = :identity")
                .param("host", host)
                .param("identity", report.identity())
                .query(UUID.class)
                .single();
    }

    /** What lies in shared storage is the same from everywhere: the first of its hosts that answers looks for all. */
    private boolean firstToLook(UUID host, DatastoreReport report) {
        return jdbc
                .sql("select host_id from datastore_host where datastore_id = :store and active order by host_id")
                .param("store", datastore(host, report))
                .query(UUID.class)
                .list()
                .stream()
                .filter(connections::answering)
                .findFirst()
                .map(host::equals)
                .orElse(true);
    }

    private void storeVolumes(UUID datastore, List<VolumeReport> volumes, OffsetDateTime now) {
        // Two hosts that come back at once both tell of what they share: one after the other, or they wait for each
        // other.
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:key, 0))")
                .param("key", "volumes:" + datastore)
                .query((row, number) -> 0)
                .list();
        for (var volume : volumes) {
            store(datastore, volume, now);
        }
        jdbc.sql("""
                        delete from volume v where datastore_id = :store and seen_at < :now
                           and not exists (select 1 from template_disk t where t.volume_id = v.id)
                        """).param("store", datastore).param("now", now).update();
    }

    /** Writes down one volume as just seen. @return its id */
    UUID store(UUID datastore, VolumeReport volume, OffsetDateTime now) {
        return jdbc.sql("""
                        insert into volume (id, datastore_id, name, path, format, capacity_bytes, allocation_bytes, backing, seen_at)
                        values (:id, :store, :name, :path, :format, :capacity, :allocation, :backing, :now)
                        on conflict (datastore_id, name) do update set path = :path, format = :format,
                               capacity_bytes = :capacity, allocation_bytes = :allocation, backing = :backing,
                               seen_at = greatest(volume.seen_at, :now)
                        returning id
                        """)
                .param("id", ids.next())
                .param("store", datastore)
                .param("name", volume.name())
                .param("path", volume.path())
                .param("format", volume.format())
                .param("capacity", volume.capacityBytes())
                .param("allocation", volume.allocationBytes())
                .param("backing", volume.backing())
                .param("now", now)
                .query(UUID.class)
                .single();
    }
}
