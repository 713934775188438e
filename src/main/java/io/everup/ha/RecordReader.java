package io.everup.ha;

import io.everup.ha.core.HostRow;
import io.everup.ha.core.PoolRow;
import io.everup.ha.core.RestartOrder;
import io.everup.ha.core.VmRow;
import io.everup.host.HostState;
import io.everup.host.Node;
import io.everup.vm.Protection;
import io.everup.vm.VmState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads, in a few questions for all pools together, what the leader's look rests on. */
@Component
class RecordReader {

    /** VMs that count as running on their host, as {@link io.everup.ha.core.VmRules#fate} sees it. */
    private static final String COUNT_AS_RUNNING =
            "v.state not in ('STOPPED', 'RECOVERING', 'DELETED', 'PROVISIONING')";

    /** Its guest crashed, and it hasn't run since. */
    private static final String CRASH = "select 1 from guest_crash c where c.vm_id = v.id and c.ended_at is null";

    private static final String VMS = """
            select v.id, v.name, v.pool_id, v.state, v.host_id, h.state as home_state, v.protection, v.priority,
                   v.wanted_on, v.power_reason, v.state_since, v.problem, t.id as task, t.target, f.failures, f.last
            from vm v left join host h on h.id = v.host_id
            left join lateral (select t.id, t.payload ->> 'host' as target from task t
                where t.exclusive_key = 'vm:' || v.id and t.state in ('QUEUED', 'WAITING', 'RUNNING', 'CANCELLING')
                limit 1) t on true
            left join lateral (select count(*) as failures, max(t.finished_at) as last from task t
                where t.subject_type = 'vm' and t.subject_id = v.id and t.kind in (:kinds) and t.state = 'FAILED'
                  and t.requested_at > now() - interval '10 minutes') f on true
            where %s order by v.protection desc, v.priority desc, v.name
            """;

    private final JdbcClient jdbc;
    private final Node node;
    private final Disarms disarms;

    RecordReader(JdbcClient jdbc, Node node, Disarms disarms) {
        this.disarms = disarms;
        this.jdbc = jdbc;
        this.node = node;
    }

    List<PoolRow> pools(Instant now) {
        var disarmed = disarms.all(now);
        var armed = disarms.armedAgain(now);
        var heard = heardElsewhere();
        var guarded = guarded();
        var fenced = fencedAfter();
        var pools = new LinkedHashMap<UUID, List<HostRow>>();
        jdbc.sql("""
                        select h.id, h.name, h.pool_id, h.state, h.problem, f.id as failover, f.suspected_at, f.fencing_at,
                               f.ordered_by is not null as ordered, f.proven_at is not null as proven, f.advice,
                               h.state in ('SUSPECT', 'LOST', 'FENCING', 'FENCED') as silent, h.state_since,
                               (select max(s.suspected_at) from failover s where s.host_id = h.id) as silent_since,
                               (select case when s.proof in ('POWER_SEEN_OFF', 'OPERATOR') and s.fencing_at is null
                                            then s.proven_at end from failover s where s.host_id = h.id
                                and h.state = 'FENCED' order by s.suspected_at desc limit 1) as died_at
                        from host h left join failover f on f.host_id = h.id and f.ended_at is null
                        order by h.pool_id, h.name
                        """).query(row -> {
            var pool = row.getObject("pool_id", UUID.class);
            pools.computeIfAbsent(pool, id -> new ArrayList<>()).add(host(row, heard, guarded, armed.get(pool)));
        });
        return pools.entrySet().stream()
                .map(pool -> new PoolRow(
                        pool.getKey(), disarmed.get(pool.getKey()), fenced.get(pool.getKey()), pool.getValue()))
                .toList();
    }

    /** The pools that have hosts fenced whose hypervisor alone is silent, and after how long. */
    private Map<UUID, Duration> fencedAfter() {
        var after = new HashMap<UUID, Duration>();
        jdbc.sql("select pool_id, minutes from silent_hypervisor_rule").query(row -> {
            after.put(row.getObject("pool_id", UUID.class), Duration.ofMinutes(row.getInt("minutes")));
        });
        return after;
    }

    /** @param armed what fell silent before is judged as if it had done so then; null when the pool always was armed */
    private static HostRow host(ResultSet row, Set<UUID> heard, Map<UUID, Integer> guarded, Instant armed)
            throws SQLException {
        var id = row.getObject("id", UUID.class);
        var failover = row.getObject("failover", UUID.class);
        return new HostRow(
                id,
                row.getString("name"),
                HostState.valueOf(row.getString("state")),
                row.getString("problem"),
                heard.contains(id),
                guarded.getOrDefault(id, 0),
                silence(row, armed),
                failover == null
                        ? null
                        : new HostRow.Case(
                                failover,
                                instant(row, "suspected_at"),
                                later(instant(row, "suspected_at"), armed),
                                instant(row, "fencing_at"),
                                row.getBoolean("ordered"),
                                row.getBoolean("proven"),
                                row.getString("advice")));
    }

