package io.everup.uptime;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Tells whether the ledger was touched, and where. */
@Component
public class LedgerCheck {

    private static final int FETCH = 2_000;
    private static final int MOST = 100;

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
        var walk = new Walk();
        streaming.query("select * from outage_entry order by seq", walk::row);
        if (walk.last < head.seq()) {
            walk.missing(walk.last + 1, head.seq());
        } else if (!walk.seal.equals(head.seal())) {
            walk.find(walk.last, null, "The note of the ledger's end doesn't fit its last entry.");
        }
        return new Report(walk.findings.isEmpty(), walk.count, walk.seal, List.copyOf(walk.findings));
    }

    private static final class Walk {

        private final List<Finding> findings = new ArrayList<>();
        private String seal = "";
        private long last;
        private long count;

        void row(ResultSet row) throws SQLException {
            var seq = row.getLong("seq");
            var gap = seq != last + 1;
            if (gap) {
                missing(last + 1, seq - 1);
            }
            // After a gap the seal before this one is gone: what follows is checked from here on.
            if (!gap && !OutageLedger.sealOf(seal, row).equals(row.getString("seal"))) {
                find(
                        seq,
                        row.getObject("outage_id", UUID.class),
                        "Entry " + seq + " (" + row.getString("name") + ", version " + row.getInt("version")
                                + ") is not as it was written.");
            }
            seal = row.getString("seal");
            last = seq;
            count++;
        }

        void missing(long from, long to) {
            find(
                    from,
                    null,
                    from == to ? "Entry " + from + " is missing." : "Entries " + from + " to " + to + " are missing.");
        }

        void find(long seq, UUID outage, String text) {
            if (findings.size() < MOST) {
                findings.add(new Finding(seq, outage, text));
            }
        }
    }
}
