package io.everup.image;

import io.everup.identity.Actor;
import io.everup.identity.People;
import io.everup.identity.Permission;
import io.everup.identity.Scope;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads templates. */
@Component
public class TemplateDirectory {

    private static final SearchFields FIELDS = SearchFields.words("t.name", "t.note", "p.name")
            .text("name", "t.name", SearchFields.Match.EXACT)
            .text("pool", "p.name", SearchFields.Match.EXACT)
            .number("cpus", "t.cpus")
            .bytes("memory", "t.memory_bytes")
            .flag("retired", "(t.retired_at is not null)");
    private static final Map<String, String> ORDER = Map.of(
            "name",
            "t.name" + NaturalOrder.COLLATE,
            "pool",
            "p.name" + NaturalOrder.COLLATE,
            "cpus",
            "t.cpus",
            "memory",
            "t.memory_bytes",
            "created",
            "t.created_at");
    private static final String FROM = " from template t join pool p on p.id = t.pool_id ";

    private final JdbcClient jdbc;
    private final Clock clock;

    TemplateDirectory(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    public Slice<TemplateView> templates(Actor actor, ListQuery query) {
        actor.require(Permission.TEMPLATE_VIEW);
        var condition = FIELDS.condition(query.search(), clock).and(visible(actor));
        var total = jdbc.sql("select count(*)" + FROM + "where " + condition.sql())
                .params(condition.parameters())
                .query(Long.class)
                .single();
        var items = jdbc.sql("select t.*, p.name as pool_name" + FROM + "where " + condition.sql() + " "
                        + OrderBy.of(query.sort(), ORDER, "name,-created").sql() + ", t.id limit :limit offset :offset")
                .params(condition.parameters())
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query(TemplateDirectory::template)
                .list();
        return new Slice<>(withDisks(items), query.cursorAfter(total), total);
    }

    public TemplateView template(Actor actor, UUID id) {
        actor.require(Permission.TEMPLATE_VIEW);
        var visible = visible(actor);
        var found = jdbc.sql("select t.*, p.name as pool_name" + FROM + "where t.id = :id and " + visible.sql())
                .params(visible.parameters())
                .param("id", id)
                .query(TemplateDirectory::template)
                .list();
        return withDisks(found).stream().findFirst().orElseThrow(() -> Refusal.notFound("template"));
    }

    private static Condition visible(Actor actor) {
        var seen = actor.scope(Permission.TEMPLATE_VIEW).inPools("t.pool_id");
        var forTeams = new Condition(
                "(not exists (select 1 from template_team x where x.template_id = t.id)"
                        + " or exists (select 1 from template_team x where x.template_id = t.id"
                        + " and x.team_id = any(:scope_teams::uuid[])))",
                Map.of("scope_teams", Scope.ids(actor.teams())));
        return seen.and(forTeams.or(actor.scope(Permission.TEMPLATE_MANAGE).inPools("t.pool_id"))
                .or(actor.scope(Permission.AUDIT_VIEW).inPools("t.pool_id")));
    }

    /** The teams that alone may deploy from it, by name; empty when everybody may who sees it. */
    public List<People.Named> teams(Actor actor, UUID id) {
        template(actor, id);
        return jdbc.sql("select e.id, e.name from template_team x join team e on e.id = x.team_id"
                        + " where x.template_id = :id order by lower(e.name)")
                .param("id", id)
                .query((row, number) -> new People.Named(row.getObject("id", UUID.class), row.getString("name")))
                .list();
    }

    private List<TemplateView> withDisks(List<TemplateView> templates) {
        var disks = new HashMap<UUID, List<TemplateView.Disk>>();
        if (!templates.isEmpty()) {
            jdbc.sql("""
                            select d.template_id, d.bus, v.* from template_disk d join volume v on v.id = d.volume_id
                            where d.template_id in (:templates) order by d.template_id, d.position
                            """)
                    .param("templates", templates.stream().map(TemplateView::id).toList())
                    .query(row -> {
                        disks.computeIfAbsent(row.getObject("template_id", UUID.class), id -> new ArrayList<>())
                                .add(new TemplateView.Disk(
                                        row.getObject("id", UUID.class),
                                        row.getString("name"),
                                        row.getObject("datastore_id", UUID.class),
                                        row.getString("path"),
                                        row.getString("format"),
                                        row.getLong("capacity_bytes"),
                                        row.getString("bus")));
                    });
        }
        return templates.stream()
                .map(t -> new TemplateView(
                        t.id(),
                        t.poolId(),
                        t.pool(),
                        t.name(),
                        t.revision(),
                        t.note(),
                        t.cpus(),
                        t.memoryBytes(),
                        t.cpuModel(),
                        t.boot(),
                        t.networkId(),
                        disks.getOrDefault(t.id(), List.of()),
                        t.createdAt(),
                        t.createdBy(),
                        t.retiredAt()))
                .toList();
    }

    private static TemplateView template(ResultSet row, int number) throws SQLException {
        var kernel = row.getString("kernel");
        return new TemplateView(
                row.getObject("id", UUID.class),
                row.getObject("pool_id", UUID.class),
                row.getString("pool_name"),
                row.getString("name"),
                row.getInt("revision"),
                row.getString("note"),
                row.getInt("cpus"),
                row.getLong("memory_bytes"),
                row.getString("cpu_model"),
                kernel == null
                        ? null
                        : new NewTemplate.Boot(kernel, row.getString("initrd"), row.getString("command_line")),
                row.getObject("network_id", UUID.class),
                List.of(),
                instant(row, "created_at"),
                row.getString("created_by"),
                instant(row, "retired_at"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        var value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
