package io.everup.audit;

import io.everup.event.Subject;
import io.everup.identity.IdentityEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Writes sign-ins and what is done to users and tokens into the journal, in the same transaction. */
@Component
class IdentityAudit {

    private final AuditJournal journal;

    IdentityAudit(AuditJournal journal) {
        this.journal = journal;
    }

    @EventListener
    void write(IdentityEvent event) {
        journal.record(
                event.actor(),
                event.action(),
                new Subject(event.subjectType(), event.subjectId(), event.subjectName()),
                event.refused() ? AuditResult.REFUSED : AuditResult.DONE,
                event.detail());
    }
}
