package io.everup.vm;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.placement.Placement;
import io.everup.placement.Ranking;
import io.everup.shared.ListQuery;
import io.everup.shared.NaturalOrder;
import io.everup.shared.OrderBy;
import io.everup.shared.Refusal;
import io.everup.shared.SearchFields;
import io.everup.shared.Slice;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads VMs. */
@Component
public class VmDirectory {

    /** What its host says now: nothing while the host is silent, or hasn't told for half a minute. */
    private static final String POWER_NOW = """
            (case when v.seen_at is null or v.seen_at < now() - interval '30 seconds'
                    or h.state in ('SUSPECT', 'LOST', 'FENCING') then 'UNKNOWN' else v.power_seen end)""";
    /** At rest, so that only its host could tell whether it still is as it was. */
    private static final String UNHEARD =
            "(v.state in ('RUNNING', 'PAUSED', 'STOPPED') and v.host_id is not null and " + POWER_NOW + " = 'UNKNOWN')";

    private static final SearchFields FIELDS = SearchFields.words(
                    "v.name",
                    "v.note",
                    "h.name",
                    "coalesce((select string_agg(k.address, ' ') from vm_nic k where k.vm_id = v.id), '')")
            .text("name", "v.name", SearchFields.Match.EXACT)
            .text("host", "h.name", SearchFields.Match.EXACT)
            .text("pool", "p.name", SearchFields.Match.EXACT)
            .text("template", "t.name", SearchFields.Match.EXACT)
            .text(
                    "address",
                    "k.address",
                    SearchFields.Match.PREFIX,
                    "exists (select 1 from vm_nic k where k.vm_id = v.id and {})")
            .text(
                    "network",
                    "k.network_name",
                    SearchFields.Match.EXACT,
                    "exists (select 1 from vm_nic k where k.vm_id = v.id and {})")
            .choice("state", "v.state", VmState.values())
            .choice("power", POWER_NOW, "RUNNING", "PAUSED", "OFF", "UNKNOWN")
            .flag("unheard", UNHEARD)
            .text("tag", "g.tag", SearchFields.Match.EXACT, "exists (select 1 from unnest(v.tags) as g (tag) where {})")
            .text("owner", "o.login", SearchFields.Match.EXACT)
            .text("team", "e.name", SearchFields.Match.EXACT)
            .choice("protection", "v.protection", Protection.values())
            .number("priority", "v.priority")
            .number("cpus", "v.cpus")
            .bytes("memory", "v.memory_bytes")
            .time("created", "v.created_at");
    private static final Map<String, String> ORDER = Map.of(
            "name", "v.name" + NaturalOrder.COLLATE,
            "state", "v.state",
            "host", "h.name" + NaturalOrder.COLLATE,
            "pool", "p.name" + NaturalOrder.COLLATE,
            "cpus", "v.cpus",
            "memory", "v.memory_bytes",
            "cpu", "v.cpu_use",
            "created", "v.created_at");
    private static final String FROM = """
             from vm v join pool p on p.id = v.pool_id left join host h on h.id = v.host_id
             left join template t on t.id = v.template_id left join user_account o on o.id = v.owner_id
             left join team e on e.id = v.team_id where v.state <> 'DELETED' and
            """;
    private static final String COLUMNS = """
            select v.*, p.name as pool_name, h.name as host_name, t.name as template_name,
                   o.login as owner_login, e.name as team_name,
                   %s as power_now,
                   (select string_agg(k.address, ' ' order by k.position) from vm_nic k
                    where k.vm_id = v.id and k.address is not null) as addresses
            """.formatted(POWER_NOW);

    private final JdbcClient jdbc;
    private final HostOffers offers;
    private final Clock clock;

    VmDirectory(JdbcClient jdbc, HostOffers offers, Clock clock) {
        this.jdbc = jdbc;
        this.offers = offers;
        this.clock = clock;
    }

    public Slice<VmView> vms(Actor actor, ListQuery query) {
        actor.require(Permission.VM_VIEW);
        var condition = FIELDS.condition(query.search(), clock).and(VmSight.allowed(actor, Permission.VM_VIEW, "v"));
        var total = jdbc.sql("select count(*)" + FROM + condition.sql())
                .params(condition.parameters())
                .query(Long.class)
                .single();
        var items = jdbc.sql(COLUMNS + FROM + condition.sql() + " "
                        + OrderBy.of(query.sort(), ORDER, "name").sql() + ", v.id limit :limit offset :offset")
                .params(condition.parameters())
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query(VmDirectory::vm)
                .list();
        return new Slice<>(items, query.cursorAfter(total), total);
    }

    /** Ways to go on typing a search. */
    public List<SearchFields.Completion> completions(String typed) {
        return FIELDS.completions(typed);
    }

    /** @throws Refusal when there is none, or the actor may not see it */
    public VmView vm(Actor actor, UUID id) {
        actor.require(Permission.VM_VIEW);
        var visible = VmSight.allowed(actor, Permission.VM_VIEW, "v");
        return jdbc.sql(COLUMNS + FROM + "v.id = :id and " + visible.sql())
                .params(visible.parameters())
                .param("id", id)
                .query(VmDirectory::vm)
                .optional()
                .orElseThrow(() -> Refusal.notFound("VM"));
    }

    public VmView.Detail detail(Actor actor, UUID id) {
        return new VmView.Detail(vm(actor, id), disks(id), nics(id), boot(id));
    }

    /** Every host of the pool judged for this VM: where it could go and why, where it couldn't and why not. */
    public Ranking targets(Actor actor, UUID id) {
        var vm = vm(actor, id);
        actor.require(Permission.VM_MIGRATE, vm.place());
        return Placement.rank(offers.demand(id), offers.ofPool(vm.poolId()), offers.policy(vm.poolId()));
    }

