package io.everup.ha;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.shared.Condition;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.shared.Slice;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads how long recoveries took, stage by stage, against what was foreseen and what was wanted. */
@Component
public class RecoveryTimes {

    /** Times count from the host's last answer; where nobody knows it, from the first doubt. */
    private static final String TIMES = """
            select f.id, f.host_name, f.pool_id, coalesce(p.name, f.pool_name) as pool, f.drill, f.proof,
                   coalesce(f.silent_at, f.suspected_at) as began, f.suspected_at, f.proven_at, f.placed_at,
                   f.first_running_at, f.last_running_at, f.goal_seconds,
                   (select count(*) from failover_vm v where v.failover_id = f.id) as vms,
                   (select count(*) from failover_vm v where v.failover_id = f.id and v.state = 'RUNNING') as running,
                   (select max(r.seconds) from failover_prediction r where r.failover_id = f.id) as predicted
            from failover f left join pool p on p.id = f.pool_id
            where f.proven_at is not null and
            """;

    private final JdbcClient jdbc;

    RecoveryTimes(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether drills count. */
    public enum Drills {
        WITHOUT,
        WITH,
        ONLY;

        /** @param word whatever its case; null or empty for {@link #WITHOUT} */
        public static Drills of(String word) {
            if (word == null || word.isBlank()) {
                return WITHOUT;
            }
            try {
                return valueOf(word.strip().toUpperCase(java.util.Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw Refusal.invalidField("drills", "Drills are without, with or only.");
            }
        }

        private Condition condition() {
            return this == WITH ? Condition.ALL : new Condition("f.drill = " + (this == ONLY), java.util.Map.of());
        }
    }

    /** @param pool null for all; drills null for without */
    public record Filter(UUID pool, Drills drills) {}

    /**
     * One recovery; all milliseconds count from the host's last answer and are null where that stage wasn't reached.
     *
     * @param host its name, which stays when the host is gone; pool likewise
     * @param predictedMillis until the last VM runs, as foreseen at the first doubt; null for no forecast
     * @param goalSeconds that held then; null for none
     * @param breached whether it took longer than the goal; one that goes on is measured when it is over
     */
    public record Time(
            UUID failover,
            String host,
            UUID pool,
            String poolName,
            boolean drill,
            Proof proof,
            Instant silentAt,
            Long suspectedMillis,
            Long provenMillis,
            Long placedMillis,
            Long firstRunningMillis,
            Long lastRunningMillis,
            Long predictedMillis,
            Integer goalSeconds,
            boolean breached,
            int vms,
            int running) {}

    /** What the recoveries of a month came to. @param medianMillis until the last VM ran */
    public record Month(
            LocalDate month,
            String pool,
            Proof proof,
            int recoveries,
            long medianMillis,
            long worstMillis,
            int breached) {}

    /** Newest first. */
    public Slice<Time> times(Actor actor, Filter filter, ListQuery query) {
        var condition = condition(actor, filter);
        var total = jdbc.sql("select count(*) from failover f where f.proven_at is not null and " + condition.sql())
                .params(condition.parameters())
                .query(Long.class)
                .single();
        var items = jdbc.sql(
                        TIMES + condition.sql() + " order by f.suspected_at desc, f.id limit :limit offset :offset")
                .params(condition.parameters())
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query(RecoveryTimes::time)
                .list();
        return new Slice<>(items, query.cursorAfter(total), total);
    }

    /** By month, pool and proof, newest month first; those in which every VM ran in the end. */
    public Slice<Month> months(Actor actor, Filter filter, ListQuery query) {
        var condition = condition(actor, filter);
        var grouped = """
                 from (select date_trunc('month', f.suspected_at at time zone 'UTC')::date as month,
                         coalesce(p.name, f.pool_name) as pool, f.proof, f.goal_seconds,
                         extract(epoch from f.last_running_at - coalesce(f.silent_at, f.suspected_at)) * 1000 as ms
                       from failover f left join pool p on p.id = f.pool_id
                       where f.proven_at is not null and f.last_running_at is not null and %s) m
                 group by month, pool, proof
                """.formatted(condition.sql());
        var total = jdbc.sql("select count(*) from (select month" + grouped + ") n")
                .params(condition.parameters())
                .query(Long.class)
                .single();
        var items = jdbc.sql("""
                        select month, pool, proof, count(*) as n, percentile_cont(0.5) within group (order by ms) as median,
                               max(ms) as worst, count(*) filter (where ms > goal_seconds * 1000) as breached
                        """ + grouped + " order by month desc, pool, proof limit :limit offset :offset")
                .params(condition.parameters())
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query((row, number) -> new Month(
                        row.getObject("month", LocalDate.class),
                        row.getString("pool"),
                        Proof.valueOf(row.getString("proof")),
                        row.getInt("n"),
                        Math.round(row.getDouble("median")),
                        Math.round(row.getDouble("worst")),
                        row.getInt("breached")))
                .list();
        return new Slice<>(items, query.cursorAfter(total), total);
    }

    /** Within how many seconds all VMs of a pool's lost host are to run again; null for no goal. */
    public Integer goal(Actor actor, UUID pool) {
        actor.require(Permission.HA_VIEW, io.everup.identity.Place.pool(pool));
        return jdbc.sql("select seconds from rto_goal where pool_id = :pool")
                .param("pool", pool)
                .query(Integer.class)
                .optional()
                .orElse(null);
    }

    private static Condition condition(Actor actor, Filter filter) {
        actor.require(Permission.HA_VIEW);
        var drills = filter.drills() == null ? Drills.WITHOUT : filter.drills();
        var condition = actor.scope(Permission.HA_VIEW).inPools("f.pool_id").and(drills.condition());
        return filter.pool() == null
                ? condition
                : condition.and(new Condition(
                        "f.pool_id = :of_pool::uuid",
                        java.util.Map.of("of_pool", filter.pool().toString())));
    }

    private static Time time(ResultSet row, int number) throws SQLException {
        var began = Disarms.instant(row, "began");
        var last = millis(row, "last_running_at", began);
        var goal = row.getObject("goal_seconds", Integer.class);
        var predicted = row.getObject("predicted", Double.class);
        return new Time(
                row.getObject("id", UUID.class),
                row.getString("host_name"),
                row.getObject("pool_id", UUID.class),
                row.getString("pool"),
                row.getBoolean("drill"),
                Proof.valueOf(row.getString("proof")),
                began,
                millis(row, "suspected_at", began),
                millis(row, "proven_at", began),
                millis(row, "placed_at", began),
                millis(row, "first_running_at", began),
                last,
                predicted == null ? null : Math.round(predicted * 1000),
                goal,
                goal != null && last != null && last > goal * 1000L,
                row.getInt("vms"),
                row.getInt("running"));
    }

    private static Long millis(ResultSet row, String column, Instant from) throws SQLException {
        var at = Disarms.instant(row, column);
        return at == null ? null : at.toEpochMilli() - from.toEpochMilli();
    }
}
