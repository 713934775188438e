package io.everup.drill;

import io.everup.event.EventLog;
import io.everup.event.Severity;
import io.everup.event.Subject;
import io.everup.shared.Ids;
import io.everup.shared.Refusal;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The rows of drills. */
@Component
class DrillStore {

    private final JdbcClient jdbc;
    private final EventLog events;
    private final Ids ids;
    private final Clock clock;

    DrillStore(JdbcClient jdbc, EventLog events, Ids ids, Clock clock) {
        this.jdbc = jdbc;
        this.events = events;
        this.ids = ids;
        this.clock = clock;
    }

    /** @param host and hostName null for a readiness drill; @throws Refusal when a canary drill runs already, anywhere */
    UUID begin(DrillKind kind, UUID pool, String poolName, UUID host, String hostName, String who) {
        var id = ids.next();
        try {
            jdbc.sql("""
                            insert into drill (id, kind, pool_id, pool_name, host_id, host_name, state, summary,
                                               requested_by, started_at)
                            values (:id, :kind, :pool, :poolName, :host, :hostName, 'RUNNING', 'It goes on.', :who, :at)
                            """)
                    .param("id", id)
                    .param("kind", kind.name())
                    .param("pool", pool)
                    .param("poolName", poolName)
                    .param("host", host)
                    .param("hostName", hostName)
                    .param("who", who)
                    .param("at", now())
                    .update();
        } catch (DuplicateKeyException e) {
            throw Refusal.conflict(
                    "drill-running", "A canary drill runs already.", "One host is cut at a time: wait for its end.");
        }
        return id;
    }

    void add(UUID drill, List<Check> checks) {
        for (var check : checks) {
            jdbc.sql("""
                            insert into drill_check (drill_id, name, subject, outcome, finding, advice, took_millis)
                            values (:drill, :name, :subject, :outcome, :finding, :advice, :took)
                            """)
                    .param("drill", drill)
                    .param("name", check.name())
                    .param("subject", check.subject())
                    .param("outcome", check.outcome().name())
                    .param("finding", check.finding())
                    .param("advice", check.advice())
                    .param("took", check.tookMillis())
                    .update();
        }
        events.changed("drill", drill);
    }

    /** Says what followed the cut. */
    void followed(UUID drill, UUID failover) {
        jdbc.sql("update drill set failover_id = :failover where id = :id")
                .param("id", drill)
                .param("failover", failover)
                .update();
    }

    int failed(UUID drill) {
        return jdbc.sql("select count(*) from drill_check where drill_id = :id and outcome = 'FAILED'")
                .param("id", drill)
                .query(Integer.class)
                .single();
    }

    /** Ends a drill that runs; nothing happens to one that has ended. */
    @Transactional
    public void end(UUID drill, DrillState state, String summary) {
        record Named(UUID pool, String poolName, String kind) {}
        var ended = jdbc.sql("""
                        update drill set state = :state, summary = :summary, ended_at = :at
                        where id = :id and state = 'RUNNING' returning pool_id, pool_name, kind
                        """)
                .param("id", drill)
                .param("state", state.name())
                .param("summary", summary)
                .param("at", now())
                .query((row, number) -> new Named(
                        row.getObject("pool_id", UUID.class), row.getString("pool_name"), row.getString("kind")))
                .optional();
        ended.ifPresent(named -> {
            events.record(
                    "drill-" + state.name().toLowerCase(java.util.Locale.ROOT),
                    state == DrillState.PASSED ? Severity.INFO : Severity.WARNING,
                    new Subject("pool", named.pool(), named.poolName()),
                    "The " + named.kind().toLowerCase(java.util.Locale.ROOT) + " drill of " + named.poolName() + ": "
                            + summary);
            events.changed("drill", drill);
        });
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
