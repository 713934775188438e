package io.everup.ha;

import io.everup.ha.core.StartGate;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.shared.ListQuery;
import io.everup.shared.Slice;
import io.everup.vm.Protection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads in which order VMs would be restarted, and what each waits for. */
@Component
public class RestartOrderDirectory {

    private static final String LINKS = """
            select a.vm_id, a.after_vm_id, a.gate, a.timeout_seconds, v.name, o.name as other_name,
                   v.protection, o.protection as other_protection
            from vm_start_after a join vm v on v.id = a.vm_id and v.state <> 'DELETED'
            join vm o on o.id = a.after_vm_id and o.state <> 'DELETED'
            """;

    private final JdbcClient jdbc;

    RestartOrderDirectory(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * One VM that another waits for, or that waits for it.
     *
     * @param restarted whether it is restarted by itself when its host is lost; one that isn't is waited for only while it
     *     lives on a host that is well
     */
    public record Link(UUID vm, String name, StartGate gate, long timeoutSeconds, boolean restarted) {}

    /** @param after what it waits for; {@code before}: what waits for it */
    public record Links(List<Link> after, List<Link> before) {}

    /**
     * A VM in the order of its pool.
     *
     * @param place from 1: its turn if all were restarted together
     * @param step from 1: it stands behind so many VMs less one that wait for each other
     */
    public record Entry(
            UUID vm, String name, Protection protection, int priority, int place, int step, List<Link> after) {}

    /** The VMs of a pool that are restarted by themselves, in the order in which they would be. */
    public Slice<Entry> ofPool(Actor actor, UUID pool, ListQuery query) {
        actor.require(Permission.HA_VIEW, Place.pool(pool));
        var links = links(pool);
        var before = new HashMap<UUID, List<UUID>>();
        links.forEach((vm, after) -> before.put(vm, after.stream().map(Link::vm).toList()));
        var vms = guarded(pool);
        var byId = new HashMap<UUID, Entry>();
        vms.forEach(vm -> byId.put(vm.vm(), vm));
        var order = new ArrayList<>(RestartGraph.order(
                        vms.stream()
                                .map(vm -> new RestartGraph.Vm(vm.vm(), vm.name(), rank(vm)))
                                .toList(),
                        before)
                .values());
        var items = order.stream()
                .skip(query.offset())
                .limit(query.limit())
                .map(placed -> at(byId.get(placed.id()), placed, links.getOrDefault(placed.id(), List.of())))
                .toList();
        return new Slice<>(items, query.cursorAfter(order.size()), order.size());
    }

    private static Entry at(Entry vm, RestartGraph.Placed placed, List<Link> after) {
        return new Entry(
                vm.vm(), vm.name(), vm.protection(), vm.priority(), placed.place(), placed.step(), List.copyOf(after));
    }

    private static int rank(Entry vm) {
        return vm.priority() + (vm.protection() == Protection.PROTECTED ? 1_000 : 0);
    }

    private List<Entry> guarded(UUID pool) {
        return jdbc.sql("select id, name, protection, priority from vm where pool_id = :pool and protection <> 'OFF'"
                        + " and state not in ('DELETED', 'DELETING')")
                .param("pool", pool)
                .query((row, number) -> new Entry(
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        Protection.valueOf(row.getString("protection")),
                        row.getInt("priority"),
                        0,
                        0,
                        List.of()))
                .list();
    }

    private Map<UUID, List<Link>> links(UUID pool) {
        var links = new HashMap<UUID, List<Link>>();
        jdbc.sql(LINKS + " where v.pool_id = :pool order by o.name collate natural_names")
                .param("pool", pool)
                .query(row -> {
                    links.computeIfAbsent(row.getObject("vm_id", UUID.class), key -> new ArrayList<>())
                            .add(link(row, "after_vm_id", "other_name", "other_protection"));
                });
        return links;
    }

    /** What a VM of that pool waits for, and what waits for it. */
    public Links ofVm(Actor actor, UUID pool, UUID vm) {
        actor.require(Permission.HA_VIEW, Place.pool(pool));
        return new Links(
                jdbc.sql(LINKS + " where a.vm_id = :vm order by o.name collate natural_names")
                        .param("vm", vm)
                        .query((row, number) -> link(row, "after_vm_id", "other_name", "other_protection"))
                        .list(),
                jdbc.sql(LINKS + " where a.after_vm_id = :vm order by v.name collate natural_names")
                        .param("vm", vm)
                        .query((row, number) -> link(row, "vm_id", "name", "protection"))
                        .list());
    }

    private static Link link(ResultSet row, String id, String name, String protection) throws SQLException {
        return new Link(
                row.getObject(id, UUID.class),
                row.getString(name),
                StartGate.valueOf(row.getString("gate")),
                row.getInt("timeout_seconds"),
                !row.getString(protection).equals("OFF"));
    }
}
