package io.everup.task;

import io.everup.event.Subject;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
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
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads tasks. */
@Component
public class TaskDirectory {

    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};
    private static final String LIVE = "('QUEUED', 'WAITING', 'RUNNING', 'CANCELLING')";

    private static final SearchFields FIELDS = SearchFields.words(
                    "t.title", "coalesce(t.subject_name, '')", "t.kind", "t.state", "t.requester_name")
            .choice("state", "t.state", TaskState.values())
            .text("kind", "t.kind", SearchFields.Match.EXACT)
            .text("subject", "t.subject_name", SearchFields.Match.EXACT)
            .text("type", "t.subject_type", SearchFields.Match.EXACT)
            .text("by", "t.requester_name", SearchFields.Match.EXACT)
            .time("requested", "t.requested_at")
            .time("finished", "t.finished_at");
    private static final Map<String, String> ORDER = Map.of(
            "title", "t.title",
            "kind", "t.kind",
            "state", "t.state",
            "subject", "t.subject_name",
            "by", "t.requester_name",
            "requested", "t.requested_at",
            "finished", "t.finished_at");

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final TaskStore store;
    private final TaskSight sight;
    private final Clock clock;

    TaskDirectory(JdbcClient jdbc, JsonMapper json, TaskStore store, TaskSight sight, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.store = store;
        this.sight = sight;
        this.clock = clock;
    }

    /** @throws Refusal when there is none, or the actor may not see it */
    public TaskView find(Actor actor, UUID id) {
        actor.require(Permission.TASK_VIEW);
        var visible = sight.visible(actor, "t");
        return jdbc.sql("select t.* from task t where t.id = :id and " + visible.sql())
                .params(visible.parameters())
                .param("id", id)
                .query(this::view)
                .optional()
                .orElseThrow(() -> Refusal.notFound("task"));
    }

    /** A task as it is answered to who has just asked for it. */
    TaskView submitted(UUID id) {
        return jdbc.sql("select * from task where id = :id")
                .param("id", id)
                .query(this::view)
                .single();
    }

    /** Newest first unless it is sorted otherwise. */
    public Slice<TaskView> list(Actor actor, ListQuery query) {
        actor.require(Permission.TASK_VIEW);
        var condition = FIELDS.condition(query.search(), clock).and(sight.visible(actor, "t"));
        var total = jdbc.sql("select count(*) from task t where " + condition.sql())
                .params(condition.parameters())
                .query(Long.class)
                .single();
        var items = jdbc.sql("select t.* from task t where " + condition.sql() + " "
                        + OrderBy.of(query.sort(), ORDER, "-requested").sql() + ", t.id limit :limit offset :offset")
                .params(condition.parameters())
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query(this::view)
                .list();
        return new Slice<>(items, query.cursorAfter(total), total);
    }

    /** The newest tasks about one thing. */
    public List<TaskView> about(Actor actor, String type, UUID id, int most) {
        actor.require(Permission.TASK_VIEW);
        var visible = sight.visible(actor, "t");
        return jdbc.sql("select t.* from task t where t.subject_type = :type and t.subject_id = :id and "
                        + visible.sql() + " order by t.requested_at desc, t.id limit :most")
                .params(visible.parameters())
                .param("type", type)
                .param("id", id)
                .param("most", most)
                .query(this::view)
                .list();
    }

    /** Those at work or waiting, newest first, then the latest that ended. */
    public List<TaskView> recent(Actor actor, int most) {
        actor.require(Permission.TASK_VIEW);
        var visible = sight.visible(actor, "t");
        return jdbc.sql("select t.* from task t where " + visible.sql() + " order by (t.state in " + LIVE
                        + ") desc, t.requested_at desc, t.id limit :most")
                .params(visible.parameters())
                .param("most", most)
                .query(this::view)
                .list();
    }

    /** How many tasks are at work or waiting. */
    public int running(Actor actor) {
        actor.require(Permission.TASK_VIEW);
        var visible = sight.visible(actor, "t");
        return jdbc.sql("select count(*) from task t where t.state in " + LIVE + " and " + visible.sql())
                .params(visible.parameters())
                .query(Integer.class)
                .single();
    }

    /** Oldest first, at most 2000 lines. */
    public List<TaskLogLine> log(Actor actor, UUID id) {
        find(actor, id);
        return store.logOf(id);
    }

    /** What its log warns of so far; as a rule nothing. */
    public List<String> warnings(Actor actor, UUID id) {
        return log(actor, id).stream()
                .filter(line -> line.level().equals("WARNING"))
                .map(TaskLogLine::text)
                .toList();
    }

    private TaskView view(ResultSet row, int number) throws SQLException {
        var result = row.getString("result");
        return new TaskView(
                row.getObject("id", UUID.class),
                row.getString("kind"),
                row.getString("title"),
                TaskState.valueOf(row.getString("state")),
                row.getInt("progress"),
                row.getString("step_title"),
                new Subject(
                        row.getString("subject_type"),
                        row.getObject("subject_id", UUID.class),
                        row.getString("subject_name")),
                result == null ? null : json.readValue(result, MAP),
                row.getString("failure"),
                row.getString("failure_next"),
                row.getObject("requested_by", UUID.class),
                row.getString("requester_name"),
                instant(row, "requested_at"),
                instant(row, "started_at"),
                instant(row, "finished_at"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        var value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
