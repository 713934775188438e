package io.everup.uptime;

import io.everup.audit.Seal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The ledger's table: entries are added, each sealed with the one before it, and read. */
@Component
class OutageLedger {

    /** PostgreSQL's advisory lock under which entries are added, so that the chain never forks. */
    private static final long LOCK = 0x4f757461676573L;

    private static final TypeReference<List<Evidence>> EVIDENCE = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Clock clock;

    OutageLedger(JdbcClient jdbc, JsonMapper json, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    /** Whose outage: a VM's, with its pool, or a service's. The other ids are null. */
    record Whose(UUID vm, UUID service, String name, UUID pool) {

        static Whose of(OutageView row) {
            return new Whose(row.vm(), row.service(), row.name(), row.pool());
        }
    }

    /** An entry without its place and seal, which the ledger gives. */
    record Draft(
            UUID id,
            int version,
            Whose whose,
            Instant startedAt,
            Instant endedAt,
            Cause cause,
            String rule,
            String why,
            String who,
            boolean planned,
            boolean counted,
            boolean withdrawn,
            boolean corrected,
            String note,
            List<Evidence> evidence,
            String madeBy) {}

    record Head(long seq, String seal) {}

    /** Waits for whoever adds now, and holds the right to add until the transaction ends. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void lock() {
        jdbc.sql("select pg_advisory_xact_lock(:lock)")
                .param("lock", LOCK)
                .query((row, number) -> 0)
                .list();
    }

    @Transactional(propagation = Propagation.MANDATORY)
    public void add(Draft draft) {
        lock();
        var head = head();
        var seq = head.seq() + 1;
        var whose = draft.whose();
        var values = Arrays.asList(
                seq,
                draft.id(),
                draft.version(),
                whose.vm(),
                whose.name(),
                whose.pool(),
                millis(draft.startedAt()),
                draft.endedAt() == null ? "" : millis(draft.endedAt()),
                draft.cause().name(),
                draft.rule(),
                draft.why(),
                draft.who() == null ? "" : draft.who(),
                draft.planned(),
                draft.counted(),
                draft.withdrawn(),
                draft.corrected(),
                draft.note(),
                json.writeValueAsString(draft.evidence()),
                draft.madeBy(),
                millis(clock.instant()));
        var seal = Seal.of(head.seal(), sealed(values, whose.service()));
        var sqlValues = new ArrayList<Object>(values);
        sqlValues.replaceAll(value -> value instanceof Instant at ? FactLog.sql(at) : value);
        sqlValues.set(7, draft.endedAt() == null ? null : FactLog.sql(draft.endedAt()));
        sqlValues.set(11, draft.who());
        sqlValues.add(seal);
        sqlValues.add(whose.service());
        jdbc.sql("""
                        insert into outage_entry (seq, outage_id, version, vm_id, name, pool_id, started_at, ended_at, cause,
                            rule, why, who, planned, counted, withdrawn, corrected, note, evidence, made_by, made_at, seal, service_id)
                        values (?, ?, ?, ?::uuid, ?, ?::uuid, ?, ?::timestamptz, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::uuid)
                        """).params(sqlValues).update();
        stale(draft);
        jdbc.sql("update outage_head set seq = :seq, seal = :seal where id = 1")
                .param("seq", seq)
                .param("seal", seal)
                .update();
    }

    /** The days from its beginning on are summed anew; from that of the version before, if that was earlier. */
    private void stale(Draft draft) {
        jdbc.sql("""
                        insert into uptime_day_stale (from_at)
                        select min(started_at) from outage_entry where outage_id = :id and version >= :before
                        having min(started_at) < (select until_at from uptime_day_made)
                        """)
                .param("id", draft.id())
                .param("before", draft.version() - 1)
                .update();
    }

    /** Entries of services have one field more; those of VMs are sealed as they always were. */
    private static List<?> sealed(List<?> values, UUID service) {
        if (service == null) {
            return values;
        }
        var all = new ArrayList<Object>(values);
        all.add(service);
        return all;
    }

    private static Instant millis(Instant at) {
        return at.truncatedTo(ChronoUnit.MILLIS);
    }

    Head head() {
        return jdbc.sql("select seq, seal from outage_head where id = 1")
                .query((row, number) -> new Head(row.getLong("seq"), row.getString("seal")))
                .optional()
                .orElse(new Head(0, ""));
    }

    /** The seal that the entry should have after the one before it. */
    static String sealOf(String before, ResultSet row) throws SQLException {
        var ended = Rows.instant(row, "ended_at");
        var who = row.getString("who");
        return Seal.of(
                before,
                sealed(
                        Arrays.asList(
                                row.getLong("seq"),
                                row.getObject("outage_id", UUID.class),
                                row.getInt("version"),
                                row.getObject("vm_id", UUID.class),
                                row.getString("name"),
                                row.getObject("pool_id", UUID.class),
                                Rows.instant(row, "started_at"),
                                ended == null ? "" : ended,
                                row.getString("cause"),
                                row.getString("rule"),
                                row.getString("why"),
                                who == null ? "" : who,
                                row.getBoolean("planned"),
                                row.getBoolean("counted"),
                                row.getBoolean("withdrawn"),
                                row.getBoolean("corrected"),
                                row.getString("note"),
                                row.getString("evidence"),
                                row.getString("made_by"),
                                Rows.instant(row, "made_at")),
                        row.getObject("service_id", UUID.class)));
    }

    /** The outages of a VM as they stand, oldest first. */
    List<OutageView> standing(UUID vm) {
        return jdbc.sql("select * from outage where vm_id = :vm order by started_at")
                .param("vm", vm)
                .query(this::view)
                .list();
    }

    /** As {@link #standing(UUID)}, of a service. */
    List<OutageView> standingOfService(UUID service) {
        return jdbc.sql("select * from outage where service_id = :service order by started_at")
                .param("service", service)
                .query(this::view)
                .list();
    }

    OutageView view(ResultSet row, int number) throws SQLException {
        return new OutageView(
                row.getLong("seq"),
                row.getObject("outage_id", UUID.class),
                row.getInt("version"),
                row.getObject("vm_id", UUID.class),
                row.getObject("service_id", UUID.class),
                row.getString("name"),
                row.getObject("pool_id", UUID.class),
                Rows.instant(row, "started_at"),
                Rows.instant(row, "ended_at"),
                Cause.valueOf(row.getString("cause")),
                row.getString("rule"),
                row.getString("why"),
                row.getString("who"),
                row.getBoolean("planned"),
                row.getBoolean("counted"),
                row.getBoolean("withdrawn"),
                row.getBoolean("corrected"),
                row.getString("note"),
                json.readValue(row.getString("evidence"), EVIDENCE),
                row.getString("made_by"),
                Rows.instant(row, "made_at"),
                row.getString("seal"));
    }
}
