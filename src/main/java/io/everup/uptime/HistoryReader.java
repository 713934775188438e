package io.everup.uptime;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Reads facts and makes histories of them, VM by VM, so that the whole is never in memory at once. */
@Component
class HistoryReader {

    private static final int FETCH = 5_000;

    /** What holds at the start of the time, what was recorded of it since, and what came late; {} is the scope. */
    private static final String FACTS = """
            select u.vm_id as vm, u.first_up, f.* from uptime_vm u cross join lateral (
                select * from uptime_fact a where a.vm_id = u.vm_id and a.at < ? and a.until_at is null
                order by a.id desc limit 1) f
            where u.first_up is not null and {}
            union all
            select u.vm_id as vm, u.first_up, f.* from uptime_vm u join uptime_fact f on f.vm_id = u.vm_id
            where u.first_up is not null and f.at >= ? and {}
            union all
            select u.vm_id as vm, u.first_up, f.* from uptime_vm u join uptime_fact f on f.vm_id = u.vm_id
            where u.first_up is not null and f.at < ? and f.until_at > ? and {}
            order by vm, id
            """;

    private final JdbcClient jdbc;
    private final JdbcTemplate streaming;
    private final Clock clock;

    HistoryReader(JdbcClient jdbc, JdbcTemplate template, Clock clock) {
        this.jdbc = jdbc;
        this.streaming = new JdbcTemplate(template.getDataSource());
        this.streaming.setFetchSize(FETCH);
        this.clock = clock;
    }

    /** Which VMs: one, a pool's, or all. */
    record Scope(UUID vm, UUID pool, String vms) {

        static final Scope EVERYTHING = new Scope(null, null);

        Scope(UUID vm, UUID pool) {
            this(vm, pool, null);
        }

        /** SQL with one parameter. */
        String sql(String vmColumn, String poolColumn) {
            if (vms != null) {
                return vmColumn + " = any(?::uuid[])";
            }
            return vm != null ? vmColumn + " = ?" : pool != null ? poolColumn + " = ?" : "?::uuid is null";
        }

        Object parameter() {
            return vms != null ? vms : vm != null ? vm : pool;
        }
    }

    Intervals absences() {
        var now = clock.instant();
        var presences = jdbc.sql(
                        "select from_at, until_at from uptime_presence where until_at > from_at order by from_at")
                .query((row, number) -> new Interval(Rows.instant(row, "from_at"), Rows.instant(row, "until_at")))
                .list();
        return AbsenceRules.absences(presences, now);
    }

    Map<UUID, Painted<HostFact>> hosts() {
        var hosts = new HashMap<UUID, Painted<HostFact>>();
        jdbc.sql("select * from uptime_sight order by id")
                .query((row, number) -> new HostFact(
                        row.getLong("id"),
                        row.getObject("host_id", UUID.class),
                        Rows.instant(row, "at"),
                        Sight.valueOf(row.getString("sight")),
                        row.getBoolean("maintenance")))
                .list()
                .forEach(fact -> hosts.computeIfAbsent(fact.host(), id -> new Painted<>())
                        .paint(fact.at(), null, fact));
        return hosts;
    }

    /** What histories of all VMs have in common. */
    record Backdrop(Map<UUID, Painted<HostFact>> hosts, Intervals absences) {}

    Backdrop backdrop() {
        return new Backdrop(hosts(), absences());
    }

    /** @param from earlier facts are read only as far as they hold still; null for all */
    @Transactional(readOnly = true)
    public void each(Scope scope, Instant from, BiConsumer<UUID, VmHistory> reader) {
        each(scope, from, backdrop(), reader);
    }

    private void each(Scope scope, Instant from, Backdrop backdrop, BiConsumer<UUID, VmHistory> reader) {
        var start = FactLog.sql(from == null ? Instant.EPOCH : from);
        var group = new Group(backdrop, reader);
        var which = scope.parameter();
        streaming.query(
                FACTS.replace("{}", scope.sql("u.vm_id", "u.pool_id")),
                group::row,
                start,
                which,
                start,
                which,
                start,
                start,
                which);
        group.end();
    }

    VmHistory of(UUID vm, Backdrop backdrop) {
        var found = new ArrayList<VmHistory>();
        each(new Scope(vm, null), null, backdrop, (id, history) -> found.add(history));
        return found.isEmpty() ? VmHistory.NOTHING : found.get(0);
    }

    private static final class Group {

        private final Backdrop backdrop;
        private final BiConsumer<UUID, VmHistory> reader;
        private final List<VmFact> facts = new ArrayList<>();
        private UUID vm;
        private Instant firstUp;

        Group(Backdrop backdrop, BiConsumer<UUID, VmHistory> reader) {
            this.backdrop = backdrop;
            this.reader = reader;
        }

        void row(ResultSet row) throws SQLException {
            var id = row.getObject("vm", UUID.class);
            if (!id.equals(vm)) {
                end();
                vm = id;
                firstUp = Rows.instant(row, "first_up");
            }
            facts.add(new VmFact(
                    row.getLong("id"),
                    Rows.instant(row, "at"),
                    Rows.instant(row, "until_at"),
                    row.getObject("host_id", UUID.class),
                    row.getBoolean("wanted"),
                    Power.valueOf(row.getString("power")),
                    Reason.valueOf(row.getString("reason")),
                    row.getString("actor"),
                    row.getObject("task_id", UUID.class)));
        }

        void end() {
            if (!facts.isEmpty()) {
                reader.accept(vm, VmHistory.of(facts, firstUp, backdrop.hosts(), backdrop.absences()));
                facts.clear();
            }
        }
    }
}
