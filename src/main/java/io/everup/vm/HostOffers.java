package io.everup.vm;

import io.everup.host.HostState;
import io.everup.placement.Demand;
import io.everup.placement.HostOffer;
import io.everup.placement.PlacementPolicy;
import io.everup.placement.PlacementRule;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What the hosts of a pool have to give and what VMs need of them, read from what is stored. */
@Component
public class HostOffers {

    private final JdbcClient jdbc;
    private final RuleReader rules;

    HostOffers(JdbcClient jdbc, RuleReader rules) {
        this.jdbc = jdbc;
        this.rules = rules;
    }

    /** How full the hosts of a pool may become. */
    public PlacementPolicy policy(UUID pool) {
        return jdbc.sql(
                        "select memory_overcommit, cpu_overcommit, reserve_bytes, reserve_share from pool where id = :id")
                .param("id", pool)
                .query((row, number) -> new PlacementPolicy(
                        row.getDouble("memory_overcommit"),
                        row.getDouble("cpu_overcommit"),
                        row.getLong("reserve_bytes"),
                        row.getDouble("reserve_share")))
                .optional()
                .orElse(PlacementPolicy.DEFAULT);
    }

    /** All hosts of a pool; one that isn't up carries the reason why it takes no VMs. */
    public List<HostOffer> ofPool(UUID pool) {
        return ofPool(pool, null);
    }

    /** The placement rules of a pool, by name. */
    public List<PlacementRule> rules(UUID pool) {
        return rules.ofPool(pool);
    }

    /**
     * As {@link #ofPool(UUID)}, and what is promised to this VM counts as free: it is the one that looks for a place. A VM
     * that waits for a host after its own died is promised nothing until it has one.
     */
    List<HostOffer> ofPool(UUID pool, UUID without) {
        var named = named(pool);
        return jdbc.sql("""
                        with promise as (
                          select case when state <> 'RECOVERING' then host_id else
                                   (select (t.payload ->> 'host')::uuid from task t where t.exclusive_key = 'vm:' || vm.id
                                      and t.state in ('QUEUED', 'WAITING', 'RUNNING', 'CANCELLING')) end as host_id,
                                 state, memory_bytes, cpus from vm
                          where pool_id = :pool and id is distinct from :without and (state in
                              ('STARTING', 'RUNNING', 'PAUSED', 'STOPPING', 'MIGRATING', 'RECOVERING')
                            or state = 'PROVISIONING' and wanted_on))
                        select h.*,
                          coalesce((select sum(v.memory_bytes) from promise v where v.host_id = h.id), 0) as promised,
                          coalesce((select sum(v.cpus) from promise v where v.host_id = h.id), 0) as cpus_promised,
                          (select count(*) from promise v where v.host_id = h.id and v.state not in ('PAUSED', 'STOPPING')) as running,
                          array(select r.datastore_id from datastore_host r where r.host_id = h.id and r.active) as datastores,
                          array(select o.network_id from network_host o where o.host_id = h.id and o.active) as networks
                        from host h where h.pool_id = :pool order by h.name
                        """)
                .param("pool", pool)
                .param("without", without, java.sql.Types.OTHER)
                .query((row, number) -> offer(row, named))
                .list();
    }

    /** By host: the VMs on it that a rule names. */
    private Map<UUID, Map<UUID, String>> named(UUID pool) {
        var found = new HashMap<UUID, Map<UUID, String>>();
        jdbc.sql("""
                        select v.id, v.name, p.host_id from vm v cross join lateral (
                          select case when v.state <> 'RECOVERING' then v.host_id else
                            (select (t.payload ->> 'host')::uuid from task t where t.exclusive_key = 'vm:' || v.id
                               and t.state in ('QUEUED', 'WAITING', 'RUNNING', 'CANCELLING')) end as host_id) p
                        where v.pool_id = :pool and p.host_id is not null
                          and v.state in ('STARTING', 'RUNNING', 'PAUSED', 'STOPPING', 'MIGRATING', 'RECOVERING')
                          and exists (select 1 from placement_rule_vm m where m.vm_id = v.id)
                        """).param("pool", pool).query(row -> {
            found.computeIfAbsent(row.getObject("host_id", UUID.class), host -> new HashMap<>())
                    .put(row.getObject("id", UUID.class), row.getString("name"));
        });
        return found;
    }

