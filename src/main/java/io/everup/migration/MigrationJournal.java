package io.everup.migration;

import io.everup.event.EventLog;
import io.everup.hypervisor.MigrationFigures;
import io.everup.hypervisor.MigrationProgress;
import java.sql.Types;
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
    public void request(
            UUID id,
            UUID vm,
            String vmName,
            UUID source,
            UUID target,
            String why,
            UUID task,
            String by,
            MigrationPolicy policy) {
        jdbc.sql("""
                        insert into migration (id, vm_id, vm_name, source_id, source_name, target_id, target_name, why,
                                               state, task_id, requested_by, requested_at, budget_millis,
                                               auto_converge, post_copy, bandwidth_mibps)
                        values (:id, :vm, :name, :source, (select name from host where id = :source), :target,
                                (select name from host where id = :target), :why, 'REQUESTED', :task, :by, :now,
                                :budget, :converge, :post, :bandwidth)
                        """)
                .param("id", id)
                .param("vm", vm)
                .param("name", vmName)
                .param("source", source)
                .param("target", target)
                .param("why", why)
                .param("task", task)
                .param("by", by)
                .param("budget", policy.pauseMillis())
                .param("converge", policy.autoConverge())
                .param("post", policy.postCopy())
                .param("bandwidth", policy.bandwidthMiBps())
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
    public void expected(UUID id, MigrationForecast forecast) {
        var premises = forecast.premises();
        jdbc.sql("""
                        update migration set expected_ending = :ending,
                          expected_total = :total, expected_total_least = :totalLeast, expected_total_most = :totalMost,
                          expected_pause = :pause, expected_pause_least = :pauseLeast, expected_pause_most = :pauseMost,
                          expected_dirty = :dirty, expected_dirty_origin = :dirtyOrigin,
                          expected_link = :link, expected_link_origin = :linkOrigin where id = :id
                        """)
                .param("id", id)
                .param("ending", forecast.ending().name())
                .param("total", forecast.total().value())
                .param("totalLeast", forecast.total().least())
                .param("totalMost", forecast.total().most())
                .param("pause", forecast.pause().value())
                .param("pauseLeast", forecast.pause().least())
                .param("pauseMost", forecast.pause().most())
                .param("dirty", Math.round(premises.dirty().value()))
                .param("dirtyOrigin", premises.dirty().origin().name())
                .param("link", Math.round(premises.speed().value()))
                .param("linkOrigin", premises.link().origin().name())
                .update();
        events.changed("migration", id);
    }

    /** How far it is. Of the guest's rate the highest is kept: throttled, it writes less than it would. */
    @Transactional
    public void progress(UUID id, MigrationProgress seen) {
        jdbc.sql("""
                        update migration set percent = greatest(percent, :percent), round = :round,
                          remaining_bytes = :remaining, bytes_per_second = coalesce(:speed, bytes_per_second),
                          dirty_rate = greatest(dirty_rate, :dirty), throttle = greatest(throttle, :throttle),
                          went_over = went_over or :over
                        where id = :id and ended_at is null
                        """)
                .param("id", id)
                .param("percent", known(seen.percent()), Types.BIGINT)
                .param("round", known(seen.round()), Types.BIGINT)
                .param("remaining", known(seen.remainingBytes()), Types.BIGINT)
                .param("speed", known(seen.bytesPerSecond()), Types.BIGINT)
                .param("dirty", known(seen.dirtyBytesPerSecond()), Types.BIGINT)
                .param("throttle", seen.throttlePercent())
                .param("over", seen.wentOver())
                .update();
        events.changed("migration", id);
    }

    @Transactional
    public void completed(UUID id, MigrationFigures figures) {
        jdbc.sql("""
                        update migration set state = 'COMPLETED', ended_at = :now, percent = 100, remaining_bytes = 0,
                          total_millis = :total, pause_millis = :pause, moved_bytes = :moved,
                          bytes_per_second = coalesce(:speed, bytes_per_second),
                          dirty_rate = greatest(dirty_rate, :dirty), throttle = greatest(throttle, :throttle),
                          ending = case when went_over then 'POST_COPY'
                                        when greatest(throttle, :throttle) > 0 then 'AUTO_CONVERGE' else 'BY_ITSELF' end
                        where id = :id
                        """)
                .param("id", id)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("total", known(figures.totalMillis()), Types.BIGINT)
                .param("pause", known(figures.pauseMillis()), Types.BIGINT)
                .param("moved", known(figures.movedBytes()), Types.BIGINT)
                .param("speed", known(figures.bytesPerSecond()), Types.BIGINT)
                .param("dirty", figures.dirtyBytesPerSecond() > 0 ? figures.dirtyBytesPerSecond() : null, Types.BIGINT)
                .param("throttle", figures.throttlePercent())
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
