package io.everup.uptime;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Adds facts about VMs and hosts, and marks the VMs whose outages have to be worked out anew. Times are kept to the millisecond. */
@Component
class FactLog {

    private final JdbcClient jdbc;
    private final Aside aside;
    private final ApplicationEventPublisher publisher;
    private final Clock clock;

    FactLog(JdbcClient jdbc, Aside aside, ApplicationEventPublisher publisher, Clock clock) {
        this.jdbc = jdbc;
        this.aside = aside;
        this.publisher = publisher;
        this.clock = clock;
    }

    /** A VM as it is now. */
    record Now(
            UUID vm,
            String name,
            UUID pool,
            UUID host,
            String state,
            Instant since,
            boolean wanted,
            Power power,
            Reason reason,
            String actor,
            UUID task) {}

    private record Last(UUID host, String state, boolean wanted, Power power, Reason reason) {}

    /** Records the VM unless its last fact says the same. @param at from when on it is so */
    void record(Now vm, Instant at) {
        aside.write("what became of VM " + vm.name(), () -> recorded(vm, at));
    }

    private void recorded(Now vm, Instant at) {
        var last = jdbc.sql("select * from uptime_vm where vm_id = :vm for update")
                .param("vm", vm.vm())
                .query((row, number) -> new Last(
                        row.getObject("host_id", UUID.class),
                        row.getString("state"),
                        row.getBoolean("wanted"),
                        Power.valueOf(row.getString("power")),
                        Reason.valueOf(row.getString("reason"))))
                .optional()
                .orElse(null);
        var same = last != null
                && Objects.equals(last.host(), vm.host())
                && last.wanted() == vm.wanted()
                && last.power() == vm.power()
                // What brought a running VM where it runs stays so when that task is over.
                && (vm.power() == Power.UP || last.reason() == vm.reason());
        project(vm, at, !same);
        if (!same) {
            insert(vm.vm(), at, null, vm.host(), vm.wanted(), vm.power(), vm.reason(), vm.actor(), vm.task());
        }
    }

