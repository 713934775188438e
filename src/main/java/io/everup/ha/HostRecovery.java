package io.everup.ha;

import io.everup.event.Subject;
import io.everup.host.HostState;
import io.everup.identity.Actor;
import io.everup.placement.FailoverPlanner;
import io.everup.placement.LeftOut;
import io.everup.placement.Move;
import io.everup.placement.Placement;
import io.everup.placement.ProtectedVm;
import io.everup.task.NewTask;
import io.everup.task.TaskOperations;
import io.everup.vm.HostOffers;
import io.everup.vm.VmGate;
import io.everup.vm.VmOperations;
import io.everup.vm.VmSignal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Restarts elsewhere what a host ran that is proven off. May be called again and again: it does what is left to do. */
@Component
class HostRecovery {

    /** VMs that count as running on their host v.host_id; one that is being started on another is that start's. */
    private static final String VICTIMS = """
             v.state not in ('STOPPED', 'RECOVERING', 'DELETED', 'PROVISIONING')
             and not (v.state = 'STARTING' and exists (select 1 from task t where t.exclusive_key = 'vm:' || v.id
               and t.state in ('QUEUED', 'WAITING', 'RUNNING') and t.payload ->> 'host' is distinct from v.host_id::text))
            """;

    private final HaLease lease;
    private final FailoverJournal journal;
    private final HostOffers offers;
    private final VmGate gate;
    private final VmOperations vms;
    private final TaskOperations tasks;
    private final JdbcClient jdbc;

    HostRecovery(
            HaLease lease,
            FailoverJournal journal,
            HostOffers offers,
            VmGate gate,
            VmOperations vms,
            TaskOperations tasks,
            JdbcClient jdbc) {
        this.lease = lease;
        this.journal = journal;
        this.offers = offers;
        this.gate = gate;
        this.vms = vms;
        this.tasks = tasks;
        this.jdbc = jdbc;
    }

    private record Victim(
            UUID id, String name, String protection, int priority, boolean wantedOn, UUID pool, UUID host) {
        boolean guarded() {
            return !protection.equals("OFF") && wantedOn;
        }
    }

    /** @throws HaLease.NotLeader when the epoch is past; nothing is done then */
    @Transactional
    public void recover(UUID host, long epoch) {
        lease.require(epoch);
        var proven = jdbc.sql("select count(*) from host where id = :host and state = 'FENCED'")
                .param("host", host)
                .query(Integer.class)
                .single();
        if (proven == 0) {
            return;
        }
        var failover = journal.open(host).map(FailoverJournal.Open::id).orElse(null);
        var recovering = new ArrayList<Victim>();
        for (var victim : victims(host)) {
            if (tasks.cancelHolder(VmOperations.key(victim.id()), "Its host is proven dead.")) {
                continue;
            }
            if (victim.guarded()) {
                if (gate.signalIfMeant(victim.id(), VmSignal.HOST_DIED, null)) {
                    recovering.add(victim);
                }
            } else {
                gate.signalIfMeant(victim.id(), VmSignal.SEEN_OFF, "It lost its power with its host.");
            }
        }
        if (!recovering.isEmpty()) {
            place(host, failover, recovering);
        }
    }

    private List<Victim> victims(UUID host) {
        return jdbc.sql("select id, name, protection, priority, wanted_on, pool_id, host_id from vm v"
                        + " where v.host_id = :host and " + VICTIMS)
                .param("host", host)
                .query(HostRecovery::victim)
                .list();
    }

    private void place(UUID host, UUID failover, List<Victim> victims) {
        var pool = victims.get(0).pool();
        var demands = offers.demands(victims.stream().map(Victim::id).toList());
        var guarded = victims.stream()
                .map(victim -> new ProtectedVm(
                        demands.get(victim.id()).at(host),
                        victim.priority(),
                        victim.protection().equals("BEST_EFFORT")))
                .toList();
        var plan = FailoverPlanner.recover(offers.ofPool(pool), guarded, Set.of(host), offers.policy(pool));
        for (var move : plan.moves()) {
            begin(failover, move, byId(victims, move.vm()));
        }
        for (var out : plan.leftOut()) {
            leaveOut(failover, out, byId(victims, out.vm()), plan.moves().size() + 1);
        }
        if (failover != null) {
            journal.note(
                    failover,
                    "placed",
                    "Hosts were found for " + plan.moves().size() + " of "
                            + (plan.moves().size() + plan.leftOut().size()) + " VMs.");
        }
    }

