package io.everup.ha;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.placement.FailoverPlan;
import io.everup.placement.FailoverPlanner;
import io.everup.placement.ProtectedVm;
import io.everup.shared.Condition;
import io.everup.shared.ListQuery;
import io.everup.shared.NaturalOrder;
import io.everup.shared.OrderBy;
import io.everup.shared.Refusal;
import io.everup.shared.SearchFields;
import io.everup.shared.Slice;
import io.everup.vm.HostOffers;
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

/** Reads failovers and the failover plan. */
@Component
public class HaDirectory {

    private static final SearchFields FIELDS = SearchFields.words("f.host_name", "f.cause")
            .text("host", "f.host_name" + NaturalOrder.COLLATE, SearchFields.Match.EXACT)
            .choice("state", "f.state", FailoverState.values())
            .time("suspected", "f.suspected_at");
    private static final Map<String, String> ORDER =
            Map.of("suspected", "f.suspected_at", "host", "f.host_name" + NaturalOrder.COLLATE, "id", "f.id");
    private static final String FAILOVERS = """
            select f.*, (select count(*) from failover_vm v where v.failover_id = f.id) as vms,
                   (select count(*) from failover_vm v where v.failover_id = f.id and v.state = 'RUNNING') as running
            from failover f
            """;

    private final JdbcClient jdbc;
    private final HostOffers offers;
    private final Clock clock;

    HaDirectory(JdbcClient jdbc, HostOffers offers, Clock clock) {
        this.jdbc = jdbc;
        this.offers = offers;
        this.clock = clock;
    }

    /** Newest first. */
    public Slice<FailoverView> failovers(Actor actor, ListQuery query) {
        actor.require(Permission.HA_VIEW);
        var condition = FIELDS.condition(query.search(), clock).and(visible(actor));
        var total = jdbc.sql("select count(*) from failover f where " + condition.sql())
                .params(condition.parameters())
                .query(Long.class)
                .single();
        var items = jdbc.sql(FAILOVERS + " where " + condition.sql() + " "
                        + OrderBy.of(query.sort(), ORDER, "-suspected,id").sql() + " limit :limit offset :offset")
                .params(condition.parameters())
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query(HaDirectory::failover)
                .list();
        return new Slice<>(items, query.cursorAfter(total), total);
    }

    public FailoverView.Detail failover(Actor actor, UUID id) {
        actor.require(Permission.HA_VIEW);
        var failover = jdbc.sql(
                        FAILOVERS + " where f.id = :id and " + visible(actor).sql())
                .params(visible(actor).parameters())
                .param("id", id)
                .query(HaDirectory::failover)
                .optional()
                .orElseThrow(() -> Refusal.notFound("failover"));
        return new FailoverView.Detail(failover, stages(id), vms(id));
    }

    /** The failover of a host that hasn't ended. */
    public Optional<FailoverView> openFor(Actor actor, UUID host) {
        actor.require(Permission.HA_VIEW);
        return jdbc.sql(FAILOVERS + " where f.host_id = :host and f.ended_at is null and "
                        + visible(actor).sql())
                .params(visible(actor).parameters())
                .param("host", host)
                .query(HaDirectory::failover)
                .optional();
    }

    /** The failovers that haven't ended, oldest first: what an operator must know now. */
    public List<FailoverView> open(Actor actor) {
        actor.require(Permission.HA_VIEW);
        return jdbc.sql(FAILOVERS + " where f.ended_at is null and "
                        + visible(actor).sql() + " order by f.suspected_at")
                .params(visible(actor).parameters())
                .query(HaDirectory::failover)
                .list();
    }

    /** The failovers in which a VM was restarted, newest first. */
    public List<FailoverView> ofVm(Actor actor, UUID vm, int most) {
        actor.require(Permission.HA_VIEW);
        return jdbc.sql(FAILOVERS
                        + " where exists (select 1 from failover_vm v where v.failover_id = f.id and v.vm_id = :vm) and "
                        + visible(actor).sql() + " order by f.suspected_at desc limit :most")
                .params(visible(actor).parameters())
                .param("vm", vm)
                .param("most", most)
                .query(HaDirectory::failover)
                .list();
    }

    /** For every host of a pool: where its protected VMs would go if it died now. */
    public FailoverPlan plan(Actor actor, UUID pool) {
        actor.require(Permission.HA_VIEW, Place.pool(pool));
        record Guarded(UUID vm, int priority, boolean bestEffort) {}
        var guarded = jdbc.sql("""
                        select id, priority, protection from vm where pool_id = :pool and protection <> 'OFF' and wanted_on
                          and state in ('RUNNING', 'PAUSED', 'STARTING', 'MIGRATING')
                        """)
                .param("pool", pool)
                .query((row, number) -> new Guarded(
                        row.getObject("id", UUID.class),
                        row.getInt("priority"),
                        row.getString("protection").equals("BEST_EFFORT")))
                .list();
        var demands = offers.demands(guarded.stream().map(Guarded::vm).toList());
        var vms = guarded.stream()
                .filter(one -> demands.containsKey(one.vm()))
                .map(one -> new ProtectedVm(demands.get(one.vm()), one.priority(), one.bestEffort()))
                .toList();
        return FailoverPlanner.plan(offers.ofPool(pool), vms, offers.policy(pool));
    }

    private static Condition visible(Actor actor) {
        return actor.scope(Permission.HA_VIEW).inPools("f.pool_id");
    }

    private List<FailoverView.Stage> stages(UUID id) {
        return jdbc.sql("select at, stage, text from failover_stage where failover_id = :id order by at, id")
                .param("id", id)
                .query((row, number) ->
                        new FailoverView.Stage(instant(row, "at"), row.getString("stage"), row.getString("text")))
                .list();
    }

    private List<FailoverView.Vm> vms(UUID id) {
        return jdbc.sql("select * from failover_vm where failover_id = :id order by place, vm_name")
                .param("id", id)
                .query((row, number) -> new FailoverView.Vm(
                        row.getObject("vm_id", UUID.class),
                        row.getString("vm_name"),
                        row.getString("protection"),
                        row.getInt("priority"),
                        row.getInt("place"),
                        row.getObject("target_id", UUID.class),
                        row.getString("target_name"),
                        row.getString("why"),
                        FailoverView.VmFate.valueOf(row.getString("state")),
                        instant(row, "placed_at"),
                        instant(row, "running_at")))
                .list();
    }

    private static FailoverView failover(ResultSet row, int number) throws SQLException {
        var proof = row.getString("proof");
        return new FailoverView(
                row.getObject("id", UUID.class),
                row.getObject("host_id", UUID.class),
                row.getString("host_name"),
                row.getObject("pool_id", UUID.class),
                row.getLong("epoch"),
                FailoverState.valueOf(row.getString("state")),
                row.getString("cause"),
                row.getString("advice"),
                instant(row, "silent_at"),
                instant(row, "suspected_at"),
                instant(row, "proven_at"),
                proof == null ? null : Proof.valueOf(proof),
                row.getString("proof_text"),
                instant(row, "placed_at"),
                instant(row, "first_running_at"),
                instant(row, "ended_at"),
                row.getInt("vms"),
                row.getInt("running"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        var value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
