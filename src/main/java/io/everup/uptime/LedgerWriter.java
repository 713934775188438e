package io.everup.uptime;

import io.everup.event.EventLog;
import io.everup.shared.Ids;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Adds to the ledger what makes it say what the facts say now. */
@Component
class LedgerWriter {

    private static final String EVERUP = "Everup";

    private final OutageLedger ledger;
    private final EventLog events;
    private final Ids ids;

    LedgerWriter(OutageLedger ledger, EventLog events, Ids ids) {
        this.ledger = ledger;
        this.events = events;
        this.ids = ids;
    }

    /**
     * @param standing reads the outages as they stand
     * @param derived what the facts say, in order of time
     * @return whether anything was added
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean write(
            OutageLedger.Whose whose, Supplier<List<OutageView>> standing, List<LedgerRules.Derived> derived) {
        if (LedgerRules.changes(standing.get(), derived).isEmpty()) {
            return false;
        }
        ledger.lock();
        // Looked at once more under the lock: a person may have corrected one meanwhile.
        for (var change : LedgerRules.changes(standing.get(), derived)) {
            ledger.add(draft(whose, change));
            events.changed(
                    "outage", change.before() == null ? null : change.before().id());
        }
        return true;
    }

    private OutageLedger.Draft draft(OutageLedger.Whose whose, LedgerRules.Change change) {
        var before = change.before();
        var derived = change.derived();
        if (derived == null || before != null && before.corrected()) {
            return following(before, derived == null ? before.when() : derived.when(), derived == null, change.note());
        }
        var verdict = derived.verdict();
        return new OutageLedger.Draft(
                before == null ? ids.next() : before.id(),
                before == null ? 1 : before.version() + 1,
                whose,
                derived.when().from(),
                LedgerRules.end(derived.when()),
                verdict.cause(),
                verdict.rule(),
                verdict.why(),
                verdict.who(),
                verdict.planned(),
                verdict.counted(),
                false,
                false,
                change.note(),
                verdict.evidence(),
                EVERUP);
    }

    private static OutageLedger.Draft following(OutageView row, Interval when, boolean withdrawn, String note) {
        return new OutageLedger.Draft(
                row.id(),
                row.version() + 1,
                OutageLedger.Whose.of(row),
                when.from(),
                LedgerRules.end(when),
                row.cause(),
                row.rule(),
                row.why(),
                row.who(),
                row.planned(),
                row.counted(),
                withdrawn,
                row.corrected(),
                note,
                row.evidence(),
                EVERUP);
    }
}
