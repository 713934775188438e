package io.everup.host;

import io.everup.hypervisor.PowerControl;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.shared.Condition;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads pools and hosts. */
@Component
public class HostDirectory {

    private static final SearchFields HOST_FIELDS = SearchFields.words("h.name", "h.uri", "h.hostname")
            .text("name", "h.name", SearchFields.Match.EXACT)
            .text("pool", "p.name", SearchFields.Match.EXACT)
            .text("uri", "h.uri", SearchFields.Match.CONTAINS)
            .choice("state", "h.state", HostState.values())
            .number("cpus", "h.cpus")
            .bytes("memory", "h.memory_bytes");
    private static final String BY_NAME = "h.name" + NaturalOrder.COLLATE;
    private static final String BY_POOL = "p.name" + NaturalOrder.COLLATE;
    private static final Map<String, String> HOST_ORDER =
            Map.of("name", BY_NAME, "pool", BY_POOL, "state", "h.state", "cpus", "h.cpus", "memory", "h.memory_bytes");
    private static final String HOSTS = """
            select h.*, p.name as pool_name,
                   exists (select 1 from host_sight s join node n on n.id = s.node_id
                           where s.host_id = h.id and s.answering and n.seen_at > now() - interval '4 seconds') as answering
            from host h join pool p on p.id = h.pool_id
            """;
    private static final SearchFields POOL_FIELDS =
            SearchFields.words("p.name", "p.note").text("name", "p.name", SearchFields.Match.EXACT);
    private static final String POOLS = """
            select p.*, count(h.id) as hosts, count(h.id) filter (where h.state = 'UP') as up,
                   coalesce(sum(h.cpus), 0) as cpus, coalesce(sum(h.memory_bytes), 0) as memory,
                   coalesce(sum(case when h.state = 'UP' then greatest(h.memory_free_bytes, 0) end), 0) as free
            from pool p left join host h on h.pool_id = p.id
            """;

    private final JdbcClient jdbc;
    private final FenceStore fence;
    private final PowerControl power;
    private final Node node;
    private final Clock clock;

    HostDirectory(JdbcClient jdbc, FenceStore fence, PowerControl power, Node node, Clock clock) {
        this.jdbc = jdbc;
        this.fence = fence;
        this.power = power;
        this.node = node;
        this.clock = clock;
    }

    /** @throws Refusal when there is none, or the actor may not see it */
    public HostView host(Actor actor, UUID id) {
        actor.require(Permission.HOST_VIEW);
        var visible = visibleHosts(actor);
        var found = jdbc.sql(HOSTS + " where h.id = :id and " + visible.sql())
                .params(visible.parameters())
                .param("id", id)
                .query(HostDirectory::host)
                .list();
        return withFence(found).stream().findFirst().orElseThrow(() -> Refusal.notFound("host"));
    }

    public Slice<HostView> hosts(Actor actor, ListQuery query) {
        actor.require(Permission.HOST_VIEW);
        var condition = HOST_FIELDS.condition(query.search(), clock).and(visibleHosts(actor));
        var total = jdbc.sql("select count(*) from host h join pool p on p.id = h.pool_id where " + condition.sql())
                .params(condition.parameters())
                .query(Long.class)
                .single();
        var items = jdbc.sql(HOSTS + " where " + condition.sql() + " "
                        + OrderBy.of(query.sort(), HOST_ORDER, "name").sql() + ", h.id limit :limit offset :offset")
                .params(condition.parameters())
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query(HostDirectory::host)
                .list();
        return new Slice<>(withFence(items), query.cursorAfter(total), total);
    }

    /** All hosts of a pool, by name. */
    public List<HostView> ofPool(Actor actor, UUID pool) {
        actor.require(Permission.HOST_VIEW);
        var visible = visibleHosts(actor);
        return withFence(jdbc.sql(HOSTS + " where h.pool_id = :pool and " + visible.sql() + " order by " + BY_NAME)
                .params(visible.parameters())
                .param("pool", pool)
                .query(HostDirectory::host)
                .list());
    }

    public PoolView pool(Actor actor, UUID id) {
        actor.require(Permission.POOL_VIEW);
        var visible = visiblePools(actor);
        return jdbc.sql(POOLS + " where p.id = :id and " + visible.sql() + " group by p.id")
                .params(visible.parameters())
                .param("id", id)
                .query(HostDirectory::pool)
                .optional()
                .orElseThrow(() -> Refusal.notFound("pool"));
    }

