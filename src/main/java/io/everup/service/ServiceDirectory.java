package io.everup.service;

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
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads services. */
@Component
public class ServiceDirectory {

    private static final TypeReference<List<MemberNow>> MEMBERS = new TypeReference<>() {};

    private static final SearchFields FIELDS = SearchFields.words("s.name", "s.team", "s.spec ->> 'description'")
            .text("name", "s.name", SearchFields.Match.EXACT)
            .text("team", "s.team", SearchFields.Match.CONTAINS)
            .choice("state", "coalesce(n.state, 'NEW')", ServiceState.values())
            .choice("alert", "coalesce(n.alert, 'NONE')", Burn.Alert.values())
            .text(
                    "vm",
                    "v.name",
                    SearchFields.Match.EXACT,
                    "exists (select 1 from service_member m join vm v on v.id = m.vm_id where m.service_id = s.id and {})")
            .time("created", "s.created_at");
    private static final Map<String, String> ORDER = Map.of(
            "name",
            "s.name" + NaturalOrder.COLLATE,
            "team",
            "s.team" + NaturalOrder.COLLATE,
            "state",
            "coalesce(n.state, 'NEW')",
            "created",
            "s.created_at");
    private static final String FROM =
            " from service s left join service_now n on n.service_id = s.id" + " where s.deleted_at is null and ";
    private static final String COLUMNS =
            "select s.*, n.state, n.since, n.first_up, n.why, n.members, n.burn, n.survival, n.at";

    private final ServiceStore store;
    private final ServiceSight sight;
    private final ProbeReader probes;
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Clock clock;

    ServiceDirectory(
            ServiceStore store, ServiceSight sight, ProbeReader probes, JdbcClient jdbc, JsonMapper json, Clock clock) {
        this.store = store;
        this.sight = sight;
        this.probes = probes;
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    public Slice<ServiceView> services(Actor actor, ListQuery query) {
        actor.require(Permission.UPTIME_VIEW);
        var condition = FIELDS.condition(query.search(), clock).and(sight.on(actor, Permission.UPTIME_VIEW));
        var total = jdbc.sql("select count(*)" + FROM + condition.sql())
                .params(condition.parameters())
                .query(Long.class)
                .single();
        var items = jdbc.sql(COLUMNS + FROM + condition.sql() + " "
                        + OrderBy.of(query.sort(), ORDER, "name").sql() + ", s.id limit :limit offset :offset")
                .params(condition.parameters())
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query(this::view)
                .list();
        return new Slice<>(items, query.cursorAfter(total), total);
    }

    public List<SearchFields.Completion> completions(String typed) {
        return FIELDS.completions(typed);
    }

    /** @throws Refusal when there is none, or the actor may not see it */
    public ServiceView service(Actor actor, UUID id) {
        actor.require(Permission.UPTIME_VIEW);
        var visible = sight.on(actor, Permission.UPTIME_VIEW);
        return jdbc.sql(COLUMNS + FROM + visible.sql() + " and s.id = :id")
                .params(visible.parameters())
                .param("id", id)
                .query(this::view)
                .optional()
                .orElseThrow(() -> Refusal.notFound("service"));
    }

    public ServiceView.Detail detail(Actor actor, UUID id) {
        var view = service(actor, id);
        var spec = store.find(id).orElseThrow(() -> Refusal.notFound("service")).spec();
        var order = StartOrderRules.stages(spec);
        return new ServiceView.Detail(view, spec, probes.views(spec), order);
    }

    /**
     * In which order its VMs start, and which probes must be good before the next stage begins; whoever starts them asks
     * again and again.
     */
    public List<StartStage> startOrder(Actor actor, UUID id) {
        service(actor, id);
        return StartOrderRules.stages(
                store.find(id).orElseThrow(() -> Refusal.notFound("service")).spec());
    }

    /** The services that a VM belongs to. */
    public List<ServiceView> ofVm(Actor actor, UUID vm) {
        actor.require(Permission.UPTIME_VIEW);
        var visible = sight.on(actor, Permission.UPTIME_VIEW);
        return jdbc.sql(COLUMNS + FROM + visible.sql()
                        + " and s.id in (select service_id from service_member where vm_id = :vm) order by s.name"
                        + NaturalOrder.COLLATE)
                .params(visible.parameters())
                .param("vm", vm)
                .query(this::view)
                .list();
    }

    /** Every definition that a service had, newest first. */
    public List<Version> versions(Actor actor, UUID id) {
        service(actor, id);
        return jdbc.sql(
                        "select version, at, made_by from service_revision where service_id = :id order by version desc limit 50")
                .param("id", id)
                .query((row, number) ->
                        new Version(row.getLong("version"), ProbeLog.instant(row, "at"), row.getString("made_by")))
                .list();
    }

    /** One change of a definition. */
    public record Version(long version, java.time.Instant at, String by) {}

    private ServiceView view(ResultSet row, int number) throws SQLException {
        var spec = json.readValue(row.getString("spec"), ServiceSpec.class);
        var known = row.getString("state") != null;
        return new ServiceView(
                row.getObject("id", UUID.class),
                spec.name(),
                spec.description(),
                spec.team(),
                spec.zone(),
                spec.target(),
                known ? ServiceState.valueOf(row.getString("state")) : ServiceState.NEW,
                known ? ProbeLog.instant(row, "since") : ProbeLog.instant(row, "created_at"),
                known ? row.getString("why") : "",
                known ? ProbeLog.instant(row, "first_up") : null,
                known ? json.readValue(row.getString("members"), MEMBERS) : List.of(),
                known ? json.readValue(row.getString("burn"), Burn.class) : Burn.NONE,
                known ? json.readValue(row.getString("survival"), Survival.class) : Survival.UNKNOWN,
                known ? ProbeLog.instant(row, "at") : null,
                ProbeLog.instant(row, "created_at"),
                row.getLong("version"));
    }
}
