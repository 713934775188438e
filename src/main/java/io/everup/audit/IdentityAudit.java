package io.everup.audit;

import io.everup.event.EventLog;
import io.everup.event.Severity;
import io.everup.event.Subject;
import io.everup.identity.IdentityEvent;
import java.util.Set;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Writes sign-ins and what is done to users and tokens into the journal, in the same transaction. */
@Component
class IdentityAudit {

    /** Whose changes others must hear of at once. */
    private static final Set<String> ANNOUNCED = Set.of("role", "team", "grant");

    private static final Set<String> OF_USERS = Set.of("user.create", "user.change", "user.disable", "user.enable");

    private final AuditJournal journal;
    private final EventLog events;

    IdentityAudit(AuditJournal journal, EventLog events) {
        this.journal = journal;
        this.events = events;
    }

    @EventListener
    void announce(IdentityEvent event) {
        var told = ANNOUNCED.contains(event.subjectType()) || OF_USERS.contains(event.action());
        if (!told || event.refused() || event.actor() == null) {
            return;
        }
        events.record(
                event.action().replace('.', '-'),
                Severity.INFO,
                new Subject(event.subjectType(), event.subjectId(), event.subjectName()),
                event.actor().name() + " " + words(event.action()) + " " + event.subjectName() + ".");
    }

    private static String words(String action) {
        return switch (action) {
            case "user.create" -> "made the user";
            case "user.change" -> "changed the user";
            case "user.disable" -> "disabled the user";
            case "user.enable" -> "enabled the user";
            case "role.create" -> "made the role";
            case "role.change" -> "changed the role";
            case "role.delete" -> "deleted the role";
            case "team.create" -> "made the team";
            case "team.delete" -> "deleted the team";
            case "grant.give" -> "gave a grant to";
            case "grant.take-back" -> "took back the grant of";
            default -> "changed the team";
        };
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
