package io.everup.ha;

import io.everup.event.EventLog;
import io.everup.event.Severity;
import io.everup.event.Subject;
import io.everup.ha.core.CrashPolicy;
import io.everup.ha.core.CrashRow;
import io.everup.ha.core.VmRow;
import io.everup.ha.core.VmRules;
import io.everup.identity.Actor;
import io.everup.shared.Ids;
import io.everup.shared.Refusal;
import io.everup.vm.VmGate;
import io.everup.vm.VmOperations;
import io.everup.vm.VmState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The part of the leader's records that is about guests that crashed: which are down, and what was answered. */
@Component
class CrashRecords {

    private static final Logger log = LoggerFactory.getLogger(CrashRecords.class);

    private final UnderEpoch under;
    private final RecordReader reader;
    private final Disarms disarms;
    private final VmOperations vms;
    private final VmGate gate;
    private final EventLog events;
    private final Ids ids;
    private final JdbcClient jdbc;

    CrashRecords(
            UnderEpoch under,
            RecordReader reader,
            Disarms disarms,
            VmOperations vms,
            VmGate gate,
            EventLog events,
            Ids ids,
            JdbcClient jdbc) {
        this.under = under;
        this.reader = reader;
        this.disarms = disarms;
        this.vms = vms;
        this.gate = gate;
        this.events = events;
        this.ids = ids;
        this.jdbc = jdbc;
    }

    List<CrashRow> crashed(Instant now) {
        leaveShutDown();
        endOver(now);
        var down = reader.crashed().stream().collect(Collectors.toMap(VmRow::id, Function.identity()));
        if (down.isEmpty()) {
            return List.of();
        }
        var disarmed = disarms.all(now);
        return jdbc
                .sql("""
                        with asked as (
                            select v.id, v.state, v.power_reason, v.state_since,
                                   coalesce(v.seen_at > v.state_since, false) as seen,
                                   coalesce(o.restarts, p.restarts, :restarts::int) as restarts,
                                   coalesce(o.minutes, p.minutes, :minutes::int) as minutes,
                                   (select max(t.requested_at) from task t where t.subject_type = 'vm'
                                    and t.subject_id = v.id and t.kind = 'vm-start' and t.requested_by <> :self) as asked_at
                            from vm v left join crash_policy_vm o on o.vm_id = v.id
                            left join crash_policy_pool p on p.pool_id = v.pool_id where v.id in (:ids))
                        select a.id, a.state, a.power_reason, a.state_since, a.restarts, a.minutes, a.seen,
                               (select c.verdict from guest_crash c where c.vm_id = a.id and c.ended_at is null) as answer,
                               (select count(*) from guest_crash c where c.vm_id = a.id and c.verdict = 'RESTART'
                                and c.ended_at is not null
                                and c.decided_at > a.state_since - make_interval(mins => a.minutes)
                                and (a.asked_at is null or c.decided_at > a.asked_at)) as before
                        from asked a
                        """)
                .param("restarts", CrashPolicy.DEFAULT.restarts())
                .param("minutes", CrashPolicy.DEFAULT.within().toMinutes())
                .param("self", Actor.SYSTEM.id())
                .param("ids", down.keySet())
                .query((row, number) -> row(row, down, disarmed))
                .list()
                .stream()
                .filter(Objects::nonNull)
                .toList();
    }

    private static CrashRow row(ResultSet row, Map<UUID, VmRow> down, Map<UUID, String> disarmed) throws SQLException {
        var vm = down.get(row.getObject("id", UUID.class));
        var answer = row.getString("answer");
        return new CrashRow(
                vm,
                Disarms.instant(row, "state_since"),
                row.getString("state").equals(VmState.PAUSED.name()),
                new CrashPolicy(row.getInt("restarts"), Duration.ofMinutes(row.getInt("minutes"))),
                row.getInt("before"),
                answer == null ? null : CrashRow.Answer.valueOf(answer),
                row.getBoolean("seen"),
                disarmed.get(vm.pool()));
    }

    /**
     * Nobody may have seen its restart succeed, because its host was silent for a while. A guest that crashed doesn't shut
     * itself down: it ran, and whoever shut it down wants it off.
     */
    private void leaveShutDown() {
        record Off(UUID id, String name) {}
        jdbc.sql("""
                        select v.id, v.name from vm v join guest_crash c on c.vm_id = v.id
                        where c.ended_at is null and c.verdict = 'RESTART' and v.wanted_on and v.state = 'STOPPED'
                          and v.power_seen = 'OFF' and v.power_reason = 'SHUTDOWN' and v.seen_at > v.state_since
                        """)
                .query((row, number) -> new Off(row.getObject("id", UUID.class), row.getString("name")))
                .list()
                .forEach(vm -> {
                    gate.want(vm.id(), false);
                    events.record(
                            "vm-crash-over",
                            Severity.INFO,
                            new Subject("vm", vm.id(), vm.name()),
                            vm.name() + " ran again after its crash and was shut down from inside: it stays off.");
                });
    }

