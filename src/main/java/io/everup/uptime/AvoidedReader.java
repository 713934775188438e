package io.everup.uptime;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads migrations and failovers, and what they were worth. */
@Component
class AvoidedReader {

    /** Rescues of VMs that ran on, as wished, when their former host went down. */
    private static final String MIGRATIONS = """
            select 'MIGRATION' as kind, m.vm_id, m.vm_name, m.source_id as host_id, m.source_name as host_name,
                   m.ended_at as at, m.id as evidence, 'Live migration to ' || m.target_name as text
            from migration m join uptime_vm u on u.vm_id = m.vm_id
            where m.state = 'COMPLETED' and m.source_id is not null and m.ended_at >= ? and m.ended_at < ? and
            """;

    private static final String FAILOVERS = """
            select 'FAILOVER' as kind, v.vm_id, v.vm_name, f.host_id, f.host_name, v.running_at as at, f.id as evidence,
                   'Restarted on ' || coalesce(v.target_name, 'another host') as text
            from failover f join failover_vm v on v.failover_id = f.id join uptime_vm u on u.vm_id = v.vm_id
            where f.proof is not null and f.host_id is not null and v.running_at >= ? and v.running_at < ?
              and v.target_id is distinct from f.host_id and
            """;

    private static final String WAS_UP_ELSEWHERE = """
            select count(*) from (select power, host_id, wanted from uptime_fact where vm_id = :vm and at <= :at
                                  order by id desc limit 1) f
            where f.power = 'UP' and f.wanted and f.host_id is distinct from :host
            """;

    private final JdbcClient jdbc;
    private final HistoryReader histories;
    private final UptimeSettings settings;
    private final Clock clock;

    AvoidedReader(JdbcClient jdbc, HistoryReader histories, UptimeSettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.histories = histories;
        this.settings = settings;
        this.clock = clock;
    }

    /** Credits that fall into a time, each cut to it; newest first. */
    List<Avoided> credits(HistoryReader.Scope scope, Interval when) {
        var downs = downs();
        if (downs.isEmpty()) {
            return List.of();
        }
        var from = when.from().minus(settings.avoidedWithin()).minus(settings.avoidedMost());
        var rescues = Stream.concat(
                        rescues(MIGRATIONS, scope, from, when.to()), rescues(FAILOVERS, scope, from, when.to()))
                .toList();
        return AvoidedRules.credits(rescues, downs, settings, clock.instant()).stream()
                .filter(credit -> new Interval(credit.from(), credit.to()).overlaps(when))
                .filter(this::wouldHaveRun)
                .map(credit -> cut(credit, when))
                .toList();
    }

    /** When hosts were off, or silent while they were being serviced. */
    private Map<UUID, Intervals> downs() {
        var downs = new HashMap<UUID, Intervals>();
        histories.hosts().forEach((host, seen) -> {
            var down = Intervals.of(seen.stretches().stream()
                    .filter(part -> part.value().sight() == Sight.OFF
                            || part.value().sight() == Sight.UNSEEN
                                    && part.value().maintenance())
                    .map(Painted.Stretch::when)
                    .toList());
            if (!down.isEmpty()) {
                downs.put(host, down);
            }
        });
        return downs;
    }

    private Stream<AvoidedRules.Rescue> rescues(String sql, HistoryReader.Scope scope, Instant from, Instant to) {
        return jdbc
                .sql(sql + scope.sql("u.vm_id", "u.pool_id"))
                .param(FactLog.sql(from))
                .param(FactLog.sql(to))
                .param(scope.parameter())
                .query(AvoidedReader::rescue)
                .list()
                .stream();
    }

    private static AvoidedRules.Rescue rescue(ResultSet row, int number) throws SQLException {
        var kind = Avoided.Kind.valueOf(row.getString("kind"));
        return new AvoidedRules.Rescue(
                kind,
                row.getObject("vm_id", UUID.class),
                row.getString("vm_name"),
                row.getObject("host_id", UUID.class),
                row.getString("host_name"),
                Rows.instant(row, "at"),
                new Evidence(
                        kind == Avoided.Kind.MIGRATION ? "migration" : "failover",
                        row.getObject("evidence", UUID.class),
                        row.getString("text")));
    }

    private boolean wouldHaveRun(Avoided credit) {
        return credit.kind() == Avoided.Kind.FAILOVER
                || jdbc.sql(WAS_UP_ELSEWHERE)
                                .param("vm", credit.vm())
                                .param("at", FactLog.sql(credit.from()))
                                .param("host", credit.host())
                                .query(Integer.class)
                                .single()
                        > 0;
    }

    private static Avoided cut(Avoided credit, Interval when) {
        var part =
                Intervals.between(credit.from(), credit.to()).clip(when).parts().get(0);
        return new Avoided(
                credit.kind(),
                credit.vm(),
                credit.vmName(),
                credit.host(),
                credit.hostName(),
                part.from(),
                part.to(),
                part.length().toMillis(),
                credit.formula(),
                credit.evidence());
    }
}