    /** As {@link #targets}, or {@link #targetsOnLeaving}, when its own disks would come along where a host doesn't reach them. */
    public Ranking targetsWithDisks(Actor actor, UUID id, boolean leaving) {
        var vm = vm(actor, id);
        actor.require(Permission.VM_MIGRATE, vm.place());
        var hosts = offers.ofPool(vm.poolId()).stream()
                .map(host -> leaving && host.id().equals(vm.hostId()) ? host.refusing("gives up its VMs") : host)
                .toList();
        return Placement.rank(offers.demandsWithDisks(List.of(id)).get(id), hosts, offers.policy(vm.poolId()));
    }

    /**
     * As {@link #targets}, for when its host gives up all its VMs: those that must be kept together with it will follow,
     * so they don't hold it back.
     */
    public Ranking targetsOnLeaving(Actor actor, UUID id) {
        var vm = vm(actor, id);
        actor.require(Permission.VM_MIGRATE, vm.place());
        var hosts = offers.ofPool(vm.poolId()).stream()
                .map(host -> host.id().equals(vm.hostId()) ? host.refusing("gives up its VMs") : host)
                .toList();
        return Placement.rank(offers.demand(id), hosts, offers.policy(vm.poolId()));
    }

    /** How many VMs are in each state; one that is {@linkplain VmView#unheard unheard of} counts in none. */
    public Map<VmState, Integer> countByState(Actor actor) {
        actor.require(Permission.VM_VIEW);
        var counts = new java.util.EnumMap<VmState, Integer>(VmState.class);
        var visible = VmSight.allowed(actor, Permission.VM_VIEW, "v");
        jdbc.sql("select v.state, count(*) as n from vm v left join host h on h.id = v.host_id"
                        + " where v.state <> 'DELETED' and not " + UNHEARD + " and " + visible.sql()
                        + " group by v.state")
                .params(visible.parameters())
                .query(row -> {
                    counts.put(VmState.valueOf(row.getString("state")), row.getInt("n"));
                });
        return counts;
    }

    /** How many VMs nobody can tell anything of now. */
    public int countUnheard(Actor actor) {
        actor.require(Permission.VM_VIEW);
        var visible = VmSight.allowed(actor, Permission.VM_VIEW, "v");
        return jdbc.sql("select count(*) from vm v left join host h on h.id = v.host_id where " + UNHEARD + " and "
                        + visible.sql())
                .params(visible.parameters())
                .query(Integer.class)
                .single();
    }

    private List<VmView.Disk> disks(UUID vm) {
        return jdbc.sql("""
                        select k.*, w.name as volume_name, w.capacity_bytes, w.allocation_bytes, w.backing, d.name as datastore_name
                        from vm_disk k left join volume w on w.id = k.volume_id left join datastore d on d.id = k.datastore_id
                        where k.vm_id = :vm order by k.target
                        """)
                .param("vm", vm)
                .query((row, number) -> new VmView.Disk(
                        row.getString("target"),
                        row.getObject("volume_id", UUID.class),
                        row.getString("volume_name"),
                        row.getObject("datastore_id", UUID.class),
                        row.getString("datastore_name"),
                        row.getString("path"),
                        row.getString("format"),
                        row.getString("bus"),
                        row.getBoolean("cdrom"),
                        row.getBoolean("read_only"),
                        row.getBoolean("owned"),
                        row.getObject("capacity_bytes", Long.class),
                        row.getObject("allocation_bytes", Long.class),
                        row.getString("backing")))
                .list();
    }

    private List<VmView.Nic> nics(UUID vm) {
        return jdbc.sql("select * from vm_nic where vm_id = :vm order by position")
                .param("vm", vm)
                .query((row, number) -> new VmView.Nic(
                        row.getString("mac"),
                        row.getObject("network_id", UUID.class),
                        row.getString("network_name"),
                        row.getString("model"),
                        row.getString("address")))
                .list();
    }

    private VmView.Boot boot(UUID vm) {
        return jdbc.sql("select kernel, initrd, command_line from vm where id = :vm")
                .param("vm", vm)
                .query((row, number) -> new VmView.Boot(
                        row.getString("kernel"), row.getString("initrd"), row.getString("command_line")))
                .single();
    }

    private static VmView vm(ResultSet row, int number) throws SQLException {
        return new VmView(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("note"),
                row.getObject("pool_id", UUID.class),
                row.getString("pool_name"),
                row.getObject("host_id", UUID.class),
                row.getString("host_name"),
                row.getObject("template_id", UUID.class),
                row.getString("template_name"),
                VmState.valueOf(row.getString("state")),
                instant(row, "state_since"),
                row.getString("problem"),
                row.getBoolean("wanted_on"),
                row.getBoolean("adopted"),
                row.getInt("cpus"),
                row.getLong("memory_bytes"),
                row.getString("cpu_model"),
                row.getBoolean("accelerated"),
                Protection.valueOf(row.getString("protection")),
                row.getInt("priority"),
                row.getString("power_now"),
                instant(row, "seen_at"),
                addresses(row.getString("addresses")),
                row.getObject("cpu_use", Double.class),
                row.getLong("resident_bytes"),
                row.getObject("disk_rate", Double.class),
                row.getObject("net_rate", Double.class),
                instant(row, "figures_at"),
                row.getObject("console_port") != null,
                instant(row, "created_at"),
                row.getObject("owner_id", UUID.class),
                row.getString("owner_login"),
                row.getObject("team_id", UUID.class),
                row.getString("team_name"),
                List.of((String[]) row.getArray("tags").getArray()),
                row.getLong("revision"));
    }

    private static List<String> addresses(String joined) {
        return joined == null ? List.of() : List.of(joined.split(" "));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        var value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
