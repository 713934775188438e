package io.everup.migration;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.shared.Condition;
import io.everup.shared.ListQuery;
import io.everup.shared.NaturalOrder;
import io.everup.shared.OrderBy;
import io.everup.shared.Refusal;
import io.everup.shared.SearchFields;
import io.everup.shared.Slice;
import io.everup.vm.VmSight;
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

/** Reads migrations. */
@Component
public class MigrationDirectory {

    private static final SearchFields FIELDS = SearchFields.words("m.vm_name", "m.source_name", "m.target_name")
            .text("vm", "m.vm_name" + NaturalOrder.COLLATE, SearchFields.Match.EXACT)
            .text("source", "m.source_name", SearchFields.Match.EXACT)
            .text("target", "m.target_name", SearchFields.Match.EXACT)
            .choice("state", "m.state", MigrationState.values())
            .time("requested", "m.requested_at");
    private static final Map<String, String> ORDER =
            Map.of("requested", "m.requested_at", "vm", "m.vm_name" + NaturalOrder.COLLATE, "id", "m.id");

    private static final String SELECT = """
            select m.*, (select coalesce(sum(k.copy_bytes), 0) from migration_disk k where k.migration_id = m.id) as copy_bytes
            from migration m
            """;

    private final JdbcClient jdbc;
    private final DiskJournal disks;
    private final Clock clock;

    MigrationDirectory(JdbcClient jdbc, DiskJournal disks, Clock clock) {
        this.jdbc = jdbc;
        this.disks = disks;
        this.clock = clock;
    }

    /** Newest first. */
    public Slice<MigrationView> list(Actor actor, ListQuery query) {
        actor.require(Permission.VM_VIEW);
        var condition = FIELDS.condition(query.search(), clock).and(visible(actor));
        var total = jdbc.sql("select count(*) from migration m where " + condition.sql())
                .params(condition.parameters())
                .query(Long.class)
                .single();
        var items = jdbc.sql(SELECT + "where " + condition.sql() + " "
                        + OrderBy.of(query.sort(), ORDER, "-requested,id").sql() + " limit :limit offset :offset")
                .params(condition.parameters())
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query(MigrationDirectory::view)
                .list();
        return new Slice<>(items, query.cursorAfter(total), total);
    }

    public MigrationView find(Actor actor, UUID id) {
        actor.require(Permission.VM_VIEW);
        var visible = visible(actor);
        return jdbc.sql(SELECT + "where m.id = :id and " + visible.sql())
                .params(visible.parameters())
                .param("id", id)
                .query(MigrationDirectory::view)
                .optional()
                .map(found -> found.disks() == null ? found : found.with(disks.of(id)))
                .orElseThrow(() -> Refusal.notFound("migration"));
    }

    /** The newest migrations of a VM. */
    public List<MigrationView> ofVm(Actor actor, UUID vm, int most) {
        actor.require(Permission.VM_VIEW);
        var visible = visible(actor);
        return jdbc.sql(SELECT + "where m.vm_id = :vm and " + visible.sql()
                        + " order by m.requested_at desc limit :most")
                .params(visible.parameters())
                .param("vm", vm)
                .param("most", most)
                .query(MigrationDirectory::view)
                .list();
    }

    private static Condition visible(Actor actor) {
        return VmSight.holding(actor, Permission.VM_VIEW, "m.vm_id");
    }

    private static MigrationView view(ResultSet row, int number) throws SQLException {
        return new MigrationView(
                row.getObject("id", UUID.class),
                row.getObject("vm_id", UUID.class),
                row.getString("vm_name"),
                row.getObject("source_id", UUID.class),
                row.getString("source_name"),
                row.getObject("target_id", UUID.class),
                row.getString("target_name"),
                row.getString("why"),
                MigrationState.valueOf(row.getString("state")),
                row.getObject("task_id", UUID.class),
                row.getString("requested_by"),
                instant(row, "requested_at"),
                instant(row, "ended_at"),
                row.getObject("total_millis", Long.class),
                row.getObject("pause_millis", Long.class),
                row.getObject("moved_bytes", Long.class),
                row.getString("failure"),
                row.getObject("ended_at") == null ? row.getString("waits_for") : null,
                new MigrationView.Allowed(
                        row.getObject("budget_millis", Integer.class),
                        row.getBoolean("auto_converge"),
                        row.getBoolean("post_copy"),
                        row.getInt("bandwidth_mibps"),
                        row.getInt("connections")),
                expected(row),
                new MigrationView.Course(
                        row.getObject("percent", Integer.class),
                        row.getObject("round", Integer.class),
                        row.getObject("remaining_bytes", Long.class),
                        row.getObject("bytes_per_second", Long.class),
                        row.getObject("dirty_rate", Long.class),
                        row.getObject("throttle", Integer.class),
                        row.getBoolean("went_over"),
                        ending(row.getString("ending")),
                        row.getObject("encrypted", Boolean.class)),
                disks(row));
    }

    private static MigrationView.Disks disks(ResultSet row) throws SQLException {
        return row.getBoolean("copies_disks")
                ? new MigrationView.Disks(
                        row.getObject("expected_disk", Long.class),
                        row.getLong("copy_bytes"),
                        row.getObject("disk_total", Long.class),
                        row.getObject("disk_remaining", Long.class),
                        row.getObject("disk_millis", Long.class),
                        row.getObject("disk_speed", Long.class),
                        List.of())
                : null;
    }

    private static MigrationView.Expected expected(ResultSet row) throws SQLException {
        var ending = ending(row.getString("expected_ending"));
        return ending == null
                ? null
                : new MigrationView.Expected(
                        ending,
                        range(row, "expected_total"),
                        range(row, "expected_pause"),
                        row.getLong("expected_dirty"),
                        Estimate.Origin.valueOf(row.getString("expected_dirty_origin")),
                        row.getLong("expected_link"),
                        Estimate.Origin.valueOf(row.getString("expected_link_origin")));
    }

    private static MigrationForecast.Range range(ResultSet row, String column) throws SQLException {
        return new MigrationForecast.Range(
                row.getLong(column), row.getLong(column + "_least"), row.getLong(column + "_most"));
    }

    private static MigrationForecast.Ending ending(String text) {
        return text == null ? null : MigrationForecast.Ending.valueOf(text);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        var value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
