package io.everup.vm;

import io.everup.event.EventLog;
import io.everup.event.Severity;
import io.everup.event.Subject;
import io.everup.hypervisor.VmReport;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What hosts saw of VMs, as stored: power, when, figures. */
@Component
class VmSightings {

    private static final Duration LEAST_PAUSE = Duration.ofMillis(900);

    /** What is known of a VM that a host speaks of. @param host where it lives; null when nowhere yet */
    record Known(UUID id, String name, UUID host, VmState state, String powerSeen, boolean guarded) {}

    private record Before(VmReport report, Instant at) {}

    private final JdbcClient jdbc;
    private final JdbcTemplate batch;
    private final EventLog events;
    private final Map<UUID, Before> before = new ConcurrentHashMap<>();

    VmSightings(JdbcClient jdbc, JdbcTemplate batch, EventLog events) {
        this.jdbc = jdbc;
        this.batch = batch;
        this.events = events;
    }

    /** The VMs that live on a host, and those of the given ids wherever they live. */
    Map<UUID, Known> known(UUID host, Collection<UUID> ids) {
        var known = new HashMap<UUID, Known>();
        jdbc.sql("""
                        select id, name, host_id, state, power_seen, protection from vm
                        where state <> 'DELETED' and (host_id = :host or id = any(:ids))
                        """).param("host", host).param("ids", ids.toArray(UUID[]::new)).query(row -> {
            var id = row.getObject("id", UUID.class);
            known.put(
                    id,
                    new Known(
                            id,
                            row.getString("name"),
                            row.getObject("host_id", UUID.class),
                            VmState.valueOf(row.getString("state")),
                            row.getString("power_seen"),
                            !row.getString("protection").equals(Protection.OFF.name())));
        });
        return known;
    }

    /** Stores what a host sees of the VMs that live on it; what it says of others is no fact about them. */
    @Transactional
    public void store(UUID host, Instant at, List<VmReport> reports, Map<UUID, Known> known) {
        var rows = reports.stream()
                .filter(report -> known.containsKey(report.uuid())
                        && host.equals(known.get(report.uuid()).host()))
                .map(report -> row(host, at, report))
                .toList();
        batch.batchUpdate("""
                update vm set power_seen = ?, power_reason = ?, seen_at = ?, seen_host_id = ?,
                       cpu_use = coalesce(?, case when ? then cpu_use end), resident_bytes = ?,
                       disk_rate = coalesce(?, case when ? then disk_rate end),
                       net_rate = coalesce(?, case when ? then net_rate end), figures_at = ?
                where id = ? and (seen_at is null or seen_at <= ?)
                """, rows);
        reports.stream()
                .filter(report -> known.containsKey(report.uuid())
                        && !report.power()
                                .name()
                                .equals(known.get(report.uuid()).powerSeen()))
                .forEach(report -> events.changed("vm", report.uuid()));
    }

    private Object[] row(UUID host, Instant at, VmReport report) {
        var on = report.power() != VmReport.Power.OFF;
        var last = before.get(report.uuid());
        var usable = on && last != null && Duration.between(last.at(), at).compareTo(LEAST_PAUSE) > 0;
        var seconds = usable ? Duration.between(last.at(), at).toMillis() / 1000.0 : 0;
        if (!on || last == null || usable) {
            before.put(report.uuid(), new Before(report, at));
        }
        var cpu = usable ? rate(last.report().cpuNanos(), report.cpuNanos(), seconds) : null;
        var disk = usable ? rate(disk(last.report()), disk(report), seconds) : null;
        var net = usable ? rate(net(last.report()), net(report), seconds) : null;
        var stamp = Timestamp.from(at);
        return new Object[] {
            report.power().name(),
            report.reason().name(),
            stamp,
            host,
            cpu == null ? null : Math.min(1, cpu / 1e9 / Math.max(1, report.cpus())),
            on,
            report.residentBytes(),
            disk,
            on,
            net,
            on,
            stamp,
            report.uuid(),
            stamp
        };
    }

    private static Double rate(long before, long now, double seconds) {
        return before < 0 || now < before ? null : (now - before) / seconds;
    }

    private static long disk(VmReport report) {
        return sum(report.diskReadBytes(), report.diskWriteBytes());
    }

    private static long net(VmReport report) {
        return sum(report.netReceiveBytes(), report.netSendBytes());
    }

    private static long sum(long one, long other) {
        return one < 0 || other < 0 ? -1 : one + other;
    }

    /** The other hosts of the pool. */
    List<UUID> otherHosts(UUID host) {
        return jdbc.sql(
                        "select o.id from host h join host o on o.pool_id = h.pool_id and o.id <> h.id where h.id = :host")
                .param("host", host)
                .query(UUID.class)
                .list();
    }

    @Transactional
    public void tellMoved(Known vm, UUID host) {
        events.record(
                "vm-moved-outside",
                Severity.WARNING,
                new Subject("vm", vm.id(), vm.name()),
                vm.name() + " was moved to " + name(host) + " outside Everup, which follows it.");
    }

    @Transactional
    public void tellStale(Known vm, UUID host) {
        events.record(
                "vm-stale-copy-removed",
                Severity.INFO,
                new Subject("vm", vm.id(), vm.name()),
                "The stale, stopped copy of " + vm.name() + " on " + name(host)
                        + " was removed; the VM lives elsewhere.");
    }

    @Transactional
    public void tellAutostart(Known vm, UUID host) {
        events.record(
                "vm-autostart-off",
                Severity.INFO,
                new Subject("vm", vm.id(), vm.name()),
                name(host) + " was to start " + vm.name() + " by itself at boot; that was switched off, because Everup"
                        + " protects it and might have started it elsewhere by then.");
    }

    /** Said once for each time it is found. */
    @Transactional
    public void alarmOfTwo(Known vm, UUID host) {
        events.record(
                "vm-runs-twice",
                Severity.ALARM,
                new Subject("vm", vm.id(), vm.name()),
                vm.name() + " runs twice: on " + name(vm.host()) + " and on " + name(host)
                        + ". Switch one of them off at once, on the host itself.");
    }

    private String name(UUID host) {
        return jdbc.sql("select name from host where id = :id")
                .param("id", host)
                .query(String.class)
                .optional()
                .orElse("another host");
    }
}
