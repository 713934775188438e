package io.everup.migration;

import io.everup.event.EventLog;
import io.everup.hypervisor.MigrationFigures;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Writes migrations down. */
@Component
class MigrationJournal {

    private final JdbcClient jdbc;
    private final EventLog events;
    private final Clock clock;

    MigrationJournal(JdbcClient jdbc, EventLog events, Clock clock) {
        this.jdbc = jdbc;
        this.events = events;
        this.clock = clock;
    }

    @Transactional
    public void request(UUID id, UUID vm, String vmName, UUID source, UUID target, String why, UUID task, String by) {
        jdbc.sql("""
                        insert into migration (id, vm_id, vm_name, source_id, source_name, target_id, target_name, why,
                                               state, task_id, requested_by, requested_at)
                        values (:id, :vm, :name, :source, (select name from host where id = :source), :target,
                                (select name from host where id = :target), :why, 'REQUESTED', :task, :by, :now)
                        """)
                .param("id", id)
                .param("vm", vm)
                .param("name", vmName)
                .param("source", source)
                .param("target", target)
                .param("why", why)
                .param("task", task)
                .param("by", by)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
        events.changed("migration", id);
    }

    @Transactional
    public void state(UUID id, MigrationState state) {
        jdbc.sql("update migration set state = :state where id = :id and ended_at is null")
                .param("id", id)
                .param("state", state.name())
                .update();
        events.changed("migration", id);
    }

    @Transactional
    public void completed(UUID id, MigrationFigures figures) {
        jdbc.sql("""
                        update migration set state = 'COMPLETED', ended_at = :now, total_millis = :total,
                               pause_millis = :pause, moved_bytes = :moved where id = :id
                        """)
                .param("id", id)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("total", known(figures.totalMillis()))
                .param("pause", known(figures.pauseMillis()))
                .param("moved", known(figures.movedBytes()))
                .update();
        events.changed("migration", id);
    }

    private static Long known(long figure) {
        return figure < 0 ? null : figure;
    }

    @Transactional
    public void ended(UUID id, MigrationState state, String failure) {
        jdbc.sql(
                        "update migration set state = :state, ended_at = :now, failure = :failure where id = :id and ended_at is null")
                .param("id", id)
                .param("state", state.name())
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("failure", failure)
                .update();
        events.changed("migration", id);
    }
}
