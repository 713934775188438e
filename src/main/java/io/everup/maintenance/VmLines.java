package io.everup.maintenance;

import io.everup.event.EventLog;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Writes down how far each VM of a host that is emptied has come. */
@Component
class VmLines {

    private final JdbcClient jdbc;
    private final EventLog events;
    private final Clock clock;

    VmLines(JdbcClient jdbc, EventLog events, Clock clock) {
        this.jdbc = jdbc;
        this.events = events;
        this.clock = clock;
    }

    /** @param notBefore when it is tried again; null for at once */
    record Line(
            UUID job,
            UUID host,
            UUID vm,
            String name,
            Choice choice,
            UUID target,
            VmPhase phase,
            int attempts,
            Instant notBefore,
            UUID task) {

        boolean due(Instant now) {
            return phase == VmPhase.WAITING && (notBefore == null || !notBefore.isAfter(now));
        }
    }

    /** Longest moves first, as they were planned. */
    List<Line> of(UUID job, UUID host) {
        return jdbc.sql("select * from maintenance_vm where job_id = :job and host_id = :host"
                        + " order by predicted_millis desc nulls last, vm_name, vm_id")
                .param("job", job)
                .param("host", host)
                .query(VmLines::line)
                .list();
    }

    private static Line line(ResultSet row, int number) throws SQLException {
        var notBefore = row.getObject("not_before", OffsetDateTime.class);
        return new Line(
                row.getObject("job_id", UUID.class),
                row.getObject("host_id", UUID.class),
                row.getObject("vm_id", UUID.class),
                row.getString("vm_name"),
                Choice.valueOf(row.getString("choice")),
                row.getObject("target_id", UUID.class),
                VmPhase.valueOf(row.getString("state")),
                row.getInt("attempts"),
                notBefore == null ? null : notBefore.toInstant(),
                row.getObject("task_id", UUID.class));
    }

    @Transactional
    public void busy(Line line, VmPhase phase, UUID task) {
        jdbc.sql(
                        "update maintenance_vm set state = :state, task_id = :task, problem = null, problem_next = null,"
                                + " began_at = coalesce(began_at, :now) where job_id = :job and host_id = :host and vm_id = :vm")
                .param("state", phase.name())
                .param("task", task)
                .param("now", now())
                .param("job", line.job())
                .param("host", line.host())
                .param("vm", line.vm())
                .update();
        events.changed("maintenance", line.job());
    }

    /** It has come to an end; for a move, where it is now and for how long it stood still. */
    @Transactional
    public void ended(Line line, VmPhase phase) {
        jdbc.sql("""
                        update maintenance_vm set state = :state, ended_at = :now, problem = null, problem_next = null,
                            pause_millis = (select m.pause_millis from migration m where m.task_id = maintenance_vm.task_id),
                            target_id = coalesce((select v.host_id from vm v where v.id = :vm and :moved), target_id),
                            target_name = coalesce((select h.name from vm v join host h on h.id = v.host_id
                                                    where v.id = :vm and :moved), target_name)
                        where job_id = :job and host_id = :host and vm_id = :vm
                        """)
                .param("state", phase.name())
                .param("moved", phase == VmPhase.MOVED)
                .param("now", now())
                .param("job", line.job())
                .param("host", line.host())
                .param("vm", line.vm())
                .update();
        events.changed("maintenance", line.job());
    }

    /** It didn't work. @param again after which pause it is tried again; null when only a choice helps */
    @Transactional
    public void problem(Line line, String problem, String next, Duration again) {
        jdbc.sql("update maintenance_vm set state = :state, attempts = attempts + 1, problem = :problem,"
                        + " problem_next = :next, task_id = null, not_before = :again::timestamptz"
                        + " where job_id = :job and host_id = :host and vm_id = :vm")
                .param("state", again == null ? "BLOCKED" : "WAITING")
                .param("problem", problem)
                .param("next", next)
                .param(
                        "again",
                        again == null ? null : clock.instant().plus(again).atOffset(ZoneOffset.UTC))
                .param("job", line.job())
                .param("host", line.host())
                .param("vm", line.vm())
                .update();
        events.changed("maintenance", line.job());
    }

    /** Somebody chose; it is begun anew. @return whether there is such a VM that waits or is blocked */
    @Transactional
    public boolean choose(UUID job, UUID vm, Choice choice) {
        var chosen = jdbc.sql("update maintenance_vm set choice = :choice, state = 'WAITING', attempts = 0,"
                        + " problem = null, problem_next = null, not_before = null"
                        + " where job_id = :job and vm_id = :vm and state in ('WAITING', 'BLOCKED')")
                .param("choice", choice.name())
                .param("job", job)
                .param("vm", vm)
                .update();
        events.changed("maintenance", job);
        return chosen > 0;
    }

    private Object now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
