package io.everup.uptime;

import io.everup.audit.AuditJournal;
import io.everup.event.EventLog;
import io.everup.event.Subject;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.shared.Refusal;
import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What people do to the ledger: they correct an outage, by a new version of it, and have the ledger verified. */
@Component
public class UptimeOperations {

    private static final int LEAST_WORDS = 5;
    private static final int MOST_WORDS = 1_000;

    private final UptimeDirectory directory;
    private final UptimeSight sight;
    private final OutageLedger ledger;
    private final LedgerCheck check;
    private final AuditJournal audit;
    private final EventLog events;
    private final ApplicationEventPublisher publisher;

    UptimeOperations(
            UptimeDirectory directory,
            UptimeSight sight,
            OutageLedger ledger,
            LedgerCheck check,
            AuditJournal audit,
            EventLog events,
            ApplicationEventPublisher publisher) {
        this.directory = directory;
        this.sight = sight;
        this.ledger = ledger;
        this.check = check;
        this.audit = audit;
        this.events = events;
        this.publisher = publisher;
    }

    /**
     * A person's word on an outage.
     *
     * @param version the version it was decided on
     * @param counted whether it lowers availability
     * @param note why, in the person's words, 5 to 1000 characters
     */
    public record Correction(int version, Cause cause, boolean planned, boolean counted, String note) {}

    /** @throws Refusal when a value can't be accepted, or the outage was changed since that version */
    @Transactional
    public OutageView correct(Actor actor, UUID id, Correction correction) {
        actor.require(Permission.UPTIME_MANAGE);
        check(correction);
        ledger.lock();
        var now = directory.outage(actor, id).outage();
        sight.requireManaged(actor, id);
        if (now.withdrawn()) {
            throw Refusal.conflict(
                    "outage-withdrawn",
                    "Evidence that came later says that there was no such outage.",
                    "There is nothing to correct.");
        }
        if (now.version() != correction.version()) {
            throw Refusal.changed("outage");
        }
        ledger.add(new OutageLedger.Draft(
                id,
                now.version() + 1,
                OutageLedger.Whose.of(now),
                now.startedAt(),
                now.endedAt(),
                correction.cause(),
                "corrected",
                correction.note().strip(),
                now.who(),
                correction.planned(),
                correction.counted(),
                false,
                true,
                actor.displayName() + " corrected it: " + correction.note().strip(),
                now.evidence(),
                actor.name()));
        audit.done(
                actor,
                "outage.correct",
                new Subject("outage", id, now.name()),
                Map.of(
                        "cause", now.cause() + " → " + correction.cause(),
                        "counted", now.counted() + " → " + correction.counted(),
                        "note", correction.note().strip()));
        events.changed("outage", id);
        publisher.publishEvent(new UptimeEvents.OutagesChanged(now.vm(), now.service()));
        return directory.outage(actor, id).outage();
    }

    private static void check(Correction correction) {
        var problems = new ArrayList<Refusal.Field>();
        if (correction.cause() == null) {
            problems.add(new Refusal.Field("cause", "Choose a cause."));
        }
        var words = correction.note() == null ? 0 : correction.note().strip().length();
        if (words < LEAST_WORDS || words > MOST_WORDS) {
            problems.add(new Refusal.Field("note", "Say why, in 5 to 1000 characters: it is kept for ever."));
        }
        if (!problems.isEmpty()) {
            throw Refusal.invalid(problems);
        }
    }

    /** Walks the whole ledger and tells whether it was touched. */
    @Transactional
    public LedgerCheck.Report verify(Actor actor) {
        actor.require(Permission.UPTIME_VIEW, Place.EVERYTHING);
        var report = check.verify();
        audit.done(
                actor,
                "outage.verify",
                Subject.EVERUP,
                Map.of(
                        "entries",
                        report.entries(),
                        "intact",
                        report.intact(),
                        "findings",
                        report.findings().size()));
        return report;
    }
}
