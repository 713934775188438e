package io.everup.task;

import io.everup.event.Subject;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.shared.Slice;
import java.sql.ResultSet;
import java.sql.SQLException;
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

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final TaskStore store;

    TaskDirectory(JdbcClient jdbc, JsonMapper json, TaskStore store) {
        this.jdbc = jdbc;
        this.json = json;
        this.store = store;
    }

    /** @throws Refusal when there is none, or the actor may not see it */
    public TaskView find(Actor actor, UUID id) {
        actor.require(Permission.TASK_VIEW);
        return jdbc.sql("select * from task where id = :id")
                .param("id", id)
                .query(this::view)
                .optional()
                .orElseThrow(() -> Refusal.notFound("task"));
    }

    /** Newest first; the search looks for its words in title, subject, kind, state and requester. */
    public Slice<TaskView> list(Actor actor, ListQuery query) {
        actor.require(Permission.TASK_VIEW);
        var where = "where lower(title || ' ' || coalesce(subject_name, '') || ' ' || kind || ' ' || state || ' ' ||"
                + " requester_name) like '%' || lower(:words) || '%' escape '!' ";
        var words = query.search().replace("!", "!!").replace("%", "!%").replace("_", "!_");
        var total = jdbc.sql("select count(*) from task " + where)
                .param("words", words)
                .query(Long.class)
                .single();
        var items = jdbc.sql("select * from task " + where + "order by requested_at desc, id limit :limit offset :offset")
                .param("words", words)
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query(this::view)
                .list();
        return new Slice<>(items, query.cursorAfter(total), total);
    }

    /** The newest tasks about one thing. */
    public List<TaskView> about(Actor actor, String type, UUID id, int most) {
        actor.require(Permission.TASK_VIEW);
        return jdbc.sql(
                        "select * from task where subject_type = :type and subject_id = :id order by requested_at desc, id limit :most")
                .param("type", type)
                .param("id", id)
                .param("most", most)
                .query(this::view)
                .list();
    }

    /** Those at work or waiting, newest first, then the latest that ended. */
    public List<TaskView> recent(Actor actor, int most) {
        actor.require(Permission.TASK_VIEW);
        return jdbc.sql("select * from task order by (state in " + LIVE + ") desc, requested_at desc, id limit :most")
                .param("most", most)
                .query(this::view)
                .list();
    }

    /** How many tasks are at work or waiting. */
    public int running(Actor actor) {
        actor.require(Permission.TASK_VIEW);
        return jdbc.sql("select count(*) from task where state in " + LIVE)
                .query(Integer.class)
                .single();
    }

    /** Oldest first, at most 2000 lines. */
    public List<TaskLogLine> log(Actor actor, UUID id) {
        find(actor, id);
        return store.logOf(id);
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
