package io.everup.audit;

import io.everup.event.Subject;
import io.everup.identity.Actor;
import io.everup.task.TaskAsked;
import java.util.Map;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Writes every task that somebody asked for, or called off, into the journal, in the same transaction. */
@Component
class TaskAudit {

    private final AuditJournal journal;

    TaskAudit(AuditJournal journal) {
        this.journal = journal;
    }

    @EventListener
    void write(TaskAsked asked) {
        if (asked.actor().equals(Actor.SYSTEM)) {
            // What Everup does by itself stands in the events and in the failover's record.
            return;
        }
        var detail = Map.of("task", asked.task().toString(), "title", asked.title());
        if (asked.cancel()) {
            var task = new Subject("task", asked.task(), asked.title());
            journal.record(asked.actor(), "task.cancel", task, AuditResult.DONE, detail);
        } else {
            journal.record(asked.actor(), action(asked.kind()), asked.subject(), AuditResult.STARTED, detail);
        }
    }

    /** {@code vm-start} is written {@code vm.start}. */
    private static String action(String kind) {
        return kind.replaceFirst("-", ".");
    }
}
