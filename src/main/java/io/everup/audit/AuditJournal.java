package io.everup.audit;

import io.everup.event.Subject;
import io.everup.identity.Actor;
import io.everup.identity.Caller;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes down who asked for what. An entry belongs to the transaction of its caller: what is rolled back was not done,
 * and is not in the journal as done.
 */
@Component
public class AuditJournal {

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Caller caller;
    private final Clock clock;

    AuditJournal(JdbcClient jdbc, JsonMapper json, Caller caller, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.caller = caller;
        this.clock = clock;
    }

    /**
     * @param actor null for someone who is no user
     * @param action a subject's type and a verb, such as {@code vm.start}
     * @param detail facts for the reader, as JSON can hold them; never a secret
     */
    @Transactional
    public void record(Actor actor, String action, Subject subject, AuditResult result, Map<String, ?> detail) {
        jdbc.sql("""
                        insert into audit_entry (at, actor_id, actor_name, address, action,
                                                 subject_type, subject_id, subject_name, result, detail)
                        values (:at, :actor, :actorName, :address, :action,
                                :type, :subject, :subjectName, :result, :detail::jsonb)
                        """)
                .param("at", clock.instant().atOffset(ZoneOffset.UTC))
                .param("actor", actor == null ? null : actor.id())
                .param("actorName", actor == null ? "unknown" : actor.name())
                .param("address", caller.address())
                .param("action", action)
                .param("type", subject.type())
                .param("subject", subject.id())
                .param("subjectName", subject.name())
                .param("result", result.name())
                .param("detail", json.writeValueAsString(detail))
                .update();
    }

    /** Something that is done at once. */
    @Transactional
    public void done(Actor actor, String action, Subject subject, Map<String, ?> detail) {
        record(actor, action, subject, AuditResult.DONE, detail);
    }

    /** Something that a task was made for; the entry names the task. */
    @Transactional
    public void started(Actor actor, String action, Subject subject, UUID task) {
        record(actor, action, subject, AuditResult.STARTED, Map.of("task", task.toString()));
    }
}
