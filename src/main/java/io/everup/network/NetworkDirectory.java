package io.everup.network;

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
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads networks. */
@Component
public class NetworkDirectory {

    private static final SearchFields FIELDS = SearchFields.words("n.name", "n.bridge", "p.name")
            .text("name", "n.name", SearchFields.Match.EXACT)
            .text("pool", "p.name", SearchFields.Match.EXACT)
            .text("kind", "n.kind", SearchFields.Match.EXACT);
    private static final Map<String, String> ORDER =
            Map.of("name", "n.name" + NaturalOrder.COLLATE, "pool", "p.name" + NaturalOrder.COLLATE, "kind", "n.kind");
    private static final String NETWORKS = """
            select n.*, host(n.first_address) as first_text, host(n.last_address) as last_text,
                   host(n.gateway) as gateway_text, p.name as pool_name
            from network n join pool p on p.id = n.pool_id
            """;

    private final JdbcClient jdbc;
    private final Clock clock;

    NetworkDirectory(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    public Slice<NetworkView> networks(Actor actor, ListQuery query) {
        actor.require(Permission.NETWORK_VIEW);
        var condition = FIELDS.condition(query.search(), clock)
                .and(actor.scope(Permission.NETWORK_VIEW).inPools("n.pool_id"));
        var total = jdbc.sql("select count(*) from network n join pool p on p.id = n.pool_id where " + condition.sql())
                .params(condition.parameters())
                .query(Long.class)
                .single();
        var items = jdbc.sql(NETWORKS + " where " + condition.sql() + " "
                        + OrderBy.of(query.sort(), ORDER, "name").sql() + ", n.id limit :limit offset :offset")
                .params(condition.parameters())
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query(NetworkDirectory::network)
                .list();
        return new Slice<>(withHosts(actor, items), query.cursorAfter(total), total);
    }

    public NetworkView network(Actor actor, UUID id) {
        actor.require(Permission.NETWORK_VIEW);
        var visible = actor.scope(Permission.NETWORK_VIEW).inPools("n.pool_id");
        var found = jdbc.sql(NETWORKS + " where n.id = :id and " + visible.sql())
                .params(visible.parameters())
                .param("id", id)
                .query(NetworkDirectory::network)
                .list();
        return withHosts(actor, found).stream().findFirst().orElseThrow(() -> Refusal.notFound("network"));
    }

    /** The networks of a pool by name. */
    public List<NetworkView> ofPool(Actor actor, UUID pool) {
        actor.require(Permission.NETWORK_VIEW);
        var visible = actor.scope(Permission.NETWORK_VIEW).inPools("n.pool_id");
        return withHosts(
                actor,
                jdbc.sql(NETWORKS + " where n.pool_id = :pool and " + visible.sql() + " order by n.name"
                                + NaturalOrder.COLLATE)
                        .params(visible.parameters())
                        .param("pool", pool)
                        .query(NetworkDirectory::network)
                        .list());
    }

    private List<NetworkView> withHosts(Actor actor, List<NetworkView> networks) {
        var offers = new HashMap<UUID, List<NetworkView.Offer>>();
        if (!networks.isEmpty()) {
            // Who doesn't see the hosts doesn't read their names here.
            var seen = actor.scope(Permission.HOST_VIEW).inPools("h.pool_id");
            jdbc.sql("""
                            select o.*, h.name as host_name from network_host o join host h on h.id = o.host_id
                            where o.network_id in (:networks) and %s order by h.name collate natural_names
                            """.formatted(seen.sql()))
                    .params(seen.parameters())
                    .param("networks", networks.stream().map(NetworkView::id).toList())
                    .query(row -> {
                        offers.computeIfAbsent(row.getObject("network_id", UUID.class), id -> new ArrayList<>())
                                .add(new NetworkView.Offer(
                                        row.getObject("host_id", UUID.class),
                                        row.getString("host_name"),
                                        row.getBoolean("active"),
                                        row.getObject("seen_at", OffsetDateTime.class)
                                                .toInstant()));
                    });
        }
        return networks.stream()
                .map(n -> new NetworkView(
                        n.id(),
                        n.name(),
                        n.poolId(),
                        n.pool(),
                        n.kind(),
                        n.bridge(),
                        n.addresses(),
                        offers.getOrDefault(n.id(), List.of())))
                .toList();
    }

    private static NetworkView network(ResultSet row, int number) throws SQLException {
        var first = row.getString("first_text");
        return new NetworkView(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getObject("pool_id", UUID.class),
                row.getString("pool_name"),
                row.getString("kind"),
                row.getString("bridge"),
                first == null
                        ? null
                        : new NetworkView.Range(
                                first,
                                row.getString("last_text"),
                                row.getInt("prefix_length"),
                                row.getString("gateway_text")),
                List.of());
    }
}
