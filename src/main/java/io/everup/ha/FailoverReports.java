package io.everup.ha;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads failovers for whoever must act on them, or wants to know why. */
@Component
public class FailoverReports {

    /** Stages that are decisions; the others are things that were seen. */
    private static final Set<String> DECISIONS = Set.of("waiting", "fencing", "proven", "placed", "done", "dismissed");

    private final HaDirectory directory;
    private final FailoverEvidence evidence;
    private final Disarms disarms;
    private final JdbcClient jdbc;
    private final Clock clock;

    FailoverReports(HaDirectory directory, FailoverEvidence evidence, Disarms disarms, JdbcClient jdbc, Clock clock) {
        this.directory = directory;
        this.evidence = evidence;
        this.disarms = disarms;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    private record Extra(
            String pool, boolean drill, Integer goalSeconds, Instant lastRunningAt, int devices, Instant nextTryAt) {}

    public FailoverReport report(Actor actor, UUID id) {
        var detail = directory.failover(actor, id);
        var failover = detail.failover();
        var extra = extra(id);
        var vms = vms(failover);
        var decided = evidence.of(id);
        var timeline = timeline(failover, detail.stages(), decided);
        var guide = guide(failover, extra, vms);
        return new FailoverReport(
                failover,
                extra.pool(),
                extra.drill(),
                guide,
                decision(timeline),
                said(failover, detail.stages(), decided),
                timeline,
                vms,
                extra.goalSeconds(),
                extra.lastRunningAt(),
                nextTry(failover, guide, extra));
    }

    /** Only while nothing else stands in its way. */
    private Instant nextTry(FailoverView failover, FailoverReport.Guide guide, Extra extra) {
        return failover.state() == FailoverState.WAITING
                        && !guide.acts().contains(FailoverReport.Act.ARM)
                        && extra.nextTryAt() != null
                        && extra.nextTryAt().isAfter(clock.instant())
                ? extra.nextTryAt()
                : null;
    }

    /** The open failover of a host, for its page. */
    public Optional<FailoverReport> openFor(Actor actor, UUID host) {
        actor.require(Permission.HA_VIEW);
        return directory.openFor(actor, host).map(open -> report(actor, open.id()));
    }

    private FailoverReport.Guide guide(FailoverView failover, Extra extra, List<FailoverReport.Vm> vms) {
        var disarm = failover.pool() == null || failover.provenAt() != null
                ? Optional.<Disarm>empty()
                : disarms.ofPool(failover.pool(), clock.instant());
        var running = vms.stream()
                .filter(vm -> vm.fate() == FailoverView.VmFate.RUNNING)
                .count();
        var roomless = vms.stream()
                .filter(vm -> vm.fate() == FailoverView.VmFate.LEFT_OUT && vm.targetName() == null)
                .count();
        var failing = vms.stream()
                .filter(vm -> vm.fate() == FailoverView.VmFate.PLACED && vm.nextAttemptAt() != null)
                .count();
        return GuideRules.guide(new GuideRules.Facts(
                failover.hostName(),
                failover.state(),
                failover.advice(),
                extra.devices(),
                disarm.map(Disarm::sentence)
                        .map(text -> text.endsWith(".") ? text : text + ".")
                        .orElse(null),
                failover.host() == null,
                (int) vms.stream()
                        .filter(vm -> vm.fate() != FailoverView.VmFate.OFF)
                        .count(),
                (int) running,
                (int) roomless,
                (int) failing));
    }

    private static FailoverReport.Decision decision(List<FailoverReport.Step> timeline) {
        for (var i = timeline.size() - 1; i >= 0; i--) {
            var step = timeline.get(i);
            if (DECISIONS.contains(step.stage()) && !step.stage().equals("placed")) {
                return new FailoverReport.Decision(step.at(), step.stage(), step.text(), step.facts());
            }
        }
        return null;
    }

    private static List<FailoverReport.Step> timeline(
            FailoverView failover, List<FailoverView.Stage> stages, List<FailoverEvidence.Decided> decided) {
        var from = (failover.silentAt() == null ? failover.suspectedAt() : failover.silentAt()).toEpochMilli();
        var steps = new ArrayList<FailoverReport.Step>();
        for (var stage : stages) {
            steps.add(new FailoverReport.Step(
                    stage.at(), stage.at().toEpochMilli() - from, stage.stage(), stage.text(), facts(stage, decided)));
        }
        return steps;
    }

    /** The facts of a decision are written along with it, give or take a moment. */
    private static List<FailoverFact> facts(FailoverView.Stage stage, List<FailoverEvidence.Decided> decided) {
        return decided.stream()
                .filter(one -> one.stage().equals(stage.stage())
                        && Math.abs(one.at().toEpochMilli() - stage.at().toEpochMilli()) < 2_000)
                .reduce((one, other) -> other)
                .map(FailoverEvidence.Decided::facts)
                .orElse(List.of());
    }

    /** What each observer said last: by the facts of the last decision, else by what was noted and is known of the host. */
    private List<FailoverFact> said(
            FailoverView failover, List<FailoverView.Stage> stages, List<FailoverEvidence.Decided> decided) {
        var said = new LinkedHashMap<String, FailoverFact>();
        if (failover.endedAt() == null && failover.host() != null) {
            replicas(failover.host()).forEach(fact -> said.put(fact.observer(), fact));
        }
        stages.stream().filter(stage -> stage.stage().equals("power asked")).forEach(stage -> {
            var colon = stage.text().indexOf(": ");
            var observer = colon < 0 ? "fence device" : stage.text().substring(0, colon);
            var text = colon < 0 ? stage.text() : stage.text().substring(colon + 2);
            said.put(observer, new FailoverFact(observer, text, speaksFor(text), stage.at()));
        });
        if (!decided.isEmpty()) {
            decided.get(decided.size() - 1).facts().forEach(fact -> said.put(fact.observer(), fact));
        }
        return List.copyOf(said.values());
    }

    private static Boolean speaksFor(String text) {
        var words = text.toLowerCase(java.util.Locale.ROOT);
        return words.contains("power is off") ? Boolean.TRUE : words.contains("power is on") ? Boolean.FALSE : null;
    }

    private List<FailoverFact> replicas(UUID host) {
        return jdbc.sql("""
                        select n.name, s.answering, s.since, n.seen_at > now() - interval '4 seconds' as alive
                        from host_sight s join node n on n.id = s.node_id
                        where s.host_id = :host and n.seen_at > now() - interval '1 minute' order by n.name
                        """)
                .param("host", host)
                .query((row, number) -> new FailoverFact(
                        "link from replica " + row.getString("name"),
                        !row.getBoolean("alive")
                                ? "This replica is gone itself."
                                : row.getBoolean("answering") ? "It answers." : "It doesn't answer.",
                        row.getBoolean("alive") && row.getBoolean("answering") ? Boolean.FALSE : null,
                        Disarms.instant(row, "since")))
                .list();
    }

    private Extra extra(UUID id) {
        return jdbc.sql("""
                        select coalesce(p.name, f.pool_name) as pool, f.drill, f.goal_seconds, f.last_running_at,
                               case when f.next_try_at > f.fencing_at then f.next_try_at end as next_try_at,
                               (select count(*) from fence_device d where d.host_id = f.host_id) as devices
                        from failover f left join pool p on p.id = f.pool_id where f.id = :id
                        """)
                .param("id", id)
                .query((row, number) -> new Extra(
                        row.getString("pool"),
                        row.getBoolean("drill"),
                        row.getObject("goal_seconds", Integer.class),
                        Disarms.instant(row, "last_running_at"),
                        row.getInt("devices"),
                        Disarms.instant(row, "next_try_at")))
                .single();
    }

    /** Each VM that was placed or left out, and before that each that the forecast knows. */
    private List<FailoverReport.Vm> vms(FailoverView failover) {
        Map<UUID, FailoverReport.Vm> vms = new LinkedHashMap<>();
        jdbc.sql("""
                        select coalesce(v.vm_id, p.vm_id) as vm, coalesce(v.vm_name, p.vm_name) as name,
                               coalesce(v.protection, m.protection) as protection, coalesce(v.priority, m.priority, 0) as priority,
                               v.state, v.target_id, case when v.vm_id is null then p.target_name else v.target_name end as target,
                               case when m.state = 'RECOVERING' and v.state = 'LEFT_OUT' then coalesce(m.problem, v.why)
                                    else coalesce(v.why, p.why) end as why,
                               coalesce(v.attempts, 0) as attempts, v.next_attempt_at,
                               v.placed_at, v.started_at, v.running_at, v.ready_at, p.seconds, v.place
                        from (select * from failover_vm where failover_id = :id) v
                        full join (select * from failover_prediction where failover_id = :id) p on p.vm_id = v.vm_id
                        left join vm m on m.id = coalesce(v.vm_id, p.vm_id)
                        order by v.place nulls last, p.seconds nulls last, name
                        """).param("id", failover.id()).query(row -> {
            var vm = vm(row, failover);
            vms.put(vm.vm(), vm);
        });
        return List.copyOf(vms.values());
    }

    private static FailoverReport.Vm vm(ResultSet row, FailoverView failover) throws SQLException {
        var state = row.getString("state");
        var running = Disarms.instant(row, "running_at");
        var from = failover.silentAt() == null ? failover.suspectedAt() : failover.silentAt();
        return new FailoverReport.Vm(
                row.getObject("vm", UUID.class),
                row.getString("name"),
                row.getString("protection"),
                row.getInt("priority"),
                state == null ? null : FailoverView.VmFate.valueOf(state),
                row.getObject("target_id", UUID.class),
                row.getString("target"),
                row.getString("why"),
                row.getInt("attempts"),
                Disarms.instant(row, "next_attempt_at"),
                Disarms.instant(row, "placed_at"),
                Disarms.instant(row, "started_at"),
                running,
                Disarms.instant(row, "ready_at"),
                row.getObject("seconds", Double.class),
                running == null ? null : running.toEpochMilli() - from.toEpochMilli());
    }
}
