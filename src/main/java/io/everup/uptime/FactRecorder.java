package io.everup.uptime;

import io.everup.host.HostDirectory;
import io.everup.host.HostEvents;
import io.everup.host.HostState;
import io.everup.identity.Actor;
import io.everup.vm.VmEvents;
import jakarta.persistence.EntityManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/** Hears what happens to VMs and hosts, and writes it down as facts. */
@Component
class FactRecorder {

    private static final String VMS = """
            select v.id, v.name, v.pool_id, v.host_id, v.state, v.state_since, v.wanted_on, v.power_reason,
                   h.state as host_state, t.id as task_id, t.kind, t.requester_name, t.requested_by
            from vm v left join host h on h.id = v.host_id
            left join task t on t.exclusive_key = 'vm:' || v.id and t.state in ('QUEUED', 'WAITING', 'RUNNING', 'CANCELLING')
            """;

    private final FactLog log;
    private final HostDirectory hosts;
    private final JdbcClient jdbc;
    private final EntityManager entities;
    private final Clock clock;

    FactRecorder(FactLog log, HostDirectory hosts, JdbcClient jdbc, EntityManager entities, Clock clock) {
        this.log = log;
        this.hosts = hosts;
        this.jdbc = jdbc;
        this.entities = entities;
        this.clock = clock;
    }

    /** At the end of the transaction that changed it, before the journal's turn, which comes last: by then it is known who asked for it, and whether it is wanted on. */
    @Order(1)
    @TransactionalEventListener(phase = TransactionPhase.BEFORE_COMMIT, fallbackExecution = true)
    void changed(VmEvents.StateChanged event) {
        if (entities.isJoinedToTransaction()) {
            entities.flush();
        }
        jdbc.sql(VMS + " where v.id = :vm").param("vm", event.vm()).query(this::now).list().stream()
                .limit(1)
                .forEach(vm -> log.record(vm, vm.since()));
    }

    /**
     * Whatever came about without a change of state: adopted VMs, and wishes that were changed alone; and what could not be
     * written down when it happened. Each VM is written in a transaction of its own, so that a failover never waits for the
     * whole.
     */
    void sweep() {
        log.missedProofs();
        var at = clock.instant();
        jdbc.sql(VMS + """
                         left join uptime_vm u on u.vm_id = v.id
                         where u.vm_id is null and v.state <> 'DELETED'
                            or u.vm_id is not null and (u.state, u.wanted, u.vm_name) is distinct from (v.state, v.wanted_on, v.name)
                            or u.vm_id is not null and v.state in ('RUNNING', 'PAUSED', 'STOPPED') and u.host_id is distinct from v.host_id
                         """).query(this::now).list().forEach(vm -> log.record(vm, known(vm) ? at : vm.since()));
    }

    /** Whether its last fact is of the state that it is in: only something about it has changed, at a time nobody noted. */
    private boolean known(FactLog.Now vm) {
        return jdbc.sql("select count(*) from uptime_vm where vm_id = :vm and state = :state"
                                + " and exists (select 1 from uptime_fact f where f.vm_id = :vm and f.at >= :since)")
                        .param("vm", vm.vm())
                        .param("state", vm.state())
                        .param("since", FactLog.sql(vm.since()))
                        .query(Integer.class)
                        .single()
                > 0;
    }

    private FactLog.Now now(ResultSet row, int number) throws SQLException {
        var requester = row.getObject("requested_by", UUID.class);
        var person = requester != null && !requester.equals(Actor.SYSTEM.id());
        var state = row.getString("state");
        var seen = new FactRules.Seen(
                state,
                row.getBoolean("wanted_on"),
                row.getString("power_reason"),
                row.getString("kind"),
                person,
                row.getString("host_state"));
        var down = FactRules.power(state) == Power.DOWN;
        return new FactLog.Now(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getObject("pool_id", UUID.class),
                row.getObject("host_id", UUID.class),
                state,
                Rows.instant(row, "state_since"),
                seen.wanted(),
                FactRules.power(state),
                FactRules.reason(seen),
                down && person ? row.getString("requester_name") : null,
                down ? row.getObject("task_id", UUID.class) : null);
    }

    @EventListener
    void silent(HostEvents.Silent event) {
        if (!hosts.heardByOtherReplica(event.host())) {
            log.sight(event.host(), Sight.UNSEEN, event.lastAnswer() == null ? clock.instant() : event.lastAnswer());
        }
    }

    /** After stock was taken of what runs there. */
    @EventListener
    @Order(3)
    void connected(HostEvents.Connected event) {
        log.sight(event.host(), Sight.SEEN, clock.instant());
    }

    @EventListener
    @Order(3)
    void reported(HostEvents.Reported event) {
        log.sight(event.host(), Sight.SEEN, event.at());
    }

    @Order(1)
    @TransactionalEventListener(phase = TransactionPhase.BEFORE_COMMIT, fallbackExecution = true)
    void changed(HostEvents.StateChanged event) {
        if (event.to() == HostState.FENCED) {
            log.sight(event.host(), Sight.OFF, clock.instant());
        }
    }

    /** When the first replica starts, no host has been heard yet. */
    void nobodyLooked(Instant at) {
        List.copyOf(log.heard()).forEach(host -> log.sight(host, Sight.UNSEEN, at));
    }
}
