package io.everup.storage;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.shared.ListQuery;
import io.everup.shared.NaturalOrder;
import io.everup.shared.OrderBy;
import io.everup.shared.Refusal;
import io.everup.shared.SearchFields;
import io.everup.shared.Slice;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads datastores and volumes. */
@Component
public class StorageDirectory {

    private static final SearchFields STORE_FIELDS = SearchFields.words("d.name", "d.kind", "p.name")
            .text("name", "d.name", SearchFields.Match.EXACT)
            .text("pool", "p.name", SearchFields.Match.EXACT)
            .text("kind", "d.kind", SearchFields.Match.EXACT);
    private static final Map<String, String> STORE_ORDER = Map.of(
            "name",
            "d.name" + NaturalOrder.COLLATE,
            "pool",
            "p.name" + NaturalOrder.COLLATE,
            "capacity",
            "capacity",
            "free",
            "free");
    private static final String STORES = """
            select d.*, p.name as pool_name, coalesce(max(r.capacity_bytes), -1) as capacity,
                   coalesce(min(r.free_bytes), -1) as free, max(r.seen_at) as seen_at, count(r.host_id) as reach
            from datastore d join pool p on p.id = d.pool_id left join datastore_host r on r.datastore_id = d.id
            """;
    private static final SearchFields VOLUME_FIELDS = SearchFields.words("v.name", "v.path")
            .text("name", "v.name", SearchFields.Match.EXACT)
            .text("datastore", "d.name", SearchFields.Match.EXACT)
            .text("format", "v.format", SearchFields.Match.EXACT)
            .bytes("size", "v.capacity_bytes")
            .bytes("allocated", "v.allocation_bytes");
    private static final Map<String, String> VOLUME_ORDER = Map.of(
            "name",
            "v.name" + NaturalOrder.COLLATE,
            "datastore",
            "d.name" + NaturalOrder.COLLATE,
            "size",
            "v.capacity_bytes",
            "allocated",
            "v.allocation_bytes");
    private static final String VOLUMES = " from volume v join datastore d on d.id = v.datastore_id ";

    private final JdbcClient jdbc;
    private final Clock clock;