    /** What was proven off before the pool was armed again isn't judged anew. */
    private static HostRow.Silence silence(ResultSet row, Instant armed) throws SQLException {
        var since = instant(row, "state_since");
        var settled = armed != null && HostState.FENCED.name().equals(row.getString("state")) && since.isBefore(armed);
        var again = settled ? null : armed;
        var from = later(instant(row, "silent_since"), again);
        return from == null
                ? null
                : new HostRow.Silence(
                        from, row.getBoolean("silent") ? null : since, later(instant(row, "died_at"), again), settled);
    }

    private static Instant later(Instant at, Instant armed) {
        return at == null || armed == null || at.isAfter(armed) ? at : armed;
    }

    /** The restarts that tasks are carrying out now. */
    List<RestartOrder.Start> startsUnderWay() {
        return jdbc.sql("""
                        select subject_id, payload ->> 'host' as host from task where kind = :kind
                          and state in ('QUEUED', 'WAITING', 'RUNNING', 'CANCELLING')
                        """)
                .param("kind", VmRecover.KIND)
                .query((row, number) -> new RestartOrder.Start(
                        row.getObject("subject_id", UUID.class), UUID.fromString(row.getString("host"))))
                .list();
    }

    /** The hosts that another living replica hears. */
    private Set<UUID> heardElsewhere() {
        return new HashSet<>(jdbc.sql("""
                        select distinct s.host_id from host_sight s join node n on n.id = s.node_id
                        where s.answering and n.id <> :self and n.seen_at > now() - make_interval(secs => :alive)
                        """)
                .param("self", node.id())
                .param("alive", Node.ALIVE.toSeconds())
                .query(UUID.class)
                .list());
    }

    private Map<UUID, Integer> guarded() {
        var guarded = new HashMap<UUID, Integer>();
        jdbc.sql("""
                        select v.host_id, count(*) as vms from vm v join host h on h.id = v.host_id
                        where h.state in ('SUSPECT', 'LOST', 'FENCING') and v.protection <> 'OFF' and v.wanted_on
                          and v.state not in ('STOPPED', 'DELETED', 'DELETING', 'PROVISIONING') group by v.host_id
                        """).query(row -> {
            guarded.put(row.getObject("host_id", UUID.class), row.getInt("vms"));
        });
        return guarded;
    }

    List<VmRow> victims() {
        return jdbc.sql(VMS.formatted("v.state = 'RECOVERING' or h.state = 'FENCED' and " + COUNT_AS_RUNNING))
                .param("kinds", List.of(VmRecover.KIND))
                .query(RecordReader::vm)
                .list();
    }

    List<VmRow> fallen() {
        return jdbc.sql(VMS.formatted("v.state = 'STOPPED' and v.wanted_on and v.protection <> 'OFF'"
                        + " and v.power_reason <> 'CRASHED' and h.state in ('UP', 'FENCED')"
                        + " and not exists (" + CRASH + ")"))
                .param("kinds", List.of("vm-start"))
                .query(RecordReader::vm)
                .list();
    }

    /** The guarded VMs that are down because their guests crashed. */
    List<VmRow> crashed() {
        return jdbc.sql(VMS.formatted("v.wanted_on and v.protection <> 'OFF' and (v.state in ('STOPPED', 'PAUSED')"
                        + " and v.power_reason = 'CRASHED' or v.state = 'STOPPED' and exists (" + CRASH + "))"))
                .param("kinds", List.of("vm-start"))
                .query(RecordReader::vm)
                .list();
    }

    private static VmRow vm(ResultSet row, int number) throws SQLException {
        var homeState = row.getString("home_state");
        var target = row.getString("target");
        return new VmRow(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getObject("pool_id", UUID.class),
                VmState.valueOf(row.getString("state")),
                row.getObject("host_id", UUID.class),
                homeState == null ? null : HostState.valueOf(homeState),
                Protection.valueOf(row.getString("protection")),
                row.getInt("priority"),
                row.getBoolean("wanted_on"),
                !"CRASHED".equals(row.getString("power_reason")),
                instant(row, "state_since"),
                row.getObject("task", UUID.class) == null
                        ? null
                        : new VmRow.Holder(target == null ? null : UUID.fromString(target)),
                row.getInt("failures"),
                instant(row, "last"),
                row.getString("problem"));
    }

    /** The hosts that VMs still wait to be brought away from. */
    Set<UUID> hostsOwing() {
        return Set.copyOf(jdbc.sql("select distinct v.host_id from vm v join host h on h.id = v.host_id"
                        + " where v.state = 'RECOVERING' or h.state = 'FENCED' and " + COUNT_AS_RUNNING)
                .query(UUID.class)
                .list());
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        var at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
