package io.everup.ha;

import io.everup.event.EventLog;
import io.everup.ha.core.RestartOrder;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes the times of failovers that are under way, or were a moment ago: forecast, attempts, when each VM was started and
 * answered. Nothing is decided by them.
 */
@Component
class FailoverClock {

    /** A guest may take so long to answer after its VM runs; then nobody looks for it any more. */
    private static final String ANSWER_WITHIN = "interval '30 minutes'";

    private final FailoverForecast forecast;
    private final ObjectProvider<GuestAnswers> answers;
    private final EventLog events;
    private final TransactionTemplate transaction;
    private final JdbcClient jdbc;
    private final Clock clock;

    FailoverClock(
            FailoverForecast forecast,
            ObjectProvider<GuestAnswers> answers,
            EventLog events,
            TransactionTemplate transaction,
            JdbcClient jdbc,
            Clock clock) {
        this.forecast = forecast;
        this.answers = answers;
        this.events = events;
        this.transaction = transaction;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    void follow() {
        forecast.predict(clock.instant());
        transaction.executeWithoutResult(status -> {
            names();
            attempts();
            ends();
            answered();
        });
    }

    private void names() {
        jdbc.sql("""
                        update failover f set pool_name = p.name,
                               goal_seconds = coalesce(f.goal_seconds, (select g.seconds from rto_goal g where g.pool_id = p.id))
                        from pool p where p.id = f.pool_id and f.pool_name is null
                        """).update();
    }

    /** Of starts that failed the next one follows after the pause that {@link RestartOrder} gives. */
    private void attempts() {
        jdbc
                .sql("""
                        update failover_vm v set attempts = t.n, started_at = coalesce(t.first, v.started_at),
                               next_attempt_at = case when t.busy then null else t.failed + make_interval(
                                   secs => least(:longest, :first * power(2, least(20, greatest(0, t.fails - 1))))) end
                        from (select w.failover_id, w.vm_id, count(*) as n,
                                min(k.started_at) filter (where k.state <> 'FAILED') as first,
                                bool_or(k.state in ('QUEUED', 'WAITING', 'RUNNING', 'CANCELLING')) as busy,
                                max(k.finished_at) filter (where k.state = 'FAILED') as failed,
                                count(*) filter (where k.state = 'FAILED') as fails
                              from failover f join failover_vm w on w.failover_id = f.id
                              join task k on k.subject_type = 'vm' and k.subject_id = w.vm_id and k.kind = 'vm-recover'
                                and k.requested_at >= f.suspected_at
                              where f.ended_at is null or f.ended_at > now() - interval '1 minute'
                              group by w.failover_id, w.vm_id) t
                        where t.failover_id = v.failover_id and t.vm_id = v.vm_id
                          and (v.attempts <> t.n or v.started_at is distinct from coalesce(t.first, v.started_at)
                            or v.state in ('PLACED', 'LEFT_OUT') and not t.busy and v.next_attempt_at is null and t.failed is not null)
                        returning v.failover_id
                        """)
                .param("first", RestartOrder.Limits.DEFAULT.firstPause().toSeconds())
                .param("longest", RestartOrder.Limits.DEFAULT.longestPause().toSeconds())
                .query(UUID.class)
                .list()
                .stream()
                .distinct()
                .forEach(id -> events.changed("failover", id));
    }

    private void ends() {
        jdbc.sql("update failover_vm set next_attempt_at = null where next_attempt_at is not null"
                        + " and state in ('RUNNING', 'OFF')")
                .update();
        jdbc.sql("""
                        update failover f set last_running_at = (select max(running_at) from failover_vm v where v.failover_id = f.id)
                        where f.state = 'DONE' and f.last_running_at is null and f.first_running_at is not null
                        """).update();
    }

    private void answered() {
        record Asked(UUID failover, UUID vm, java.time.Instant running) {}
        var asked = jdbc.sql("select failover_id, vm_id, running_at from failover_vm where ready_at is null"
                        + " and state = 'RUNNING' and running_at > :now::timestamptz - " + ANSWER_WITHIN)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .query((row, number) -> new Asked(
                        row.getObject("failover_id", UUID.class),
                        row.getObject("vm_id", UUID.class),
                        Disarms.instant(row, "running_at")))
                .list();
        if (asked.isEmpty()) {
            return;
        }
        var last = new HashMap<UUID, java.time.Instant>();
        List<UUID> vms = asked.stream().map(Asked::vm).distinct().toList();
        answers.forEach(source -> last.putAll(source.lastAnswers(vms)));
        asked.stream()
                .filter(one -> last.containsKey(one.vm()) && last.get(one.vm()).isAfter(one.running()))
                .forEach(one -> {
                    jdbc.sql("update failover_vm set ready_at = :at where failover_id = :failover and vm_id = :vm")
                            .param("at", last.get(one.vm()).atOffset(ZoneOffset.UTC))
                            .param("failover", one.failover())
                            .param("vm", one.vm())
                            .update();
                    events.changed("failover", one.failover());
                });
    }
}
