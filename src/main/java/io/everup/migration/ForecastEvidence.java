package io.everup.migration;

import io.everup.migration.Estimate.Origin;
import io.everup.shared.Bytes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What is known that a forecast can rest on: measured rates, and how former migrations went. */
@Component
class ForecastEvidence {

    static final Duration FRESH = Duration.ofMinutes(15);

    /** A short one says little of the link. */
    private static final long TELLING_BYTES = 16 * Bytes.MIB;

    private static final double MEASURED_SPREAD = 1.6;
    private static final double FORMER_SPREAD = 2.5;
    private static final double ASSUMED_SPREAD = 4;
    private static final double LEAST_SPREAD = 1.3;
    /** Cautious: few guests write more than this per processor. */
    private static final long ASSUMED_DIRTY_PER_CPU = 32 * Bytes.MIB;
    /** A gigabit of Ethernet, less its overhead. */
    private static final long ASSUMED_LINK = 110 * Bytes.MIB;

    private static final long SWITCH_MILLIS = 60;
    private static final long SWITCH_MILLIS_EMULATED = 150;

    private static final int FEW = 5;

    private final JdbcClient jdbc;
    private final Clock clock;

    ForecastEvidence(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** @param memoryBytes that has to be sent */
    record OfVm(UUID pool, UUID host, long memoryBytes, boolean accelerated, Estimate dirty) {}

    /** Rates between hosts, and what the switch took. */
    record OfPool(Estimate link, Estimate disk, Estimate switchMillis) {}

    /** Those that exist. */
    Map<UUID, OfVm> ofVms(Collection<UUID> vms) {
        var found = new HashMap<UUID, OfVm>();
        jdbc.sql("""
                        select v.id, v.pool_id, v.host_id, v.cpus, v.memory_bytes, v.resident_bytes, v.accelerated,
                               d.bytes_per_second, d.measured_at,
                               (select percentile_cont(0.5) within group (order by f.dirty_rate) from (
                                  select m.dirty_rate from migration m
                                  where m.vm_id = v.id and m.dirty_rate > 0 order by m.requested_at desc limit 5) f) as former
                        from vm v left join vm_dirty_rate d on d.vm_id = v.id where v.id = any(:vms)
                        """).param("vms", vms.toArray(UUID[]::new)).query(row -> {
            found.put(row.getObject("id", UUID.class), vm(row));
        });
        return found;
    }

    private OfVm vm(ResultSet row) throws SQLException {
        var memory = row.getLong("memory_bytes");
        var resident = row.getLong("resident_bytes");
        return new OfVm(
                row.getObject("pool_id", UUID.class),
                row.getObject("host_id", UUID.class),
                resident > 0 ? Math.min(resident, memory) : memory,
                row.getBoolean("accelerated"),
                dirty(row).cappedAt(memory));
    }

    private Estimate dirty(ResultSet row) throws SQLException {
        var measured = row.getObject("bytes_per_second", Long.class);
        var at = row.getObject("measured_at", OffsetDateTime.class);
        var former = row.getObject("former", Double.class);
        if (measured != null && at.toInstant().isAfter(clock.instant().minus(FRESH))) {
            return Estimate.of(measured, MEASURED_SPREAD, Origin.MEASURED);
        }
        if (former != null || measured != null) {
            return Estimate.of(former == null ? measured : former, FORMER_SPREAD, Origin.FORMER_OF_VM);
        }
        return Estimate.of(ASSUMED_DIRTY_PER_CPU * (double) row.getInt("cpus"), ASSUMED_SPREAD, Origin.ASSUMED);
    }

    /** @param target null for any host of the pool */
    OfPool between(UUID pool, UUID source, UUID target, boolean accelerated) {
        var way = target == null || source == null ? null : link(pool, source, target);
        var link = way != null ? way : link(pool, null, null);
        var disk = target == null || source == null ? null : disk(pool, source, target);
        return new OfPool(
                link != null ? link : Estimate.of(ASSUMED_LINK, ASSUMED_SPREAD, Origin.ASSUMED),
                disk != null ? disk : anyDisk(pool),
                switchOf(pool, accelerated));
    }

    private Estimate anyDisk(UUID pool) {
        var any = disk(pool, null, null);
        return any != null ? any : Estimate.of(ASSUMED_LINK, ASSUMED_SPREAD, Origin.ASSUMED);
    }

    /** How fast disks were copied, from the last that weren't held back by a cap; null when there are none. */
    private Estimate disk(UUID pool, UUID source, UUID target) {
        return estimate(jdbc.sql("""
                        select count(*) as n, percentile_cont(0.5) within group (order by l.rate) as usual,
                               min(l.rate) as least, max(l.rate) as most
                        from (select m.disk_speed as rate from migration m join host h on h.id = m.source_id
                              where h.pool_id = :pool and m.state = 'COMPLETED' and m.disk_speed > 0
                                and m.disk_total > :telling
                                and (m.bandwidth_mibps = 0 or m.disk_speed < m.bandwidth_mibps * 943718.0)
                                and (:source::uuid is null or m.source_id = :source and m.target_id = :target)
                              order by m.ended_at desc limit 20) l
                        """), pool, source, target);
    }

    /** From the last that weren't held back by a cap; null when there are none. */
    private Estimate link(UUID pool, UUID source, UUID target) {
        return estimate(jdbc.sql("""
                        select count(*) as n, percentile_cont(0.5) within group (order by l.rate) as usual,
                               min(l.rate) as least, max(l.rate) as most
                        from (select m.bytes_per_second as rate from migration m join host h on h.id = m.source_id
                              where h.pool_id = :pool and m.state = 'COMPLETED' and m.bytes_per_second > 0
                                and m.moved_bytes > :telling
                                and (m.bandwidth_mibps = 0 or m.bytes_per_second < m.bandwidth_mibps * 943718.0)
                                and (:source::uuid is null or m.source_id = :source and m.target_id = :target)
                              order by m.ended_at desc limit 20) l
                        """), pool, source, target);
    }

    private static Estimate estimate(JdbcClient.StatementSpec question, UUID pool, UUID source, UUID target) {
        return question.param("pool", pool)
                .param("telling", TELLING_BYTES)
                .param("source", source, java.sql.Types.OTHER)
                .param("target", target, java.sql.Types.OTHER)
                .query((row, number) -> row.getInt("n") == 0
                        ? null
                        : widened(
                                row.getDouble("usual"),
                                row.getDouble("least"),
                                row.getDouble("most"),
                                source == null ? Origin.FORMER_OF_POOL : Origin.FORMER_OF_HOSTS))
                .list()
                .get(0);
    }

    /** Short pauses are nearly all switch. */
    private Estimate switchOf(UUID pool, boolean accelerated) {
        var usual = accelerated ? SWITCH_MILLIS : SWITCH_MILLIS_EMULATED;
        return jdbc.sql("""
                        select count(*) as n, percentile_cont(0.1) within group (order by p.pause) as usual,
                               min(p.pause) as least, percentile_cont(0.6) within group (order by p.pause) as most
                        from (select m.pause_millis as pause from migration m join host h on h.id = m.source_id
                              where h.pool_id = :pool and m.state = 'COMPLETED' and m.pause_millis >= 0
                              order by m.ended_at desc limit 50) p
                        """)
                .param("pool", pool)
                .query((row, number) -> row.getInt("n") == 0
                        ? Estimate.of(usual, 2, Origin.ASSUMED)
                        : widened(
                                telling(row.getInt("n"), row.getDouble("usual"), usual),
                                row.getDouble("least"),
                                row.getDouble("most"),
                                Origin.FORMER_OF_POOL))
                .single();
    }

    /** Each pause has some memory in it, too; few of them are no proof that the switch itself takes so long. */
    private static double telling(int count, double shortest, double usual) {
        return count < FEW ? Math.min(shortest, usual * LEAST_SPREAD) : shortest;
    }

    private static Estimate widened(double usual, double least, double most, Origin origin) {
        return new Estimate(usual, Math.min(least, usual / LEAST_SPREAD), Math.max(most, usual * LEAST_SPREAD), origin);
    }
}
