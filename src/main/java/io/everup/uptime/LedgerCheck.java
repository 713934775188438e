package io.everup.uptime;

import io.everup.audit.ChainWalk;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Tells whether the ledger was touched, and where. */
@Component
public class LedgerCheck {

    private static final int FETCH = 2_000;

    private final OutageLedger ledger;
    private final JdbcTemplate streaming;

    LedgerCheck(OutageLedger ledger, JdbcTemplate template) {
        this.ledger = ledger;
        this.streaming = new JdbcTemplate(template.getDataSource());
        this.streaming.setFetchSize(FETCH);
    }

    /** @param seq the entry's place; @param outage null when the entry is missing */
    public record Finding(long seq, UUID outage, String text) {}

    /**
     * @param entries how many were looked at
     * @param seal of the last entry: note it elsewhere to hold a later ledger against it
     * @param findings empty when nothing was touched; at most 100
     */
    public record Report(boolean intact, long entries, String seal, List<Finding> findings) {}

    /** Within the caller's transaction, under the ledger's lock: nothing is added meanwhile. */
    Report verify() {
        ledger.lock();
        var head = ledger.head();
        var walk = new ChainWalk();
        streaming.query("select * from outage_entry order by seq", row -> {
            entry(walk, row);
        });
        walk.end(head.seq(), head.seal());
        var findings = walk.findings().stream()
                .map(found -> new Finding(found.seq(), found.subject(), found.text()))
                .toList();
        return new Report(findings.isEmpty(), walk.count(), walk.seal(), findings);
    }

    private static void entry(ChainWalk walk, ResultSet row) throws SQLException {
        var seq = row.getLong("seq");
        var words = "Entry " + seq + " (" + row.getString("name") + ", version " + row.getInt("version") + ")";
        var outage = row.getObject("outage_id", UUID.class);
        walk.entry(seq, row.getString("seal"), before -> sealOf(before, row), outage, () -> words);
    }

    private static String sealOf(String before, ResultSet row) {
        try {
            return OutageLedger.sealOf(before, row);
        } catch (SQLException e) {
            throw new IllegalStateException("An entry can't be read", e);
        }
    }
}
