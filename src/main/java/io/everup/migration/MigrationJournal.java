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
            MigrationPolicy policy,
            boolean copiesDisks) {
        jdbc.sql("""
                        insert into migration (id, vm_id, vm_name, source_id, source_name, target_id, target_name, why,
                                               state, task_id, requested_by, requested_at, budget_millis,
                                               auto_converge, post_copy, bandwidth_mibps, connections, copies_disks)
                        values (:id, :vm, :name, :source, (select name from host where id = :source), :target,
                                (select name from host where id = :target), :why, 'REQUESTED', :task, :by, :now,
                                :budget, :converge, :post, :bandwidth, :connections, :disks)
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
                .param("connections", policy.connections())
                .param("disks", copiesDisks)
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
                          expected_link = :link, expected_link_origin = :linkOrigin, expected_disk = :disk where id = :id
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
                .param("disk", forecast.disks().value())
                .update();
        events.changed("migration", id);
    }

    /** Bytes of disks that are to be copied along; 0 for none. */
    long copyBytes(UUID id) {
        return jdbc.sql("select coalesce(sum(copy_bytes), 0) from migration_disk where migration_id = :id")
                .param("id", id)
                .query(Long.class)
                .single();
    }

    /** Whether its VM is known to live at the target. */
    boolean arrived(UUID id) {
        return jdbc.sql("select state = 'COMPLETED' from migration where id = :id")
                .param("id", id)
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    /**
     * How far it is. Of the guest's rate the highest is kept: throttled, it writes less than it would. How long disks took
     * is known when memory is first seen to be sent.
     *
     * @param percent of disks and memory together; -1 for unknown
     */
    @Transactional
    public void progress(UUID id, MigrationProgress seen, int percent) {
        jdbc.sql("""
                        update migration set percent = greatest(percent, :percent), round = :round,
                          remaining_bytes = :remaining, bytes_per_second = coalesce(:speed, bytes_per_second),
                          dirty_rate = greatest(dirty_rate, :dirty), throttle = greatest(throttle, :throttle),
                          went_over = went_over or :over,
                          disk_total = greatest(disk_total, :diskTotal), disk_remaining = :diskRemaining,
                          disk_millis = coalesce(disk_millis, :diskMillis),
                          disk_speed = coalesce(disk_speed, disk_total * 1000 / :diskMillis)
                        where id = :id and ended_at is null
                        """)
                .param("id", id)
                .param("percent", known(percent), Types.BIGINT)
                .param("round", known(seen.round()), Types.BIGINT)
                .param("remaining", known(seen.remainingBytes()), Types.BIGINT)
                .param("speed", known(seen.bytesPerSecond()), Types.BIGINT)
                .param("dirty", known(seen.dirtyBytesPerSecond()), Types.BIGINT)
                .param("throttle", seen.throttlePercent())
                .param("over", seen.wentOver())
                .param("diskTotal", seen.diskTotalBytes() > 0 ? seen.diskTotalBytes() : null, Types.BIGINT)
                .param("diskRemaining", seen.diskTotalBytes() > 0 ? seen.diskRemainingBytes() : null, Types.BIGINT)
                .param("diskMillis", diskMillis(seen), Types.BIGINT)
                .update();
        events.changed("migration", id);
    }

    /** It was told to and has arrived, and nobody looked in between. */
    @Transactional
    public void wentOver(UUID id) {
        jdbc.sql("update migration set went_over = true where id = :id and ended_at is null")
                .param("id", id)
                .update();
    }

    private static Long diskMillis(MigrationProgress seen) {
        return seen.diskTotalBytes() > 0 && !seen.copiesDisks() && seen.elapsedMillis() > 0
                ? seen.elapsedMillis()
                : null;
    }

    @Transactional
    public void encrypted(UUID id, boolean encrypted) {
        jdbc.sql("update migration set encrypted = :encrypted where id = :id")
                .param("id", id)
                .param("encrypted", encrypted)
                .update();
    }

    @Transactional
    public void completed(UUID id, MigrationFigures figures) {
        jdbc.sql("""
                        update migration set state = 'COMPLETED', ended_at = :now, percent = 100, remaining_bytes = 0,
                          disk_remaining = case when disk_total is null then null else 0 end,
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
