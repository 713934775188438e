package io.everup.uptime;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What must be added to the ledger so that it says what the facts say now. Pure. */
final class LedgerRules {

    private LedgerRules() {}

    /** An outage by the facts. */
    record Derived(Interval when, OutageRules.Verdict verdict) {}

    /**
     * One version to add.
     *
     * @param before the version it follows; null for a new outage
     * @param derived null when the outage is withdrawn
     */
    record Change(OutageView before, Derived derived, String note) {}

    /**
     * @param standing the outages of one VM as they stand
     * @param derived what its facts say, in order of time
     */
    static List<Change> changes(List<OutageView> standing, List<Derived> derived) {
        var changes = new ArrayList<Change>();
        var left = new ArrayList<>(standing);
        for (var one : derived) {
            var before = left.stream()
                    .filter(row -> row.when().overlaps(one.when()))
                    .findFirst()
                    .orElse(null);
            if (before == null) {
                changes.add(new Change(null, one, one.when().open() ? "It began." : "It began and ended."));
            } else {
                left.remove(before);
                var note = note(before, one);
                if (note != null) {
                    changes.add(new Change(before, one, note));
                }
            }
        }
        left.forEach(
                row -> changes.add(new Change(row, null, "Evidence that came later says that it was not down then.")));
        return changes;
    }

    /** What is different, in words; null for nothing. */
    private static String note(OutageView row, Derived now) {
        var notes = new ArrayList<String>();
        if (!row.startedAt().equals(now.when().from())) {
            notes.add("Evidence moved its start.");
        }
        var end = end(now.when());
        if (!Objects.equals(row.endedAt(), end)) {
            notes.add(row.endedAt() == null ? "It ended." : end == null ? "It goes on." : "Evidence moved its end.");
        }
        if (!row.corrected() && !row.rule().equals(now.verdict().rule())) {
            notes.add("What is recorded now speaks for another cause.");
        } else if (!row.corrected() && differs(row, now.verdict())) {
            notes.add("More evidence.");
        }
        return notes.isEmpty() ? null : String.join(" ", notes);
    }

    private static boolean differs(OutageView row, OutageRules.Verdict verdict) {
        return row.cause() != verdict.cause()
                || row.counted() != verdict.counted()
                || row.planned() != verdict.planned()
                || !Objects.equals(row.who(), verdict.who())
                || !row.why().equals(verdict.why())
                || !row.evidence().equals(verdict.evidence());
    }

    static Instant end(Interval when) {
        return when.open() ? null : when.to();
    }
}
