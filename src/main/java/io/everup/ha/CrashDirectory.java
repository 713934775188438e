package io.everup.ha;

import io.everup.ha.core.CrashPolicy;
import io.everup.host.HostDirectory;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.shared.ListQuery;
import io.everup.shared.Slice;
import io.everup.vm.VmDirectory;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads how often VMs are restarted whose guests crash, and which did. */
@Component
public class CrashDirectory {

    private final HostDirectory hosts;
    private final VmDirectory vms;
    private final JdbcClient jdbc;

    CrashDirectory(HostDirectory hosts, VmDirectory vms, JdbcClient jdbc) {
        this.hosts = hosts;
        this.vms = vms;
        this.jdbc = jdbc;
    }

    /**
     * What holds for a VM.
     *
     * @param own what was said of this VM; null when its pool's rule holds
     */
    public record OfVm(CrashPolicy own, CrashPolicy pool) {
        public CrashPolicy holds() {
            return own == null ? pool : own;
        }
    }

    public CrashPolicy ofPool(Actor actor, UUID pool) {
        actor.require(Permission.HA_VIEW);
        hosts.pool(actor, pool);
        actor.require(Permission.HA_VIEW, Place.pool(pool));
        return pool(pool);
    }

    private CrashPolicy pool(UUID pool) {
        return policy("select restarts, minutes from crash_policy_pool where pool_id = :id", pool)
                .orElse(CrashPolicy.DEFAULT);
    }

    public OfVm ofVm(Actor actor, UUID id) {
        var vm = vms.vm(actor, id);
        actor.require(Permission.HA_VIEW, Place.pool(vm.poolId()));
        var own = policy("select restarts, minutes from crash_policy_vm where vm_id = :id", id);
        return new OfVm(own.orElse(null), pool(vm.poolId()));
    }

    private Optional<CrashPolicy> policy(String sql, UUID id) {
        return jdbc.sql(sql)
                .param("id", id)
                .query((row, number) ->
                        new CrashPolicy(row.getInt("restarts"), Duration.ofMinutes(row.getInt("minutes"))))
                .optional();
    }

    /** The crashes of a VM while it was protected, newest first. */
    public Slice<GuestCrash> crashes(Actor actor, UUID id, ListQuery query) {
        var vm = vms.vm(actor, id);
        actor.require(Permission.HA_VIEW, Place.pool(vm.poolId()));
        var total = jdbc.sql("select count(*) from guest_crash where vm_id = :vm")
                .param("vm", id)
                .query(Long.class)
                .single();
        var items = jdbc.sql("select * from guest_crash where vm_id = :vm order by decided_at desc, id"
                        + " limit :limit offset :offset")
                .param("vm", id)
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query(CrashDirectory::crash)
                .list();
        return new Slice<>(items, query.cursorAfter(total), total);
    }

    private static GuestCrash crash(ResultSet row, int number) throws SQLException {
        var outcome = row.getString("outcome");
        return new GuestCrash(
                row.getObject("id", UUID.class),
                row.getString("host_name"),
                Disarms.instant(row, "crashed_at"),
                row.getBoolean("preserved"),
                row.getString("verdict").equals("RESTART"),
                row.getString("why"),
                row.getObject("task_id", UUID.class),
                Disarms.instant(row, "decided_at"),
                Disarms.instant(row, "ended_at"),
                outcome == null ? null : GuestCrash.End.valueOf(outcome));
    }
}
