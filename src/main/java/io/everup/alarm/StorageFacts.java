package io.everup.alarm;

import io.everup.event.Subject;
import io.everup.shared.Bytes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Datastores that fill up, or that a host can't use. */
@Component
class StorageFacts implements FactSource {

    /** Below this no threshold that can be set is reached. */
    static final int LEAST_PERCENT = 40;

    private static final String FULL = """
            select d.id, d.pool_id, d.name, max(r.capacity_bytes) as capacity, min(r.free_bytes) as free
            from datastore d join datastore_host r on r.datastore_id = d.id
            where r.active and r.capacity_bytes > 0 and r.free_bytes >= 0
            group by d.id having min(r.free_bytes) * 100 <= max(r.capacity_bytes) * (100 - :least)
            """;
    private static final String INACTIVE = """
            select d.id, d.pool_id, d.name, d.remote, array_agg(h.name order by h.name) as hosts
            from datastore d join datastore_host r on r.datastore_id = d.id and not r.active
                 join host h on h.id = r.host_id and h.state = 'UP'
            group by d.id
            """;

    private static final String UNLOCKED = """
            select h.id, h.pool_id, h.name, array_agg(d.name order by d.name) as datastores, min(l.tried_at) as tried_at
            from disk_lock l join host h on h.id = l.host_id join datastore d on d.id = l.datastore_id
            where l.outcome = 'NONE' group by h.id
            """;

    private final JdbcClient jdbc;

    StorageFacts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Set<AlarmRule> rules() {
        return Set.of(AlarmRule.DATASTORE_FULL, AlarmRule.DATASTORE_INACTIVE, AlarmRule.DISK_LOCK_MISSING);
    }

    @Override
    public List<Finding> find(Instant now) {
        var found = new ArrayList<Finding>();
        found.addAll(jdbc.sql(FULL)
                .param("least", LEAST_PERCENT)
                .query(StorageFacts::full)
                .list());
        found.addAll(jdbc.sql(INACTIVE).query(StorageFacts::inactive).list());
        found.addAll(jdbc.sql(UNLOCKED).query(StorageFacts::unlocked).list());
        return found;
    }

    private static Finding full(ResultSet row, int number) throws SQLException {
        var store = store(row);
        var capacity = row.getLong("capacity");
        var used = 100.0 * (capacity - row.getLong("free")) / capacity;
        return Finding.of(
                        AlarmRule.DATASTORE_FULL,
                        store,
                        Rows.id(row, "pool_id"),
                        store.name() + " is " + (int) used + " % full: " + Bytes.text(row.getLong("free")) + " of "
                                + Bytes.text(capacity) + " are free.",
                        "Remove volumes that nobody uses, move disks elsewhere, or enlarge it: VMs stop when it is full.",
                        null)
                .worth(used);
    }

    private static Finding inactive(ResultSet row, int number) throws SQLException {
        var store = store(row);
        var hosts = Rows.texts(row, "hosts");
        return Finding.of(
                        AlarmRule.DATASTORE_INACTIVE,
                        store,
                        Rows.id(row, "pool_id"),
                        store.name() + " is inactive on " + String.join(", ", hosts) + ".",
                        row.getBoolean("remote")
                                ? "See to the storage network and the server behind it, then activate it on the host."
                                : "See why the host doesn't mount it, then activate it there.",
                        null)
                .naming(hosts);
    }

    private static Finding unlocked(ResultSet row, int number) throws SQLException {
        var name = row.getString("name");
        var stores = Rows.texts(row, "datastores");
        return Finding.of(
                        AlarmRule.DISK_LOCK_MISSING,
                        new Subject("host", Rows.id(row, "id"), name),
                        Rows.id(row, "pool_id"),
                        name + " would start a disk on " + String.join(", ", stores)
                                + " that is in use on another host: there is no disk lock.",
                        "Set up libvirt's lock manager as its page says under Availability, then try the locks again.",
                        null)
                .naming(stores);
    }

    private static Subject store(ResultSet row) throws SQLException {
        return new Subject("datastore", Rows.id(row, "id"), row.getString("name"));
    }
}