    StorageDirectory(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    public Slice<DatastoreView> datastores(Actor actor, ListQuery query) {
        actor.require(Permission.DATASTORE_VIEW);
        var condition = STORE_FIELDS
                .condition(query.search(), clock)
                .and(actor.scope(Permission.DATASTORE_VIEW).inPools("d.pool_id"));
        var total = jdbc.sql(
                        "select count(*) from datastore d join pool p on p.id = d.pool_id where " + condition.sql())
                .params(condition.parameters())
                .query(Long.class)
                .single();
        var items = jdbc.sql(STORES + " where " + condition.sql() + " group by d.id, p.name "
                        + OrderBy.of(query.sort(), STORE_ORDER, "name").sql() + ", d.id limit :limit offset :offset")
                .params(condition.parameters())
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query(StorageDirectory::store)
                .list();
        return new Slice<>(withReach(actor, items), query.cursorAfter(total), total);
    }

    public DatastoreView datastore(Actor actor, UUID id) {
        actor.require(Permission.DATASTORE_VIEW);
        var visible = actor.scope(Permission.DATASTORE_VIEW).inPools("d.pool_id");
        var found = jdbc.sql(STORES + " where d.id = :id and " + visible.sql() + " group by d.id, p.name")
                .params(visible.parameters())
                .param("id", id)
                .query(StorageDirectory::store)
                .list();
        return withReach(actor, found).stream().findFirst().orElseThrow(() -> Refusal.notFound("datastore"));
    }

    /** The datastores of a pool, shared ones first, then by name. */
    public List<DatastoreView> ofPool(Actor actor, UUID pool) {
        actor.require(Permission.DATASTORE_VIEW);
        var visible = actor.scope(Permission.DATASTORE_VIEW).inPools("d.pool_id");
        return withReach(
                actor,
                jdbc.sql(STORES + " where d.pool_id = :pool and " + visible.sql()
                                + " group by d.id, p.name order by count(r.host_id) desc, d.name" + NaturalOrder.COLLATE
                                + ", d.id")
                        .params(visible.parameters())
                        .param("pool", pool)
                        .query(StorageDirectory::store)
                        .list());
    }

    public Slice<VolumeView> volumes(Actor actor, ListQuery query) {
        actor.require(Permission.VOLUME_VIEW);
        var condition = VOLUME_FIELDS
                .condition(query.search(), clock)
                .and(actor.scope(Permission.VOLUME_VIEW).inPools("d.pool_id"));
        var total = jdbc.sql("select count(*)" + VOLUMES + "where " + condition.sql())
                .params(condition.parameters())
                .query(Long.class)
                .single();
        var items = jdbc.sql("select v.*, d.name as datastore" + VOLUMES + "where " + condition.sql() + " "
                        + OrderBy.of(query.sort(), VOLUME_ORDER, "datastore,name")
                                .sql()
                        + ", v.id limit :limit offset :offset")
                .params(condition.parameters())
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query(StorageDirectory::volume)
                .list();
        return new Slice<>(items, query.cursorAfter(total), total);
    }

    public VolumeView volume(Actor actor, UUID id) {
        actor.require(Permission.VOLUME_VIEW);
        var visible = actor.scope(Permission.VOLUME_VIEW).inPools("d.pool_id");
        return jdbc.sql("select v.*, d.name as datastore" + VOLUMES + "where v.id = :id and " + visible.sql())
                .params(visible.parameters())
                .param("id", id)
                .query(StorageDirectory::volume)
                .optional()
                .orElseThrow(() -> Refusal.notFound("volume"));
    }

    /** The volume that a path on a host means; empty when no datastore of the host holds it. */
    public Optional<VolumeView> atPath(UUID host, String path) {
        return jdbc.sql(
                        "select v.*, d.name as datastore" + VOLUMES
                                + "join datastore_host r on r.datastore_id = d.id where r.host_id = :host and v.path = :path limit 1")
                .param("host", host)
                .param("path", path)
                .query(StorageDirectory::volume)
                .optional();
    }

    private List<DatastoreView> withReach(Actor actor, List<DatastoreView> stores) {
        var reach = new HashMap<UUID, List<DatastoreView.Reach>>();
        if (!stores.isEmpty()) {
            // Who doesn't see the hosts doesn't read their names here.
            var seen = actor.scope(Permission.HOST_VIEW).inPools("h.pool_id");
            jdbc.sql("""
                            select r.*, h.name as host_name from datastore_host r join host h on h.id = r.host_id
                            where r.datastore_id in (:stores) and %s order by h.name collate natural_names
                            """.formatted(seen.sql()))
                    .params(seen.parameters())
                    .param("stores", stores.stream().map(DatastoreView::id).toList())
                    .query(row -> {
                        reach.computeIfAbsent(row.getObject("datastore_id", UUID.class), id -> new ArrayList<>())
                                .add(new DatastoreView.Reach(
                                        row.getObject("host_id", UUID.class),
                                        row.getString("host_name"),
                                        row.getString("path"),
                                        row.getBoolean("active"),
                                        instant(row, "seen_at")));
                    });
        }
        return stores.stream()
                .map(store -> new DatastoreView(
                        store.id(),
                        store.name(),
                        store.poolId(),
                        store.pool(),
                        store.kind(),
                        store.shared(),
                        store.capacityBytes(),
                        store.freeBytes(),
                        store.seenAt(),
                        reach.getOrDefault(store.id(), List.of())))
                .toList();
    }

    private static DatastoreView store(ResultSet row, int number) throws SQLException {
        return new DatastoreView(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getObject("pool_id", UUID.class),
                row.getString("pool_name"),
                row.getString("kind"),
                row.getBoolean("remote") || row.getInt("reach") > 1,
                row.getLong("capacity"),
                row.getLong("free"),
                instant(row, "seen_at"),
                List.of());
    }

    private static VolumeView volume(ResultSet row, int number) throws SQLException {
        return new VolumeView(
                row.getObject("id", UUID.class),
                row.getObject("datastore_id", UUID.class),
                row.getString("datastore"),
                row.getString("name"),
                row.getString("path"),
                row.getString("format"),
                row.getLong("capacity_bytes"),
                row.getLong("allocation_bytes"),
                row.getString("backing"),
                instant(row, "seen_at"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        var value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