    private void project(Now vm, Instant at, boolean dirty) {
        jdbc.sql("""
                        insert into uptime_vm (vm_id, vm_name, pool_id, host_id, state, wanted, power, reason, first_up, dirty)
                        values (:vm, :name, :pool, :host, :state, :wanted, :power, :reason, :up, :dirty)
                        on conflict (vm_id) do update set vm_name = :name, pool_id = :pool, host_id = :host, state = :state,
                            wanted = :wanted, power = :power, reason = :reason,
                            first_up = coalesce(uptime_vm.first_up, :up), dirty = uptime_vm.dirty or :dirty
                        """)
                .param("vm", vm.vm())
                .param("name", vm.name())
                .param("pool", vm.pool())
                .param("host", vm.host())
                .param("state", vm.state())
                .param("wanted", vm.wanted())
                .param("power", vm.power().name())
                .param("reason", vm.reason().name())
                .param("up", vm.power() == Power.UP ? sql(at) : null, java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
                .param("dirty", dirty)
                .update();
    }

    private void insert(
            UUID vm,
            Instant at,
            Instant until,
            UUID host,
            boolean wanted,
            Power power,
            Reason reason,
            String actor,
            UUID task) {
        stale(at);
        jdbc.sql("""
                        insert into uptime_fact (vm_id, at, until_at, host_id, wanted, power, reason, actor, task_id, recorded_at)
                        values (:vm, :at, :until, :host, :wanted, :power, :reason, :actor, :task, :now)
                        """)
                .param("vm", vm)
                .param("at", sql(at))
                .param("until", until == null ? null : sql(until), java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
                .param("host", host)
                .param("wanted", wanted)
                .param("power", power.name())
                .param("reason", reason.name())
                .param("actor", actor)
                .param("task", task)
                .param("now", sql(clock.instant()))
                .update();
    }

    /** The days from then on are summed anew, unless they will be anyway. */
    private void stale(Instant at) {
        jdbc.sql("insert into uptime_day_stale (from_at) select :at"
                        + " where exists (select 1 from uptime_day_made where until_at > :at)")
                .param("at", sql(at))
                .update();
    }

    /** What is learned afterwards of a time that is over, such as from the guest's own boot time. */
    @Transactional
    public void late(UUID vm, Interval when, boolean wanted, Power power, Reason reason, String source) {
        var host = jdbc.sql("update uptime_vm set dirty = true where vm_id = :vm returning host_id")
                .param("vm", vm)
                .query((row, number) -> row.getObject("host_id", UUID.class))
                .list();
        insert(vm, when.from(), when.to(), host.isEmpty() ? null : host.get(0), wanted, power, reason, source, null);
    }

    /** How a host is seen now, unless that is known. @param at from when on; for OFF the time from which it wasn't heard counts */
    void sight(UUID host, Sight sight, Instant at) {
        aside.write("how host " + host + " is seen", () -> sighted(host, sight, at));
    }

    private void sighted(UUID host, Sight sight, Instant at) {
        // While a host is emptied it is maintenance only where that was announced before.
        var maintenance = jdbc.sql("""
                        select h.state = 'MAINTENANCE' or h.leaving_since is not null and exists (select 1 from maintenance_quiet q
                          where q.host_id = h.id and q.from_at <= h.leaving_since and q.until_at > h.leaving_since)
                        from host h where h.id = :host
                        """).param("host", host).query(Boolean.class).optional();
        if (maintenance.isEmpty()) {
            return;
        }
        var last = jdbc.sql("select * from uptime_host where host_id = :host for update")
                .param("host", host)
                .query((row, number) -> new HostFact(
                        0,
                        host,
                        Rows.instant(row, "at"),
                        Sight.valueOf(row.getString("sight")),
                        row.getBoolean("maintenance")))
                .optional()
                .orElse(new HostFact(0, host, Instant.EPOCH, Sight.SEEN, false));
        FactRules.follows(last, sight, at, maintenance.get()).ifPresent(fact -> {
            write(fact);
            // Not being heard changes nothing about a VM that was up: only a proof, or the end of one, does.
            jdbc.sql("update uptime_vm set dirty = true where host_id = :host and (:all or power = 'DOWN')")
                    .param("host", host)
                    .param("all", sight == Sight.OFF || last.sight() == Sight.OFF)
                    .update();
            publisher.publishEvent(new UptimeEvents.SightChanged(host));
        });
    }

    private void write(HostFact fact) {
        stale(fact.at());
        jdbc.sql("""
                        insert into uptime_sight (host_id, at, sight, maintenance, recorded_at)
                        values (:host, :at, :sight, :maintenance, :now)
                        """)
                .param("host", fact.host())
                .param("at", sql(fact.at()))
                .param("sight", fact.sight().name())
                .param("maintenance", fact.maintenance())
                .param("now", sql(clock.instant()))
                .update();
        jdbc.sql("""
                        insert into uptime_host (host_id, at, sight, maintenance) values (:host, :at, :sight, :maintenance)
                        on conflict (host_id) do update set at = :at, sight = :sight, maintenance = :maintenance
                        """)
                .param("host", fact.host())
                .param("at", sql(fact.at()))
                .param("sight", fact.sight().name())
                .param("maintenance", fact.maintenance())
                .update();
    }

    /** Records of each host that was proven off since it was last heard that it is off, if that was missed. */
    void missedProofs() {
        record Off(UUID host, Instant at) {}
        jdbc.sql("""
                        select h.id, least(h.seen_at, h.state_since) as since from host h left join uptime_host u on u.host_id = h.id
                        where h.state = 'FENCED' and coalesce(u.sight, 'SEEN') <> 'OFF'
                          and (u.at is null or u.at <= h.state_since)
                        """)
                .query((row, number) -> new Off(row.getObject("id", UUID.class), Rows.instant(row, "since")))
                .list()
                .forEach(off -> sight(off.host(), Sight.OFF, off.at()));
    }

    /** Hosts that count as heard. */
    List<UUID> heard() {
        return jdbc.sql("select h.id from host h left join uptime_host u on u.host_id = h.id"
                        + " where coalesce(u.sight, 'SEEN') = 'SEEN'")
                .query(UUID.class)
                .list();
    }

    static java.time.OffsetDateTime sql(Instant at) {
        return at.truncatedTo(ChronoUnit.MILLIS).atOffset(ZoneOffset.UTC);
    }
}