    private static HostOffer offer(ResultSet row, Map<UUID, Map<UUID, String>> named) throws SQLException {
        var busy = row.getObject("cpu_busy", Double.class);
        return new HostOffer(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getObject("leaving_since") != null && row.getString("state").equals("UP")
                        ? "gives up its VMs for maintenance, or is being checked after it"
                        : refusal(row.getString("name"), HostState.valueOf(row.getString("state"))),
                row.getInt("cpus"),
                row.getInt("cpus_promised"),
                row.getLong("memory_bytes"),
                row.getLong("promised"),
                row.getLong("memory_free_bytes"),
                busy == null ? Double.NaN : busy,
                row.getString("architecture"),
                row.getString("cpu_model"),
                ids(row, "datastores"),
                ids(row, "networks"),
                row.getInt("running"),
                row.getString("failure_group"),
                named.getOrDefault(row.getObject("id", UUID.class), Map.of()));
    }

    private static String refusal(String name, HostState state) {
        return switch (state) {
            case UP -> null;
            case CONNECTING -> "is still being checked";
            case MAINTENANCE -> "is in maintenance";
            case FENCED -> "is off";
            case SUSPECT, LOST, FENCING -> "doesn't answer";
        };
    }

    private static Set<UUID> ids(ResultSet row, String column) throws SQLException {
        return Arrays.stream((UUID[]) row.getArray(column).getArray()).collect(Collectors.toSet());
    }

    /** What a VM needs that is about to be switched on: any host may take it, the one it was on as well. */
    Demand demandOfStart(UUID vm) {
        return demand(vm).at(null);
    }

    /** What a VM needs; its CPU model is a demand only where it is named. */
    public Demand demand(UUID vm) {
        return Objects.requireNonNull(demands(List.of(vm)).get(vm), "no such VM");
    }

    /**
     * As {@link #demands}, for VMs whose own disks would come along: their hosts must reach only what can't be copied, such
     * as an inserted disc.
     */
    public Map<UUID, Demand> demandsWithDisks(Collection<UUID> vms) {
        var fixed = named("""
                select distinct k.vm_id, d.id, d.name from vm_disk k join datastore d on d.id = k.datastore_id
                where k.vm_id = any(:vms) and (k.cdrom or k.read_only or k.volume_id is null)
                """, vms.toArray(UUID[]::new));
        var demands = demands(vms);
        demands.replaceAll((vm, demand) -> demand.reaching(fixed.getOrDefault(vm, Map.of())));
        return demands;
    }

    /** What many VMs need, in the same few questions as for one; those that are gone are left out. */
    public Map<UUID, Demand> demands(Collection<UUID> vms) {
        var ids = vms.toArray(UUID[]::new);
        var datastores = named("""
                select distinct k.vm_id, d.id, d.name from vm_disk k join datastore d on d.id = k.datastore_id
                where k.vm_id = any(:vms)
                """, ids);
        var networks = named("""
                select distinct k.vm_id, n.id, n.name from vm_nic k join network n on n.id = k.network_id
                where k.vm_id = any(:vms)
                """, ids);
        var ruled = rules.ofVms(ids);
        var demands = new HashMap<UUID, Demand>();
        jdbc.sql("select id, name, cpus, memory_bytes, host_id, state from vm where id = any(:vms)")
                .param("vms", ids)
                .query(row -> {
                    var vm = row.getObject("id", UUID.class);
                    var off = row.getString("state").equals("STOPPED");
                    demands.put(
                            vm,
                            new Demand(
                                    vm,
                                    row.getString("name"),
                                    row.getInt("cpus"),
                                    row.getLong("memory_bytes"),
                                    null,
                                    null,
                                    datastores.getOrDefault(vm, Map.of()),
                                    networks.getOrDefault(vm, Map.of()),
                                    off ? null : row.getObject("host_id", UUID.class),
                                    ruled.getOrDefault(vm, List.of())));
                });
        return demands;
    }

    private Map<UUID, Map<UUID, String>> named(String sql, UUID[] vms) {
        var found = new HashMap<UUID, Map<UUID, String>>();
        jdbc.sql(sql).param("vms", vms).query(row -> {
            found.computeIfAbsent(row.getObject("vm_id", UUID.class), vm -> new HashMap<>())
                    .put(row.getObject("id", UUID.class), row.getString("name"));
        });
        return found;
    }
}
