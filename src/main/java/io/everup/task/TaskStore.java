package io.everup.task;

import io.everup.event.EventLog;
import io.everup.event.Subject;
import io.everup.shared.Refusal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The queue as a table. Leases are measured by the database's clock alone, so that replicas with skewed clocks agree on
 * who works on what; each write by a worker holds only while its lease does.
 */
@Component
class TaskStore {

    static final Duration LEASE = Duration.ofSeconds(10);

    /** Of urgent tasks, such as the restarts of high availability: their worker's death is to cost few seconds. */
    static final Duration URGENT_LEASE = Duration.ofSeconds(4);

    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};
    private static final String LIVE = "('QUEUED', 'WAITING', 'RUNNING', 'CANCELLING')";

    /** A task a worker has taken, with what it needs to go on. @param begun whether its present step was begun before */
    record Claim(
            UUID id,
            String kind,
            Subject subject,
            String requester,
            TaskState state,
            int step,
            boolean begun,
            boolean undoing,
            String failure,
            String failureNext,
            int attempt,
            Map<String, Object> payload,
            Map<String, Object> result) {}

    /** This worker's lease ran out and another may have the task: stop at once, write nothing. */
    static final class LeaseLost extends RuntimeException {
        LeaseLost() {
            super("The lease on the task was lost", null, false, false);
        }
    }

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final EventLog events;
    private final Clock clock;

    TaskStore(JdbcClient jdbc, JsonMapper json, EventLog events, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.events = events;
        this.clock = clock;
    }

    @Transactional
    public void insert(UUID id, NewTask task, UUID requesterId, String requesterName) {
        var inserted = jdbc.sql("""
                        insert into task (id, kind, title, subject_type, subject_id, subject_name, exclusive_key, urgent,
                                          state, payload, due_at, requested_by, requester_name, requested_at)
                        values (:id, :kind, :title, :type, :subject, :name, :key, :urgent,
                                'QUEUED', :payload::jsonb, now(), :by, :byName, :at)
                        on conflict (exclusive_key) where exclusive_key is not null and state in """ + LIVE + " do nothing")
                .param("id", id)
                .param("kind", task.kind())
                .param("title", task.title())
                .param("type", task.subject().type())
                .param("subject", task.subject().id())
                .param("name", task.subject().name())
                .param("key", task.exclusiveKey())
                .param("urgent", task.urgent())
                .param("payload", json.writeValueAsString(task.payload()))
                .param("by", requesterId)
                .param("byName", requesterName)
                .param("at", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
        if (inserted == 0) {
            throw busy(task);
        }
        events.changed("task", id);
    }

    private Refusal busy(NewTask task) {
        var holder = jdbc.sql("select title from task where exclusive_key = :key and state in " + LIVE)
                .param("key", task.exclusiveKey())
                .query(String.class)
                .optional()
                .orElse("Another task");
        return Refusal.conflict(
                "busy",
                task.subject().name() + " is busy: the task \"" + holder + "\" is at work on it.",
                "Wait until it ends, or cancel it, then try again.");
    }

    /** Takes the next task that is due, or whose worker has died. */
    @Transactional
    public Optional<Claim> claim(String worker, boolean urgent) {
        return jdbc.sql("""
                        update task set lease_owner = :worker, lease_until = now() + make_interval(secs => :lease),
                               state = case when state = 'CANCELLING' then state else 'RUNNING' end,
                               started_at = coalesce(started_at, :at), attempt = attempt + 1, version = version + 1
                        where id = (select id from task
                                    where urgent = :urgent and due_at <= now() and (lease_until is null or lease_until < now())
                                      and state in """ + LIVE + """
                                     order by due_at for update skip locked limit 1)
                        returning *""")
                .param("worker", worker)
                .param("lease", (urgent ? URGENT_LEASE : LEASE).toSeconds())
                .param("urgent", urgent)
                .param("at", clock.instant().atOffset(ZoneOffset.UTC))
                .query(this::claim)
                .optional();
    }

    /** Prolongs leases; answers which are still held, and whether each is to be cancelled. */
    @Transactional
    public Map<UUID, Boolean> renew(String worker, Collection<UUID> tasks) {
        var held = new HashMap<UUID, Boolean>();
        if (!tasks.isEmpty()) {
            jdbc.sql("""
                            update task set lease_until = now() + make_interval(secs => case when urgent then :soon else :lease end)
                            where id in (:tasks) and lease_owner = :worker and lease_until > now()
                              and state in ('RUNNING', 'CANCELLING') returning id, state
                            """)
                    .param("lease", LEASE.toSeconds())
                    .param("soon", URGENT_LEASE.toSeconds())
                    .param("tasks", tasks)
                    .param("worker", worker)
                    .query(row -> {
                        held.put(
                                row.getObject("id", UUID.class),
                                row.getString("state").equals("CANCELLING"));
                    });
        }
        return held;
    }

    @Transactional
    public void atStep(String worker, UUID task, int step, String title, int steps, int progress) {
        write(
                worker,
                task,
                "step = :step, step_title = :title, steps = :steps, progress = greatest(progress, :progress),"
                        + " attempt = case when step = :step then attempt else 1 end",
                Map.of("step", step, "title", title, "steps", steps, "progress", progress));
    }

    @Transactional
    public void undoing(String worker, UUID task, int step, String failure, String next) {
        var values = new HashMap<String, Object>();
        values.put("step", step);
        values.put("failure", failure);
        values.put("next", next);
        write(worker, task, "undoing = true, step = :step, failure = :failure, failure_next = :next", values);
    }

    @Transactional
    public void progress(String worker, UUID task, int percent) {
        write(worker, task, "progress = greatest(progress, :percent)", Map.of("percent", percent));
    }

    @Transactional
    public void save(String worker, UUID task, Map<String, Object> payload, Map<String, Object> result) {
        write(
                worker,
                task,
                "payload = :payload::jsonb, result = :result::jsonb",
                Map.of("payload", json.writeValueAsString(payload), "result", json.writeValueAsString(result)));
    }

    /** Gives the task back after an attempt that came to nothing, to be taken up again after a while. */
    @Transactional
    public void release(String worker, UUID task, Duration pause) {
        giveBack(worker, task, pause, "");
    }

    /** Gives the task back while all goes well, to look again after a while: that is no failed attempt. */
    @Transactional
    public void pause(String worker, UUID task, Duration pause) {
        giveBack(worker, task, pause, "attempt = 0, ");
    }

    private void giveBack(String worker, UUID task, Duration pause, String also) {
        write(
                worker,
                task,
                also + "state = case when state = 'CANCELLING' then state else 'WAITING' end, lease_owner = null,"
                        + " lease_until = null, due_at = now() + make_interval(secs => :pause)",
                Map.of("pause", pause.toMillis() / 1000.0));
    }

    @Transactional
    public void end(String worker, UUID task, TaskState state) {
        write(
                worker,
                task,
                "state = :state, progress = case when :state = 'SUCCEEDED' then 100 else progress end,"
                        + " finished_at = :at, lease_owner = null, lease_until = null",
                Map.of("state", state.name(), "at", clock.instant().atOffset(ZoneOffset.UTC)));
    }

    private void write(String worker, UUID task, String assignments, Map<String, Object> values) {
        var changed = jdbc.sql("update task set version = version + 1, " + assignments
                        + " where id = :task and lease_owner = :worker and lease_until > now()")
                .params(values)
                .param("task", task)
                .param("worker", worker)
                .update();
        if (changed == 0) {
            throw new LeaseLost();
        }
        events.changed("task", task);
    }

    @Transactional
    public void log(UUID task, String level, String text) {
        jdbc.sql("insert into task_log (task_id, at, level, text) values (:task, :at, :level, :text)")
                .param("task", task)
                .param("at", clock.instant().atOffset(ZoneOffset.UTC))
                .param("level", level)
                .param("text", text)
                .update();
        events.changed("task", task);
    }

    /** Answers whether there was something to cancel. */
    @Transactional
    public boolean cancel(UUID task) {
        var changed = jdbc.sql("""
                        update task set state = 'CANCELLING', due_at = now(), version = version + 1
                        where id = :task and state in ('QUEUED', 'WAITING', 'RUNNING')
                        """).param("task", task).update();
        events.changed("task", task);
        return changed > 0;
    }

    /** The live task that holds the key. */
    Optional<UUID> holder(String exclusiveKey) {
        return jdbc.sql("select id from task where exclusive_key = :key and state in " + LIVE)
                .param("key", exclusiveKey)
                .query(UUID.class)
                .optional();
    }

    private Claim claim(ResultSet row, int number) throws SQLException {
        var result = row.getString("result");
        return new Claim(
                row.getObject("id", UUID.class),
                row.getString("kind"),
                new Subject(
                        row.getString("subject_type"),
                        row.getObject("subject_id", UUID.class),
                        row.getString("subject_name")),
                row.getString("requester_name"),
                TaskState.valueOf(row.getString("state")),
                row.getInt("step"),
                row.getString("step_title") != null,
                row.getBoolean("undoing"),
                row.getString("failure"),
                row.getString("failure_next"),
                row.getInt("attempt"),
                new HashMap<>(json.readValue(row.getString("payload"), MAP)),
                result == null ? new HashMap<>() : new HashMap<>(json.readValue(result, MAP)));
    }

    List<TaskLogLine> logOf(UUID task) {
        return jdbc.sql("select at, level, text from task_log where task_id = :task order by id limit 2000")
                .param("task", task)
                .query((row, number) -> new TaskLogLine(
                        row.getObject("at", java.time.OffsetDateTime.class).toInstant(),
                        row.getString("level"),
                        row.getString("text")))
                .list();
    }
}