    /** Ends what is no longer owed: the VM has run once since, an operator started it, or nobody wants it on. */
    private void endOver(Instant now) {
        jdbc.sql("""
                        update guest_crash c set ended_at = :now, outcome = x.outcome from (
                            select c.id, case when v.state = 'RUNNING' and v.power_seen = 'RUNNING'
                                                or t.state = 'SUCCEEDED' then 'RUNS'
                                              when c.verdict = 'LEAVE' and exists (
                                                  select 1 from task a where a.subject_type = 'vm' and a.subject_id = v.id
                                                  and a.kind = 'vm-start' and a.requested_by <> :self
                                                  and a.requested_at > c.decided_at) then 'ASKED'
                                              when not v.wanted_on or v.protection = 'OFF' or v.state = 'DELETED' then 'OFF'
                                         end as outcome
                            from guest_crash c join vm v on v.id = c.vm_id left join task t on t.id = c.task_id
                            where c.ended_at is null) x
                        where x.id = c.id and x.outcome is not null and c.ended_at is null
                        """)
                .param("self", Actor.SYSTEM.id())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
    }

    boolean care(long epoch, CrashRow row, VmRules.Care care, Instant now) {
        try {
            return under.inOneGo(epoch, () -> {
                if (!stillDown(row.vm())) {
                    return false;
                }
                var crash = row.answer() == null
                        ? write(row, care, now)
                        : open(row.vm().id());
                if (care == VmRules.Care.RESTART) {
                    restart(row, crash);
                }
                return true;
            });
        } catch (Refusal e) {
            log.info("VM {} will be restarted later: {}", row.vm().name(), e.getMessage());
            return false;
        }
    }

    private boolean stillDown(VmRow vm) {
        return jdbc.sql("""
                        select count(*) from (select 1 from vm where id = :id and state = :state and wanted_on
                        and protection <> 'OFF' and host_id = :home for update) x
                        """)
                        .param("id", vm.id())
                        .param("state", vm.state().name())
                        .param("home", vm.home())
                        .query(Integer.class)
                        .single()
                == 1;
    }

    private UUID open(UUID vm) {
        return jdbc.sql("select id from guest_crash where vm_id = :vm and ended_at is null")
                .param("vm", vm)
                .query(UUID.class)
                .single();
    }

    private void restart(CrashRow row, UUID crash) {
        var vm = row.vm();
        // Where it failed after this very crash it is tried elsewhere, if any other host can take it.
        var avoid = row.answer() != null && vm.failures() > 0 ? vm.home() : null;
        var task = vms.restartCrashed(vm.id(), avoid);
        jdbc.sql("update guest_crash set task_id = :task where id = :id")
                .param("task", task)
                .param("id", crash)
                .update();
    }

    private UUID write(CrashRow row, VmRules.Care care, Instant now) {
        var vm = row.vm();
        var leave = care == VmRules.Care.LEAVE;
        var why = leave ? left(row) : restarted(row);
        var id = ids.next();
        jdbc.sql("""
                        insert into guest_crash (id, vm_id, host_name, crashed_at, preserved, verdict, why, decided_at)
                        values (:id, :vm, (select name from host where id = :host), :at, :preserved, :verdict, :why, :now)
                        """)
                .param("id", id)
                .param("vm", vm.id())
                .param("host", vm.home())
                .param("at", row.at().atOffset(ZoneOffset.UTC))
                .param("preserved", row.preserved())
                .param("verdict", care.name())
                .param("why", why)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
        events.record(
                leave ? "vm-crash-left" : "vm-crash-restart",
                leave ? Severity.ALARM : Severity.WARNING,
                new Subject("vm", vm.id(), vm.name()),
                vm.name() + ": " + why + (leave ? " " + ADVICE : ""));
        if (leave) {
            gate.explain(vm.id(), why + " " + ADVICE);
        }
        return id;
    }

    static final String ADVICE =
            "Look at its console and its disks for the cause, then start it: Everup counts anew from then.";

    private static String restarted(CrashRow row) {
        return "Its guest or its emulator crashed while its host is fine: restart " + (row.before() + 1) + " of "
                + row.policy().restarts() + " within " + row.policy().within().toMinutes() + " minutes.";
    }

    private static String left(CrashRow row) {
        if (row.policy().restarts() == 0) {
            return "Its guest or its emulator crashed, and its crash policy is never to restart it: it is left down.";
        }
        return "Its guest or its emulator crashed again after it was restarted "
                + row.policy().words() + ", as often as its crash policy allows: it is left down.";
    }
}
