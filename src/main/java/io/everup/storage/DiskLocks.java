package io.everup.storage;

import io.everup.event.EventLog;
import io.everup.event.Severity;
import io.everup.event.Subject;
import io.everup.host.HostConnections;
import io.everup.hypervisor.DiskLock;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.shared.Ids;
import io.everup.shared.Refusal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Tries disk locks where a host joined, once a day, and when asked; and writes down what came of it. */
@Component
class DiskLocks {

    private static final Duration KNOWN = Duration.ofHours(24);
    private static final Duration UNKNOWN = Duration.ofMinutes(10);
    private static final int A_ROUND = 4;

    /** Host, shared datastore, and another host that is up and reaches it. */
    private static final String PAIRS = """
            select h.id as host, h.name as host_name, r.name as store, d.id as datastore, d.name as datastore_name,
                   p.id as partner, p.name as partner_name, q.name as partner_store, l.outcome
            from host h join datastore_host r on r.host_id = h.id and r.active
                 join datastore d on d.id = r.datastore_id
                 join lateral (select o.id, o.name from host o
                               join datastore_host s on s.host_id = o.id and s.datastore_id = d.id and s.active
                               where o.pool_id = h.pool_id and o.id <> h.id and o.state = 'UP'
                               order by o.name limit 1) p on true
                 join datastore_host q on q.host_id = p.id and q.datastore_id = d.id
                 left join disk_lock l on l.host_id = h.id and l.datastore_id = d.id
            where h.state = 'UP'
            """;

    private final JdbcClient jdbc;
    private final HostConnections connections;
    private final EventLog events;
    private final Ids ids;
    private final Clock clock;

    DiskLocks(JdbcClient jdbc, HostConnections connections, EventLog events, Ids ids, Clock clock) {
        this.jdbc = jdbc;
        this.connections = connections;
        this.events = events;
        this.ids = ids;
        this.clock = clock;
    }

    private record Pair(
            UUID host,
            String hostName,
            String store,
            UUID datastore,
            String datastoreName,
            UUID partner,
            String partnerName,
            String partnerStore,
            DiskLock before) {}

    /** One round over what was never tried, or long ago. */
    void tryDue() {
        var now = clock.instant();
        jdbc.sql(PAIRS + """
                         and (l.tried_at is null
                              or l.tried_at < case when l.outcome is null then :unknown else :known end)
                        order by l.tried_at nulls first, h.id limit :most
                        """)
                .param("unknown", now.minus(UNKNOWN).atOffset(ZoneOffset.UTC))
                .param("known", now.minus(KNOWN).atOffset(ZoneOffset.UTC))
                .param("most", A_ROUND)
                .query(DiskLocks::pair)
                .list()
                .forEach(this::tryOut);
    }

    /** Tries all shared datastores of a host now. @return what was found, one sentence each */
    List<String> tryAll(UUID host) {
        var pairs = jdbc.sql(PAIRS + " and h.id = :host order by d.name")
                .param("host", host)
                .query(DiskLocks::pair)
                .list();
        if (pairs.isEmpty()) {
            throw Refusal.conflict(
                    "nothing-to-try",
                    "No datastore of this host is reached by another host that is up.",
                    "Disk locks can be tried where two hosts that are up share a datastore.");
        }
        return pairs.stream()
                .map(pair -> pair.datastoreName() + ": " + tryOut(pair))
                .toList();
    }

    private String tryOut(Pair pair) {
        DiskLock outcome = null;
        String finding;
        try {
            outcome = DiskLockTrial.run(
                    new DiskLockTrial.Side(connections.to(pair.host()), pair.store()),
                    new DiskLockTrial.Side(connections.to(pair.partner()), pair.partnerStore()),
                    ids.next());
            finding = DiskLockWords.finding(outcome, pair.partnerName());
        } catch (HypervisorFailure e) {
            finding = "It could not be tried with " + pair.partnerName() + ". " + e.getMessage();
        }
        keep(pair, outcome, finding);
        return finding;
    }

    private void keep(Pair pair, DiskLock outcome, String finding) {
        jdbc.sql("""
                        insert into disk_lock (host_id, datastore_id, tried_at, partner, outcome, finding)
                        select :host, :datastore, :at, :partner, :outcome, :finding
                        where exists (select 1 from host where id = :host)
                          and exists (select 1 from datastore where id = :datastore)
                        on conflict (host_id, datastore_id) do update
                            set tried_at = :at, partner = :partner, outcome = :outcome, finding = :finding
                        """)
                .param("host", pair.host())
                .param("datastore", pair.datastore())
                .param("at", clock.instant().atOffset(ZoneOffset.UTC))
                .param("partner", pair.partnerName())
                .param("outcome", outcome == null ? null : outcome.name())
                .param("finding", finding)
                .update();
        var subject = new Subject("host", pair.host(), pair.hostName());
        if (!Objects.equals(outcome, pair.before())) {
            events.record(
                    "disk-lock-changed",
                    outcome == DiskLock.NONE ? Severity.ALARM : Severity.INFO,
                    subject,
                    "Disk locks of " + pair.hostName() + " on " + pair.datastoreName() + ": " + finding);
        } else {
            events.changed("host", pair.host());
        }
    }

    private static Pair pair(ResultSet row, int number) throws SQLException {
        var before = row.getString("outcome");
        return new Pair(
                row.getObject("host", UUID.class),
                row.getString("host_name"),
                row.getString("store"),
                row.getObject("datastore", UUID.class),
                row.getString("datastore_name"),
                row.getObject("partner", UUID.class),
                row.getString("partner_name"),
                row.getString("partner_store"),
                before == null ? null : DiskLock.valueOf(before));
    }
}
