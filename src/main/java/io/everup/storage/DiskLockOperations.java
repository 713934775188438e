package io.everup.storage;

import io.everup.event.Subject;
import io.everup.host.HostDirectory;
import io.everup.hypervisor.DiskLock;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.task.NewTask;
import io.everup.task.TaskOperations;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Disk locks of hosts: what is known of them, and trying them. */
@Component
public class DiskLockOperations {

    private static final String OF_HOSTS = """
            select h.id as host, h.name as host_name, d.id as datastore, d.name as datastore_name,
                   l.tried_at, l.partner, l.outcome, l.finding
            from host h join datastore_host r on r.host_id = h.id and r.active
                 join datastore d on d.id = r.datastore_id
                 left join disk_lock l on l.host_id = h.id and l.datastore_id = d.id
            where (select count(*) from datastore_host o where o.datastore_id = d.id and o.active) > 1
            """;

    private final JdbcClient jdbc;
    private final HostDirectory hosts;
    private final TaskOperations tasks;

    DiskLockOperations(JdbcClient jdbc, HostDirectory hosts, TaskOperations tasks) {
        this.jdbc = jdbc;
        this.hosts = hosts;
        this.tasks = tasks;
    }

    /** By datastore, for each that the host shares with another; whatever was never tried is there as unknown. */
    public List<DiskLockView> ofHost(Actor actor, UUID host) {
        hosts.host(actor, host);
        return jdbc.sql(OF_HOSTS + " and h.id = :host order by d.name")
                .param("host", host)
                .query(DiskLockOperations::view)
                .list();
    }

    /** The same of all hosts of a pool. */
    public List<DiskLockView> ofPool(Actor actor, UUID pool) {
        hosts.pool(actor, pool);
        return jdbc.sql(OF_HOSTS + " and h.pool_id = :pool order by h.name, d.name")
                .param("pool", pool)
                .query(DiskLockOperations::view)
                .list();
    }

    /** @return a task that tries them on throw-away volumes of 1 MiB; no VM's disk is touched */
    public UUID check(Actor actor, UUID id) {
        var host = hosts.host(actor, id);
        actor.require(Permission.HA_MANAGE, Place.pool(host.poolId()));
        return tasks.submit(
                actor,
                NewTask.of(
                        DiskLockCheck.KIND,
                        "Try the disk locks of " + host.name(),
                        new Subject("host", id, host.name()),
                        "disk-locks:" + id,
                        Map.of()));
    }

    private static DiskLockView view(ResultSet row, int number) throws SQLException {
        var tried = row.getObject("tried_at", OffsetDateTime.class);
        var word = row.getString("outcome");
        var outcome = word == null ? null : DiskLock.valueOf(word);
        return new DiskLockView(
                row.getObject("host", UUID.class),
                row.getString("host_name"),
                row.getObject("datastore", UUID.class),
                row.getString("datastore_name"),
                outcome,
                tried == null ? null : tried.toInstant(),
                row.getString("partner"),
                tried == null ? "It has not been tried yet." : row.getString("finding"),
                DiskLockWords.advice(outcome));
    }
}
