package io.everup.alarm;

import io.everup.event.Subject;
import io.everup.host.HostState;
import io.everup.notice.NoticeSeverity;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Hosts that are lost, and what would keep them from being recovered. */
@Component
class HostFacts implements FactSource {

    private static final String LOST = """
            select h.id, h.pool_id, h.name, h.state, h.state_since, h.problem, f.advice,
                   array(select v.name from vm v where v.host_id = h.id and v.wanted_on and v.state <> 'DELETED'
                         union select r.vm_name from failover_vm r where r.failover_id = f.id order by 1) as vms
            from host h left join failover f on f.host_id = h.id and f.ended_at is null
            where h.state in ('SUSPECT', 'LOST', 'FENCING', 'FENCED')
            """;
    private static final String WAITING = """
            select h.id, h.pool_id, h.name, h.state, f.suspected_at, f.cause, f.advice
            from failover f join host h on h.id = f.host_id where f.ended_at is null and f.state = 'WAITING'
            """;
    private static final String FAILING = """
            select h.id, h.pool_id, h.name, count(*) filter (where d.ready is true) as ready,
                   array_agg(d.agent || ': ' || coalesce(d.finding, 'no answer') order by d.level, d.position)
                       filter (where d.ready is false) as findings
            from fence_device d join host h on h.id = d.host_id
            group by h.id having count(*) filter (where d.ready is false) > 0
            """;
    private static final String MISSING = """
            select h.id, h.pool_id, h.name,
                   array_agg(v.name order by v.name) as vms
            from host h join vm v on v.host_id = h.id and v.protection <> 'OFF' and v.wanted_on and v.state <> 'DELETED'
            where not exists (select 1 from fence_device d where d.host_id = h.id)
            group by h.id
            """;

    private final JdbcClient jdbc;

    HostFacts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Set<AlarmRule> rules() {
        return Set.of(
                AlarmRule.HOST_LOST, AlarmRule.RECOVERY_WAITING, AlarmRule.FENCE_FAILING, AlarmRule.FENCE_MISSING);
    }

    @Override
    public List<Finding> find(Instant now) {
        var found = new ArrayList<Finding>();
        found.addAll(jdbc.sql(LOST).query(HostFacts::lost).list());
        found.addAll(jdbc.sql(WAITING).query(HostFacts::waiting).list());
        found.addAll(jdbc.sql(FAILING).query(HostFacts::failing).list());
        found.addAll(jdbc.sql(MISSING).query(HostFacts::missing).list());
        return found;
    }

    private static Finding lost(ResultSet row, int number) throws SQLException {
        var host = host(row);
        var state = HostState.valueOf(row.getString("state"));
        var problem = row.getString("problem");
        var advice = row.getString("advice");
        var text = host.name()
                + switch (state) {
                    case FENCED -> " is off.";
                    case FENCING -> " didn't answer and is being switched off.";
                    default -> " doesn't answer.";
                };
        var vms = Rows.texts(row, "vms");
        return Finding.of(
                        AlarmRule.HOST_LOST,
                        host,
                        Rows.id(row, "pool_id"),
                        problem == null || problem.isBlank() ? text : text + " " + problem,
                        advice != null ? advice : next(state),
                        Rows.instant(row, "state_since"))
                .naming(vms);
    }

    private static String next(HostState state) {
        return switch (state) {
            case LOST -> "See whether it has power. If it is off, say so on its page: its VMs then start elsewhere.";
            case FENCED -> "See to the machine; when it is back, say on its page that it may take work again.";
            default -> "Wait: Everup asks for its power and starts its protected VMs elsewhere once it is proven off.";
        };
    }

    private static Finding waiting(ResultSet row, int number) throws SQLException {
        var host = host(row);
        var advice = row.getString("advice");
        return Finding.of(
                AlarmRule.RECOVERY_WAITING,
                host,
                Rows.id(row, "pool_id"),
                "The recovery of " + host.name() + " waits for an operator. " + row.getString("cause"),
                advice == null ? "Open the failover and decide." : advice,
                Rows.instant(row, "suspected_at"));
    }

    private static Finding failing(ResultSet row, int number) throws SQLException {
        var host = host(row);
        var spare = row.getInt("ready") > 0;
        return Finding.of(
                        AlarmRule.FENCE_FAILING,
                        host,
                        Rows.id(row, "pool_id"),
                        (spare ? "One fence device of " : "High availability would fail on ")
                                + host.name()
                                + (spare ? " can't be used. " : ". ")
                                + String.join(" ", Rows.texts(row, "findings")),
                        "Correct its address, user or password on the host's page, or see to the device.",
                        null)
                .with(spare ? NoticeSeverity.WARNING : null)
                .because(host.id().toString());
    }

    private static Finding missing(ResultSet row, int number) throws SQLException {
        var host = host(row);
        return Finding.of(
                        AlarmRule.FENCE_MISSING,
                        host,
                        Rows.id(row, "pool_id"),
                        host.name()
                                + " runs protected VMs and has no fence device: nothing could prove that it is off.",
                        "Add its management board (BMC) or power strip on the host's page.",
                        null)
                .naming(Rows.texts(row, "vms"));
    }

    private static Subject host(ResultSet row) throws SQLException {
        return new Subject("host", Rows.id(row, "id"), row.getString("name"));
    }
}
