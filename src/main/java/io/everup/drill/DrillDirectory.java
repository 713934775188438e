package io.everup.drill;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.shared.Condition;
import io.everup.shared.ListQuery;
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
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads drills and their schedules. */
@Component
public class DrillDirectory {

    private static final int RUNS = 5;
    private static final SearchFields FIELDS = SearchFields.words("d.pool_name", "d.host_name", "d.summary")
            .text("pool", "d.pool_name", SearchFields.Match.EXACT)
            .text("host", "d.host_name", SearchFields.Match.EXACT)
            .choice("kind", "d.kind", DrillKind.values())
            .choice("state", "d.state", DrillState.values());
    private static final Map<String, String> ORDER =
            Map.of("started", "d.started_at", "pool", "d.pool_name", "kind", "d.kind", "state", "d.state");
    private static final String DRILLS = """
            select d.*, (select count(*) from drill_check c where c.drill_id = d.id and c.outcome = 'PASSED') as passed,
                   (select count(*) from drill_check c where c.drill_id = d.id and c.outcome = 'WARNING') as warnings,
                   (select count(*) from drill_check c where c.drill_id = d.id and c.outcome = 'FAILED') as failed
            from drill d where
            """;

    private final JdbcClient jdbc;
    private final Clock clock;

    DrillDirectory(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    public Slice<DrillView> drills(Actor actor, ListQuery query) {
        actor.require(Permission.HA_VIEW);
        var condition = FIELDS.condition(query.search(), clock).and(visible(actor));
        var total = jdbc.sql("select count(*) from drill d where " + condition.sql())
                .params(condition.parameters())
                .query(Long.class)
                .single();
        var items = jdbc.sql(DRILLS + condition.sql() + " "
                        + OrderBy.of(query.sort(), ORDER, "-started").sql() + ", d.id limit :limit offset :offset")
                .params(condition.parameters())
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query(DrillDirectory::drill)
                .list();
        return new Slice<>(items, query.cursorAfter(total), total);
    }

    /** @throws Refusal when there is none, or the actor may not see it */
    public DrillView.Detail drill(Actor actor, UUID id) {
        actor.require(Permission.HA_VIEW);
        var visible = visible(actor);
        var drill = jdbc.sql(DRILLS + "d.id = :id and " + visible.sql())
                .params(visible.parameters())
                .param("id", id)
                .query(DrillDirectory::drill)
                .optional()
                .orElseThrow(() -> Refusal.notFound("drill"));
        var checks = jdbc.sql("select * from drill_check where drill_id = :id order by id")
                .param("id", id)
                .query((row, number) -> new Check(
                        row.getString("name"),
                        row.getString("subject"),
                        Check.Outcome.valueOf(row.getString("outcome")),
                        row.getString("finding"),
                        row.getString("advice"),
                        row.getLong("took_millis")))
                .list();
        return new DrillView.Detail(drill, checks);
    }

    public List<DrillView.Schedule> schedules(Actor actor) {
        actor.require(Permission.HA_VIEW);
        var visible = actor.scope(Permission.HA_VIEW).inPools("s.pool_id");
        return jdbc.sql("""
                        select s.*, p.name as pool_name, h.name as host_name
                        from drill_schedule s join pool p on p.id = s.pool_id left join host h on h.id = s.host_id
                        where\s""" + visible.sql() + " order by p.name, s.id limit 200")
                .params(visible.parameters())
                .query(this::schedule)
                .list();
    }

    private static Condition visible(Actor actor) {
        return actor.scope(Permission.HA_VIEW).inPools("d.pool_id");
    }

    private DrillView.Schedule schedule(ResultSet row, int number) throws SQLException {
        return new DrillView.Schedule(
                row.getObject("id", UUID.class),
                DrillKind.valueOf(row.getString("kind")),
                row.getObject("pool_id", UUID.class),
                row.getString("pool_name"),
                row.getObject("host_id", UUID.class),
                row.getString("host_name"),
                row.getObject("template_id", UUID.class),
                row.getString("cron"),
                row.getString("zone"),
                CronWords.of(row.getString("cron")),
                row.getString("made_by"),
                CronTimes.next(row.getString("cron"), row.getString("zone"), clock.instant(), RUNS));
    }

    private static DrillView drill(ResultSet row, int number) throws SQLException {
        return new DrillView(
                row.getObject("id", UUID.class),
                DrillKind.valueOf(row.getString("kind")),
                row.getObject("pool_id", UUID.class),
                row.getString("pool_name"),
                row.getObject("host_id", UUID.class),
                row.getString("host_name"),
                row.getObject("failover_id", UUID.class),
                DrillState.valueOf(row.getString("state")),
                row.getString("summary"),
                row.getString("requested_by"),
                instant(row, "started_at"),
                instant(row, "ended_at"),
                row.getInt("passed"),
                row.getInt("warnings"),
                row.getInt("failed"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        var value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
