package io.everup.ha;

import io.everup.event.EventLog;
import io.everup.ha.core.VmRow;
import io.everup.placement.Move;
import io.everup.shared.Ids;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Writes failovers down: what was seen, decided and done, and when. */
@Component
class FailoverJournal {

    /** The place of a VM whose turn hasn't come. */
    private static final int LAST = 1_000_000;

    private final JdbcClient jdbc;
    private final EventLog events;
    private final Ids ids;
    private final Clock clock;

    FailoverJournal(JdbcClient jdbc, EventLog events, Ids ids, Clock clock) {
        this.jdbc = jdbc;
        this.events = events;
        this.ids = ids;
        this.clock = clock;
    }

    /** A failover that hasn't ended. */
    record Open(UUID id, FailoverState state, Instant suspectedAt, String cause) {}

    Optional<Open> open(UUID host) {
        return jdbc.sql(
                        "select id, state, suspected_at, cause from failover where host_id = :host and ended_at is null")
                .param("host", host)
                .query((row, number) -> new Open(
                        row.getObject("id", UUID.class),
                        FailoverState.valueOf(row.getString("state")),
                        row.getObject("suspected_at", OffsetDateTime.class).toInstant(),
                        row.getString("cause")))
                .optional();
    }

    /** The failover in which a VM is still being restarted. */
    Optional<UUID> openWith(UUID vm) {
        return jdbc.sql("select f.id from failover f join failover_vm v on v.failover_id = f.id"
                        + " where v.vm_id = :vm and f.ended_at is null order by f.suspected_at desc limit 1")
                .param("vm", vm)
                .query(UUID.class)
                .optional();
    }

    @Transactional
    public UUID begin(UUID host, long epoch, Instant silentAt, String cause, Instant now) {
        var id = ids.next();
        jdbc.sql("""
                        insert into failover (id, host_id, host_name, pool_id, epoch, state, cause, silent_at, suspected_at)
                        select :id, h.id, h.name, h.pool_id, :epoch, 'PROVING', :cause, :silent, :now from host h where h.id = :host
                        """)
                .param("id", id)
                .param("host", host)
                .param("epoch", epoch)
                .param("cause", cause)
                .param("silent", silentAt == null ? null : silentAt.atOffset(ZoneOffset.UTC))
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
        if (silentAt != null) {
            stage(id, silentAt, "silent", "Its last answer. From here on it was silent.");
        }
        stage(id, now, "suspected", cause);
        return id;
    }

    @Transactional
    public void note(UUID failover, String stage, String text) {
        stage(failover, clock.instant(), stage, text);
    }

    /** As {@link #note}, unless the newest note of this stage says the same. */
    @Transactional
    public void noteOnce(UUID failover, String stage, String text) {
        var last = jdbc.sql(
                        "select text from failover_stage where failover_id = :id and stage = :stage order by id desc limit 1")
                .param("id", failover)
                .param("stage", stage)
                .query(String.class)
                .optional();
        if (!last.equals(Optional.of(text))) {
            stage(failover, clock.instant(), stage, text);
        }
    }

    private void stage(UUID failover, Instant at, String stage, String text) {
        jdbc.sql("insert into failover_stage (failover_id, at, stage, text) values (:id, :at, :stage, :text)")
                .param("id", failover)
                .param("at", at.atOffset(ZoneOffset.UTC))
                .param("stage", stage)
                .param("text", text)
                .update();
        events.changed("failover", failover);
    }

    /**
     * While a proof is looked for. Once there is one, such as an operator's word in the middle of a look, nothing happens.
     *
     * @param advice what an operator can do; null when nothing is asked of them
     */
    @Transactional
    public void state(UUID failover, FailoverState state, String advice) {
        jdbc.sql("update failover set state = :state, advice = :advice where id = :id and proven_at is null"
                        + " and ended_at is null")
                .param("id", failover)
                .param("state", state.name())
                .param("advice", advice)
                .update();
        events.changed("failover", failover);
    }

    /** @return false when there is a proof already, or the failover has ended */
    @Transactional
    public boolean proven(UUID failover, Proof proof, String text) {
        var proven = jdbc.sql("""
                        update failover set state = 'RECOVERING', advice = null, proof = :proof, proof_text = :text,
                               proven_at = :now where id = :id and proven_at is null and ended_at is null
                        """)
                .param("id", failover)
                .param("proof", proof.name())
                .param("text", text)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
        if (proven == 1) {
            note(failover, "proven", text);
        }
        return proven == 1;
    }

