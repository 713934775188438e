package io.everup.plan;

import io.everup.placement.LeftOut;
import io.everup.placement.LossCase;
import io.everup.placement.Recovery;
import io.everup.placement.Survey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** The kept plans. */
@Component
class PlanStore {

    private static final int NAMED = 3;
    /** So many cases are written in one statement. */
    private static final int AT_ONCE = 200;

    private final JdbcClient jdbc;
    private final JsonMapper json;

    PlanStore(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** What was worked out. @param broken placement rules that are broken now */
    record Made(Survey survey, Instant at, int tookMillis, int hosts, int vms, int broken, List<String> remedies) {}

    /** Puts it in place of the plan before. */
    @Transactional
    public void put(UUID pool, Made made) {
        jdbc.sql("""
                        insert into pool_plan (pool_id, made_at, took_ms, hosts, vms, failures, answer, looked, broken, remedies)
                        values (:pool, :at, :took, :hosts, :vms, :failures, :answer, :looked, :broken, :remedies)
                        on conflict (pool_id) do update set made_at = excluded.made_at, took_ms = excluded.took_ms,
                          hosts = excluded.hosts, vms = excluded.vms, failures = excluded.failures,
                          answer = excluded.answer, looked = excluded.looked, broken = excluded.broken,
                          remedies = excluded.remedies
                        """)
                .param("pool", pool)
                .param("at", made.at().atOffset(ZoneOffset.UTC))
                .param("took", made.tookMillis())
                .param("hosts", made.hosts())
                .param("vms", made.vms())
                .param("failures", made.survey().failures())
                .param("answer", made.survey().answer().name())
                .param("looked", made.survey().looked())
                .param("broken", made.broken())
                .param("remedies", made.remedies().toArray(String[]::new))
                .update();
        jdbc.sql("delete from pool_plan_case where pool_id = :pool")
                .param("pool", pool)
                .update();
        var cases = made.survey().cases();
        for (int from = 0; from < cases.size(); from += AT_ONCE) {
            write(pool, from, cases.subList(from, Math.min(cases.size(), from + AT_ONCE)));
        }
    }

    private void write(UUID pool, int from, List<LossCase> cases) {
        var sql = new StringBuilder("insert into pool_plan_case (pool_id, position, kind, label, lost, exact, moves,"
                + " left_out, at_least, best_effort, last_seconds, names, recovery, seconds) values ");
        var values = new HashMap<String, Object>();
        for (int i = 0; i < cases.size(); i++) {
            sql.append(i == 0 ? "" : ", ")
                    .append(("(:pool, :p#, :kind#, :label#, :lost#, :exact#, :moves#, :left#, :least#, :best#, :last#,"
                                    + " :names#, :recovery#::jsonb, :seconds#::jsonb)")
                            .replace("#", Integer.toString(i)));
            values(values, i, from + i, cases.get(i));
        }
        jdbc.sql(sql.toString()).param("pool", pool).params(values).update();
    }

    private void values(Map<String, Object> values, int i, int position, LossCase one) {
        var recovery = one.recovery();
        var left = recovery.leftOut().stream().filter(out -> !out.bestEffort()).toList();
        values.put("p" + i, position);
        values.put("kind" + i, one.kind().name());
        values.put("label" + i, one.label());
        values.put("lost" + i, recovery.lost().toArray(UUID[]::new));
        values.put("exact" + i, recovery.exact());
        values.put("moves" + i, recovery.moves().size());
        values.put("left" + i, left.size());
        values.put("least" + i, recovery.leftOutAtLeast());
        values.put("best" + i, recovery.leftOut().size() - left.size());
        values.put("last" + i, one.lastSeconds());
        values.put("names" + i, left.stream().limit(NAMED).map(LeftOut::name).toArray(String[]::new));
        values.put("recovery" + i, json.writeValueAsString(recovery));
        values.put("seconds" + i, json.writeValueAsString(one.seconds()));
    }

    /** What is known of a whole plan besides its cases. */
    record Kept(
            Instant madeAt,
            int tookMillis,
            int hosts,
            int vms,
            int failures,
            Survey.Answer answer,
            int looked,
            int broken,
            List<String> remedies,
            int cases) {}

    Optional<Kept> of(UUID pool) {
        return jdbc.sql("select p.*, (select count(*) from pool_plan_case c where c.pool_id = p.pool_id) as cases"
                        + " from pool_plan p where p.pool_id = :pool")
                .param("pool", pool)
                .query((row, number) -> new Kept(
                        row.getObject("made_at", java.time.OffsetDateTime.class).toInstant(),
                        row.getInt("took_ms"),
                        row.getInt("hosts"),
                        row.getInt("vms"),
                        row.getInt("failures"),
                        Survey.Answer.valueOf(row.getString("answer")),
                        row.getInt("looked"),
                        row.getInt("broken"),
                        List.of((String[]) row.getArray("remedies").getArray()),
                        row.getInt("cases")))
                .optional();
    }

    private static final String SUMMARY =
            "select position, kind, label, lost, exact, moves, left_out, at_least, best_effort,"
                    + " last_seconds, names from pool_plan_case where pool_id = :pool ";

    /** The loss that leaves out most, groups aside; empty when none does. */
    Optional<PlanView.Case> worst(UUID pool) {
        return jdbc.sql(SUMMARY + "and kind <> 'GROUP' and left_out > 0 order by kind, left_out desc, position limit 1")
                .param("pool", pool)
                .query(PlanStore::summary)
                .optional();
    }

    /** Those that leave out most first, then as in the plan. */
    List<PlanView.Case> cases(UUID pool, LossCase.Kind kind, int limit, int offset) {
        return jdbc.sql(SUMMARY + "and kind = :kind order by left_out desc, position limit :limit offset :offset")
                .param("pool", pool)
                .param("kind", kind.name())
                .param("limit", limit)
                .param("offset", offset)
                .query(PlanStore::summary)
                .list();
    }

    long count(UUID pool, LossCase.Kind kind) {
        return jdbc.sql("select count(*) from pool_plan_case where pool_id = :pool and kind = :kind")
                .param("pool", pool)
                .param("kind", kind.name())
                .query(Long.class)
                .single();
    }

    Optional<PlanView.Detail> detail(UUID pool, int position) {
        return jdbc.sql("select * from pool_plan_case where pool_id = :pool and position = :position")
                .param("pool", pool)
                .param("position", position)
                .query(this::detail)
                .optional();
    }

    /** The loss of one host by itself. */
    Optional<PlanView.Detail> ofHost(UUID pool, UUID host) {
        return jdbc.sql("select * from pool_plan_case where pool_id = :pool and kind = 'HOST' and lost = array[:host]")
                .param("pool", pool)
                .param("host", host)
                .query(this::detail)
                .optional();
    }

    private PlanView.Detail detail(ResultSet row, int number) throws SQLException {
        var seconds = new HashMap<UUID, Double>();
        json.readTree(row.getString("seconds"))
                .properties()
                .forEach(field -> seconds.put(
                        UUID.fromString(field.getKey()), field.getValue().asDouble()));
        return new PlanView.Detail(
                summary(row, number), json.readValue(row.getString("recovery"), Recovery.class), seconds);
    }

    private static PlanView.Case summary(ResultSet row, int number) throws SQLException {
        return new PlanView.Case(
                row.getInt("position"),
                LossCase.Kind.valueOf(row.getString("kind")),
                row.getString("label"),
                List.of((UUID[]) row.getArray("lost").getArray()),
                row.getBoolean("exact"),
                row.getInt("moves"),
                row.getInt("left_out"),
                row.getInt("at_least"),
                row.getInt("best_effort"),
                row.getDouble("last_seconds"),
                List.of((String[]) row.getArray("names").getArray()));
    }

    /** Something of the pool has changed. */
    void touch(UUID pool) {
        jdbc.sql("insert into pool_plan_touch (pool_id) select id from pool where id = :pool")
                .param("pool", pool)
                .update();
    }

    /** The pools that were touched, or whose plan is older than this; what touched them is forgotten. */
    List<UUID> due(Instant before) {
        var touched = jdbc.sql("delete from pool_plan_touch returning pool_id")
                .query(UUID.class)
                .list();
        var old = jdbc.sql("""
                        select p.id from pool p left join pool_plan n on n.pool_id = p.id
                        where n.pool_id is null or n.made_at < :before
                        """)
                .param("before", before.atOffset(ZoneOffset.UTC))
                .query(UUID.class)
                .list();
        return java.util.stream.Stream.concat(touched.stream(), old.stream())
                .distinct()
                .toList();
    }
}