    public Slice<PoolView> pools(Actor actor, ListQuery query) {
        actor.require(Permission.POOL_VIEW);
        var condition = POOL_FIELDS.condition(query.search(), clock).and(visiblePools(actor));
        var total = jdbc.sql("select count(*) from pool p where " + condition.sql())
                .params(condition.parameters())
                .query(Long.class)
                .single();
        var items = jdbc.sql(POOLS + " where " + condition.sql() + " group by p.id "
                        + OrderBy.of(query.sort(), Map.of("name", BY_POOL), "name")
                                .sql()
                        + ", p.id limit :limit offset :offset")
                .params(condition.parameters())
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query(HostDirectory::pool)
                .list();
        return new Slice<>(items, query.cursorAfter(total), total);
    }

    /** A pool by its name alone. */
    public record PoolName(UUID id, String name) {}

    /** The pools in which the actor holds a right, by name, whether or not they may see the pools themselves. */
    public List<PoolName> poolsWhere(Actor actor, Permission right) {
        var held = actor.scope(right).inPools("p.id");
        return jdbc.sql("select p.id, p.name from pool p where " + held.sql() + " order by " + BY_POOL)
                .params(held.parameters())
                .query((row, number) -> new PoolName(row.getObject("id", UUID.class), row.getString("name")))
                .list();
    }

    /** A host's present state, for decisions that nobody asked for; empty when it is gone. */
    public Optional<HostState> stateOf(UUID host) {
        return jdbc.sql("select state from host where id = :id")
                .param("id", host)
                .query((row, number) -> HostState.valueOf(row.getString("state")))
                .optional();
    }

    /** Whether another replica that is alive heard the host at its last knock. */
    public boolean heardByOtherReplica(UUID host) {
        return jdbc.sql("""
                        select count(*) from host_sight s join node n on n.id = s.node_id
                        where s.host_id = :host and s.answering and n.id <> :self
                          and n.seen_at > now() - make_interval(secs => :alive)
                        """)
                        .param("host", host)
                        .param("self", node.id())
                        .param("alive", Node.ALIVE.toSeconds())
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /** The hosts of a pool in these states, for decisions that nobody asked for. */
    public List<UUID> inState(UUID pool, java.util.Collection<HostState> states) {
        return jdbc.sql("select id from host where pool_id = :pool and state in (:states)")
                .param("pool", pool)
                .param("states", states.stream().map(Enum::name).toList())
                .query(UUID.class)
                .list();
    }

    /** The fence agents of this portal, with the parameters each takes. */
    public List<PowerControl.Agent> fenceAgents(Actor actor) {
        actor.require(Permission.HOST_VIEW);
        return power.agents();
    }

    private static Condition visibleHosts(Actor actor) {
        return actor.scope(Permission.HOST_VIEW).inPools("h.pool_id");
    }

    private static Condition visiblePools(Actor actor) {
        return actor.scope(Permission.POOL_VIEW).inPools("p.id");
    }

    private List<HostView> withFence(List<HostView> hosts) {
        var devices = fence.views(hosts.stream().map(HostView::id).toList());
        return hosts.stream()
                .map(host -> host.with(devices.getOrDefault(host.id(), List.of()), clock.instant()))
                .toList();
    }

    private static HostView host(ResultSet row, int number) throws SQLException {
        return new HostView(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getObject("pool_id", UUID.class),
                row.getString("pool_name"),
                row.getString("uri"),
                HostState.valueOf(row.getString("state")),
                instant(row, "state_since"),
                row.getString("problem"),
                instant(row, "seen_at"),
                row.getBoolean("answering"),
                row.getObject("identity", UUID.class),
                row.getString("hostname"),
                row.getString("hypervisor"),
                row.getString("hypervisor_version"),
                row.getString("manager_version"),
                row.getInt("cpus"),
                row.getLong("memory_bytes"),
                row.getString("architecture"),
                row.getString("cpu_model"),
                row.getBoolean("accelerated"),
                row.getLong("memory_free_bytes"),
                row.getObject("cpu_busy", Double.class),
                instant(row, "figures_at"),
                instant(row, "leaving_since"),
                List.of(),
                null,
                row.getLong("revision"));
    }

    private static PoolView pool(ResultSet row, int number) throws SQLException {
        return new PoolView(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("note"),
                row.getInt("hosts"),
                row.getInt("up"),
                row.getInt("cpus"),
                row.getLong("memory"),
                row.getLong("free"),
                row.getLong("version"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        var value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