    private void begin(UUID failover, Move move, Victim victim) {
        if (failover != null) {
            journal.placed(failover, move, victim.protection(), victim.priority());
        }
        tasks.submit(
                Actor.SYSTEM,
                NewTask.of(
                                VmRecover.KIND,
                                "Restart " + move.name() + " on " + move.targetName(),
                                new Subject("vm", move.vm(), move.name()),
                                VmOperations.key(move.vm()),
                                Map.of("host", move.target().toString(), "why", move.reason()))
                        .asUrgent());
    }

    private void leaveOut(UUID failover, LeftOut out, Victim victim, int place) {
        if (failover != null) {
            journal.leftOut(failover, out, victim.protection(), victim.priority(), place);
        }
        gate.explain(out.vm(), "No host can take it yet: " + String.join("; ", out.reasons()) + ". It is tried again.");
    }

    private static Victim byId(List<Victim> victims, UUID id) {
        return victims.stream()
                .filter(victim -> victim.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** Tries again what waits for a host: one VM at a time, the most important first, later after each failure. */
    @Transactional
    public void retry(long epoch) {
        lease.require(epoch);
        var waiting = jdbc.sql("""
                        select v.id, v.name, v.protection, v.priority, v.wanted_on, v.pool_id, v.host_id from vm v
                        where v.state = 'RECOVERING' and not exists (select 1 from host h where h.id = v.host_id
                              and h.state in ('SUSPECT', 'LOST', 'FENCING'))
                          and not exists (select 1 from task t
                              where t.exclusive_key = 'vm:' || v.id and t.state in ('QUEUED', 'WAITING', 'RUNNING', 'CANCELLING'))
                          and coalesce((select max(t.finished_at) + make_interval(secs => least(60, 3 * count(*)))
                              from task t where t.exclusive_key = 'vm:' || v.id and t.kind = :kind
                                and t.state = 'FAILED' and t.finished_at > now() - interval '10 minutes'), now()) <= now()
                        order by v.protection desc, v.priority desc, v.name limit 20
                        """)
                .param("kind", VmRecover.KIND)
                .query(HostRecovery::victim)
                .list();
        for (var victim : waiting) {
            var ranking = Placement.rank(
                    offers.demand(victim.id()).at(null), offers.ofPool(victim.pool()), offers.policy(victim.pool()));
            if (ranking.best().isPresent()) {
                var best = ranking.best().get();
                var failover = journal.open(victim.host())
                        .map(FailoverJournal.Open::id)
                        .or(() -> journal.openWith(victim.id()))
                        .orElse(null);
                begin(
                        failover,
                        new Move(
                                victim.id(),
                                victim.name(),
                                best.host(),
                                best.name(),
                                String.join(", ", best.reasons()),
                                1),
                        victim);
                return;
            }
        }
    }

    /**
     * The protected VMs that lost their power although nobody wanted them off, the most important first; after three
     * failed starts within ten minutes a VM waits.
     */
    List<UUID> fallen() {
        return jdbc.sql("""
                        select v.id from vm v join host h on h.id = v.host_id
                        where v.state = 'STOPPED' and v.wanted_on and v.protection <> 'OFF' and h.state in ('UP', 'FENCED')
                          and v.power_reason <> 'CRASHED'
                          and v.state_since < now() - interval '10 seconds'
                          and (select count(*) from task t where t.subject_id = v.id and t.kind = 'vm-start'
                               and t.state = 'FAILED' and t.requested_at > now() - interval '10 minutes') < 3
                          and not exists (select 1 from task t where t.exclusive_key = 'vm:' || v.id
                              and t.state in ('QUEUED', 'WAITING', 'RUNNING', 'CANCELLING'))
                        order by v.priority desc limit 10
                        """).query(UUID.class).list();
    }

    /** @throws HaLease.NotLeader when the epoch is past; nothing is done then */
    @Transactional
    public void restart(UUID vm, long epoch) {
        lease.require(epoch);
        vms.restart(vm, "it lost its power with its host");
    }

    private static Victim victim(java.sql.ResultSet row, int number) throws java.sql.SQLException {
        return new Victim(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("protection"),
                row.getInt("priority"),
                row.getBoolean("wanted_on"),
                row.getObject("pool_id", UUID.class),
                row.getObject("host_id", UUID.class));
    }

    /** The hosts from which VMs wait for another. */
    Set<UUID> awaited() {
        return Set.copyOf(jdbc.sql("select distinct host_id from vm where state = 'RECOVERING' and host_id is not null")
                .query(UUID.class)
                .list());
    }

    /** The hosts that are proven off and still have VMs that count as running there. */
    List<UUID> unfinished() {
        return jdbc.sql("select h.id from host h where h.state = :fenced and exists (select 1 from vm v"
                        + " where v.host_id = h.id and " + VICTIMS + ")")
                .param("fenced", HostState.FENCED.name())
                .query(UUID.class)
                .list();
    }
}
