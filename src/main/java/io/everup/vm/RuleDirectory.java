package io.everup.vm;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.placement.PlacementRule;
import io.everup.placement.RuleBook;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.shared.Slice;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads placement rules, with whether they are kept now. */
@Component
public class RuleDirectory {

    private final JdbcClient jdbc;
    private final HostOffers offers;

    RuleDirectory(JdbcClient jdbc, HostOffers offers) {
        this.jdbc = jdbc;
        this.offers = offers;
    }

    /** Those of a pool, by name. */
    public Slice<RuleView> ofPool(Actor actor, UUID pool, ListQuery query) {
        actor.require(Permission.HA_VIEW, Place.pool(pool));
        var like = "%" + query.search().replaceAll("([%_\\\\])", "\\\\$1") + "%";
        var total = jdbc.sql("select count(*) from placement_rule where pool_id = :pool and name ilike :like")
                .param("pool", pool)
                .param("like", like)
                .query(Long.class)
                .single();
        var ids = jdbc.sql("""
                        select id from placement_rule where pool_id = :pool and name ilike :like order by lower(name)
                        limit :limit offset :offset
                        """)
                .param("pool", pool)
                .param("like", like)
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query(UUID.class)
                .list();
        return new Slice<>(views(pool, ids), query.cursorAfter(total), total);
    }

    /** Those that name a VM, by name; none for who may not see them. */
    public List<RuleView> ofVm(Actor actor, VmView vm) {
        if (!actor.may(Permission.HA_VIEW, Place.pool(vm.poolId()))) {
            return List.of();
        }
        var ids = jdbc.sql("select rule_id from placement_rule_vm where vm_id = :vm")
                .param("vm", vm.id())
                .query(UUID.class)
                .list();
        return views(vm.poolId(), ids);
    }

    /** @throws Refusal when there is none, or the actor may not see it */
    public RuleView rule(Actor actor, UUID id) {
        return jdbc.sql("select pool_id from placement_rule where id = :id")
                .param("id", id)
                .query(UUID.class)
                .optional()
                .filter(pool -> actor.may(Permission.HA_VIEW, Place.pool(pool)))
                .map(pool -> views(pool, List.of(id)).get(0))
                .orElseThrow(() -> Refusal.notFound("placement rule"));
    }

    /** How many rules of a pool are broken now. */
    public int broken(Actor actor, UUID pool) {
        actor.require(Permission.HA_VIEW, Place.pool(pool));
        return (int) RuleBook.breaches(offers.rules(pool), offers.ofPool(pool)).stream()
                .map(breach -> breach.rule().id())
                .distinct()
                .count();
    }

    private List<RuleView> views(UUID pool, List<UUID> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        var some = ids.toArray(UUID[]::new);
        var rules = offers.rules(pool).stream()
                .filter(rule -> ids.contains(rule.id()))
                .toList();
        var breaches = new HashMap<UUID, List<String>>();
        RuleBook.breaches(rules, offers.ofPool(pool))
                .forEach(breach -> breaches.computeIfAbsent(breach.rule().id(), id -> new java.util.ArrayList<>())
                        .add(breach.text()));
        var vms = named("""
                select m.rule_id, v.id, v.name from placement_rule_vm m join vm v on v.id = m.vm_id
                where m.rule_id = any(:ids) and v.state <> 'DELETED' order by v.name
                """, some);
        var hosts = named("""
                select m.rule_id, h.id, h.name from placement_rule_host m join host h on h.id = m.host_id
                where m.rule_id = any(:ids) order by h.name
                """, some);
        return jdbc.sql("select * from placement_rule where id = any(:ids) order by lower(name)")
                .param("ids", some)
                .query((row, number) -> view(row, vms, hosts, breaches))
                .list();
    }

    private Map<UUID, List<RuleView.Named>> named(String sql, UUID[] rules) {
        var found = new HashMap<UUID, List<RuleView.Named>>();
        jdbc.sql(sql).param("ids", rules).query(row -> {
            found.computeIfAbsent(row.getObject("rule_id", UUID.class), id -> new java.util.ArrayList<>())
                    .add(new RuleView.Named(row.getObject("id", UUID.class), row.getString("name")));
        });
        return found;
    }

    private static RuleView view(
            ResultSet row,
            Map<UUID, List<RuleView.Named>> vms,
            Map<UUID, List<RuleView.Named>> hosts,
            Map<UUID, List<String>> breaches)
            throws SQLException {
        var id = row.getObject("id", UUID.class);
        return new RuleView(
                id,
                row.getObject("pool_id", UUID.class),
                row.getString("name"),
                PlacementRule.Kind.valueOf(row.getString("kind")),
                row.getBoolean("must"),
                vms.getOrDefault(id, List.of()),
                hosts.getOrDefault(id, List.of()),
                breaches.getOrDefault(id, List.of()),
                row.getObject("changed_at", OffsetDateTime.class).toInstant(),
                row.getString("changed_by"),
                row.getLong("revision"));
    }
}