    /** Its host is going to be switched off. @param orderedBy who ordered it; null when nobody did */
    @Transactional
    public void fencing(UUID failover, String orderedBy, Instant now) {
        jdbc.sql("update failover set fencing_at = :now, ordered_by = coalesce(:by, ordered_by) where id = :id")
                .param("id", failover)
                .param("by", orderedBy, java.sql.Types.VARCHAR)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
        state(failover, FailoverState.FENCING, null);
    }

    /** For whoever looks at it: when the host is switched off the next time. */
    @Transactional
    public void nextTry(UUID failover, Instant at) {
        jdbc.sql("update failover set next_try_at = :at where id = :id and ended_at is null")
                .param("id", failover)
                .param("at", at.atOffset(ZoneOffset.UTC))
                .update();
    }

    @Transactional
    public void placed(UUID failover, Move move, String protection, int priority) {
        upsert(
                failover,
                move.vm(),
                move.name(),
                protection,
                priority,
                move.order(),
                move.target(),
                move.targetName(),
                move.reason(),
                "PLACED");
        jdbc.sql("update failover set placed_at = coalesce(placed_at, :now) where id = :id")
                .param("id", failover)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
    }

    /** It waits; the newest reason stands. */
    @Transactional
    public void leftOut(UUID failover, VmRow vm, String why) {
        upsert(failover, vm.id(), vm.name(), vm.protection().name(), vm.priority(), LAST, null, null, why, "LEFT_OUT");
    }

    private void upsert(
            UUID failover,
            UUID vm,
            String name,
            String protection,
            int priority,
            int place,
            UUID target,
            String targetName,
            String why,
            String state) {
        jdbc.sql("""
                        insert into failover_vm (failover_id, vm_id, vm_name, protection, priority, place, target_id,
                                                 target_name, why, state, placed_at)
                        values (:id, :vm, :name, :protection, :priority, :place, :target, :targetName, :why, :state, :now)
                        on conflict (failover_id, vm_id) do update set target_id = :target, target_name = :targetName,
                               why = :why, state = :state, placed_at = :now
                        """)
                .param("id", failover)
                .param("vm", vm)
                .param("name", name)
                .param("protection", protection)
                .param("priority", priority)
                .param("place", place)
                .param("target", target)
                .param("targetName", targetName)
                .param("why", why)
                .param("state", state)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
        events.changed("failover", failover);
    }

    /** Takes over from the VMs' own states which run by now, and ends failovers whose every VM does. */
    @Transactional
    public void follow() {
        jdbc.sql("""
                        update failover_vm f set state = case when v.state = 'RUNNING' then 'RUNNING' else 'OFF' end,
                               running_at = case when v.state = 'RUNNING' then v.state_since end
                        from vm v where v.id = f.vm_id and f.state in ('PLACED', 'LEFT_OUT')
                          and v.state not in ('RECOVERING', 'STARTING') returning f.failover_id
                        """).query(UUID.class).list().stream().distinct().forEach(id -> events.changed("failover", id));
        jdbc.sql("""
                        update failover f set first_running_at =
                            (select min(running_at) from failover_vm v where v.failover_id = f.id)
                        where f.state = 'RECOVERING' and f.first_running_at is null
                        """).update();
    }

    @Transactional
    public void end(UUID failover, FailoverState state, String text) {
        note(failover, state == FailoverState.DONE ? "done" : "dismissed", text);
        jdbc.sql(
                        "update failover set state = :state, advice = null, ended_at = :now where id = :id and ended_at is null")
                .param("id", failover)
                .param("state", state.name())
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
        events.changed("failover", failover);
    }

    /** A failover whose VMs are being restarted. @param host null when it was removed meanwhile */
    record Recovering(UUID id, UUID host) {}

    List<Recovering> recovering() {
        return jdbc.sql("select id, host_id from failover where state = 'RECOVERING' and ended_at is null")
                .query((row, number) ->
                        new Recovering(row.getObject("id", UUID.class), row.getObject("host_id", UUID.class)))
                .list();
    }

    /** Failovers that came to no proof, whose host isn't silent any more, or was removed. */
    List<UUID> overtaken() {
        return jdbc.sql("""
                        select f.id from failover f left join host h on h.id = f.host_id
                        where f.ended_at is null and f.proven_at is null
                          and (h.id is null or h.state in ('CONNECTING', 'UP', 'MAINTENANCE'))
                        """).query(UUID.class).list();
    }

    /** Whether every VM of the failover runs again or was given up by its owner. */
    boolean complete(UUID failover) {
        return jdbc.sql("select count(*) from failover_vm where failover_id = :id and state in ('PLACED', 'LEFT_OUT')")
                        .param("id", failover)
                        .query(Integer.class)
                        .single()
                == 0;
    }
}
