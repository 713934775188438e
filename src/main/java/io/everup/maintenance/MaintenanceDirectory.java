package io.everup.maintenance;

import io.everup.host.HostDirectory;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.shared.Condition;
import io.everup.shared.ListQuery;
import io.everup.shared.NaturalOrder;
import io.everup.shared.OrderBy;
import io.everup.shared.Refusal;
import io.everup.shared.SearchFields;
import io.everup.shared.Slice;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads maintenance: what would happen, what is under way, and what was done. */
@Component
public class MaintenanceDirectory {

    private static final SearchFields FIELDS = SearchFields.words("j.title", "j.reason", "j.requested_by")
            .text("pool", "j.pool_name" + NaturalOrder.COLLATE, SearchFields.Match.EXACT)
            .text(
                    "host",
                    "k.host_name",
                    SearchFields.Match.EXACT,
                    "exists (select 1 from maintenance_host k where k.job_id = j.id and {})")
            .choice("state", "j.state", JobState.values())
            .flag("rolling", "j.rolling")
            .text("by", "j.requested_by", SearchFields.Match.EXACT)
            .time("requested", "j.requested_at");
    private static final Map<String, String> ORDER = Map.of(
            "requested",
            "j.requested_at",
            "title",
            "j.title" + NaturalOrder.COLLATE,
            "state",
            "j.state",
            "pool",
            "j.pool_name" + NaturalOrder.COLLATE);
    private static final String JOBS = """
            select j.*, (select count(*) from maintenance_host k where k.job_id = j.id) as hosts,
                   (select count(*) from maintenance_host k where k.job_id = j.id
                      and k.phase in ('COMPLETED', 'SKIPPED', 'CANCELLED')) as hosts_done
            from maintenance_job j where\s""";

    private final JdbcClient jdbc;
    private final HostDirectory hosts;
    private final Rehearsals rehearsals;
    private final HostLines lines;
    private final Clock clock;

    MaintenanceDirectory(JdbcClient jdbc, HostDirectory hosts, Rehearsals rehearsals, HostLines lines, Clock clock) {
        this.jdbc = jdbc;
        this.hosts = hosts;
        this.rehearsals = rehearsals;
        this.lines = lines;
        this.clock = clock;
    }

    /** What would happen. @param redundancy what the pool would survive while the host is away */
    public record Rehearsal(EvacuationPlan plan, Redundancy redundancy) {}

    /** One host; nothing is changed. @param choices by VM, where not what is best is wanted */
    public Rehearsal rehearse(Actor actor, UUID host, Map<UUID, Choice> choices, Integer parallel) {
        var found = hosts.host(actor, host);
        actor.require(Permission.VM_VIEW, Place.pool(found.poolId()));
        var many = parallel == null ? NewJob.PARALLEL : Math.max(1, Math.min(NewJob.MOST_PARALLEL, parallel));
        var rehearsal = rehearsals.of(found, choices == null ? Map.of() : choices, many);
        return new Rehearsal(rehearsal.plan(), rehearsal.redundancy());
    }

    /** Several hosts of a pool, one after the other; nothing is changed. */
    public List<Rehearsal> rehearse(Actor actor, NewJob wish) {
        actor.require(Permission.VM_VIEW, Place.pool(wish.pool()));
        var order = order(actor, wish);
        return rehearsals.of(wish.pool(), order, wish.choices(), wish.parallel(), wish.bringBack()).stream()
                .map(one -> new Rehearsal(one.plan(), one.redundancy()))
                .toList();
    }

