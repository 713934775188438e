package io.everup.audit;

import io.everup.event.Subject;
import io.everup.identity.Actor;
import io.everup.identity.Caller;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes down who asked for what. An entry belongs to the transaction of its caller: what is rolled back was not done,
 * and is not in the journal as done. It can be read once that transaction is committed.
 */
@Component
public class AuditJournal {

    private final AuditChain chain;
    private final JsonMapper json;
    private final Caller caller;
    private final Clock clock;

    AuditJournal(AuditChain chain, JsonMapper json, Caller caller, Clock clock) {
        this.chain = chain;
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
        chain.add(new AuditDraft(
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                actor == null ? null : actor.id(),
                actor == null ? "unknown" : actor.name(),
                caller.address(),
                clean(action),
                subject.type(),
                subject.id(),
                clean(subject.name()),
                result.name(),
                clean(json.writeValueAsString(detail))));
    }

    /** Without what no text in the database may hold. */
    private static String clean(String text) {
        return text == null ? null : text.replace("\u0000", "\uFFFD").replace("\\u0000", "\\ufffd");
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
