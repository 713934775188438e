package io.everup.audit;

import io.everup.event.EventLog;
import io.everup.event.Severity;
import io.everup.event.Subject;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Tells whether the journal was touched, and where. */
@Component
public class AuditCheck {

    private static final int FETCH = 2_000;
    private static final Subject JOURNAL = new Subject("audit", null, "Audit");

    private final AuditJournal journal;
    private final EventLog events;
    private final JdbcTemplate streaming;
    private final TransactionTemplate snapshot;

    AuditCheck(AuditJournal journal, EventLog events, JdbcTemplate template, PlatformTransactionManager transactions) {
        this.snapshot = new TransactionTemplate(transactions);
        // One view of the table, without the lock under which entries are added; what is found is told afterwards.
        this.snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.journal = journal;
        this.events = events;
        this.streaming = new JdbcTemplate(template.getDataSource());
        this.streaming.setFetchSize(FETCH);
    }

    /**
     * @param entries how many were looked at
     * @param seal of the last entry: note it elsewhere to hold a later journal against it
     * @param findings empty when nothing was touched; at most 100, the first one first
     */
    public record Report(boolean intact, long entries, String seal, List<ChainWalk.Finding> findings) {}

    /** Every entry is read: some seconds for a million. Whoever writes meanwhile doesn't wait. */
    public Report verify(Actor actor) {
        actor.require(Permission.AUDIT_VIEW);
        var report = walk();
        journal.done(
                actor,
                "audit.verify",
                JOURNAL,
                Map.of("intact", report.intact(), "entries", report.entries(), "seal", report.seal()));
        return report;
    }

    /** Verified by itself; a finding is an event that everybody sees who may see events. */
    void verifyAlone() {
        var report = walk();
        if (!report.intact()) {
            events.record(
                    "audit-touched",
                    Severity.ALARM,
                    JOURNAL,
                    "The audit journal was touched: " + report.findings().get(0).text());
        }
    }

    private Report walk() {
        return snapshot.execute(status -> walkAlong());
    }

    private Report walkAlong() {
        var head = streaming.queryForObject("select seq, seal from audit_head", AuditChain::head);
        var walk = new ChainWalk();
        streaming.query("select *, detail::text as detail_text from audit_entry order by seq", row -> {
            entry(walk, row);
        });
        walk.end(head.seq(), head.seal());
        return new Report(walk.findings().isEmpty(), walk.count(), walk.seal(), walk.findings());
    }

    private static void entry(ChainWalk walk, ResultSet row) throws SQLException {
        var seq = row.getLong("seq");
        var draft = AuditChain.draft(row);
        walk.entry(
                seq,
                row.getString("seal"),
                before -> draft.seal(before, seq),
                draft.subject(),
                () -> "Entry " + seq + " (" + draft.action() + " by " + draft.actorName() + " at " + draft.at() + ")");
    }
}