    /** The hosts of a rolling job in the order of their turns: as was wished, else the least loaded first. */
    List<io.everup.host.HostView> order(Actor actor, NewJob wish) {
        var all = hosts.ofPool(actor, wish.pool());
        if (all.isEmpty()) {
            throw Refusal.invalidField("pool", "Choose a pool that has hosts.");
        }
        if (wish.hosts().isEmpty()) {
            var load =
                    jdbc.sql("""
                            select h.id from host h left join vm v on v.host_id = h.id and v.state not in ('STOPPED', 'DELETED')
                            where h.pool_id = :pool group by h.id, h.name order by coalesce(sum(v.memory_bytes), 0), h.name
                            """).param("pool", wish.pool()).query(UUID.class).list();
            return all.stream()
                    .sorted(Comparator.comparingInt(host -> load.indexOf(host.id())))
                    .toList();
        }
        var ordered = new ArrayList<io.everup.host.HostView>();
        for (var id : wish.hosts().stream().distinct().toList()) {
            ordered.add(all.stream()
                    .filter(host -> host.id().equals(id))
                    .findFirst()
                    .orElseThrow(() -> Refusal.invalidField("hosts", "There is no such host in this pool.")));
        }
        return ordered;
    }

    /** Newest first. */
    public Slice<JobView> list(Actor actor, ListQuery query) {
        actor.require(Permission.HOST_VIEW);
        var condition = FIELDS.condition(query.search(), clock).and(visible(actor));
        var total = jdbc.sql("select count(*) from maintenance_job j where " + condition.sql())
                .params(condition.parameters())
                .query(Long.class)
                .single();
        var items = jdbc.sql(JOBS + condition.sql() + " "
                        + OrderBy.of(query.sort(), ORDER, "-requested").sql()
                        + ", j.id limit :limit offset :offset")
                .params(condition.parameters())
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query(MaintenanceDirectory::job)
                .list();
        return new Slice<>(items, query.cursorAfter(total), total);
    }

    /** @throws Refusal when there is none, or the actor may not see it */
    public JobView job(Actor actor, UUID id) {
        actor.require(Permission.HOST_VIEW);
        var visible = visible(actor);
        return jdbc.sql(JOBS + "j.id = :id and " + visible.sql())
                .params(visible.parameters())
                .param("id", id)
                .query(MaintenanceDirectory::job)
                .optional()
                .orElseThrow(() -> Refusal.notFound("maintenance job"));
    }

    public JobView.Detail detail(Actor actor, UUID id) {
        var job = job(actor, id);
        var hosts = lines.of(id);
        return new JobView.Detail(job, hosts, JobGuide.of(job, hosts));
    }

    /** The job that has this host now; empty when none has. */
    public Optional<JobView> liveOf(Actor actor, UUID host) {
        actor.require(Permission.HOST_VIEW);
        var visible = visible(actor);
        return jdbc.sql(JOBS + """
                        j.state not in ('COMPLETED', 'FAILED', 'CANCELLED') and exists (select 1 from maintenance_host k
                          where k.job_id = j.id and k.host_id = :host and k.phase not in ('COMPLETED', 'SKIPPED', 'CANCELLED'))
                          and\s""" + visible.sql() + " order by j.requested_at desc limit 1")
                .params(visible.parameters())
                .param("host", host)
                .query(MaintenanceDirectory::job)
                .optional();
    }

    private static Condition visible(Actor actor) {
        return actor.scope(Permission.HOST_VIEW).inPools("j.pool_id");
    }

    private static JobView job(ResultSet row, int number) throws SQLException {
        return new JobView(
                row.getObject("id", UUID.class),
                row.getObject("pool_id", UUID.class),
                row.getString("pool_name"),
                row.getString("title"),
                row.getBoolean("rolling"),
                JobState.valueOf(row.getString("state")),
                row.getString("reason"),
                row.getInt("parallel"),
                row.getBoolean("bring_back"),
                row.getString("command"),
                row.getInt("command_seconds"),
                Reboot.valueOf(row.getString("reboot")),
                instant(row, "must_end_by"),
                row.getString("failure"),
                row.getString("failure_next"),
                row.getString("requested_by"),
                instant(row, "requested_at"),
                instant(row, "ended_at"),
                row.getObject("task_id", UUID.class),
                row.getInt("hosts"),
                row.getInt("hosts_done"));
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        var value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
