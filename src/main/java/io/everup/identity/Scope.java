package io.everup.identity;

import io.everup.shared.Condition;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Where an actor holds one permission. The sets that begin with {@code own} hold for the actor's own VMs and those of
 * their teams alone.
 */
public record Scope(
        Permission permission,
        boolean everything,
        Set<UUID> pools,
        Set<String> tags,
        Set<UUID> vms,
        boolean ownEverywhere,
        Set<UUID> ownPools,
        Set<String> ownTags,
        UUID self,
        Set<UUID> teams) {

    public Scope {
        pools = Set.copyOf(pools);
        tags = Set.copyOf(tags);
        vms = Set.copyOf(vms);
        ownPools = Set.copyOf(ownPools);
        ownTags = Set.copyOf(ownTags);
        teams = Set.copyOf(teams);
    }

    /** Whether it holds nowhere at all. */
    public boolean nowhere() {
        return !everything
                && pools.isEmpty()
                && tags.isEmpty()
                && vms.isEmpty()
                && !ownEverywhere
                && ownPools.isEmpty()
                && ownTags.isEmpty();
    }

    /** Whether it holds at a place. */
    public boolean holds(Place place) {
        return everything
                || place.pool() != null && pools.contains(place.pool())
                || place.vm() != null && vms.contains(place.vm())
                || place.tags().stream().anyMatch(tags::contains)
                || own(place) && holdsOfOwn(place);
    }

    private boolean own(Place place) {
        return self.equals(place.owner()) || place.team() != null && teams.contains(place.team());
    }

    private boolean holdsOfOwn(Place place) {
        return ownEverywhere
                || place.pool() != null && ownPools.contains(place.pool())
                || place.tags().stream().anyMatch(ownTags::contains);
    }

    /**
     * The condition that something belongs to a pool in which it holds.
     *
     * @param column the pool's id
     */
    public Condition inPools(String column) {
        if (everything) {
            return Condition.ALL;
        }
        if (pools.isEmpty()) {
            return Condition.NONE;
        }
        var name = name("pools");
        return new Condition("(" + column + " " + among(name) + ")", Map.of(name, ids(pools)));
    }

    /**
     * The condition that it holds for a VM.
     *
     * @param vm the alias of a row with the columns {@code id}, {@code pool_id}, {@code owner_id}, {@code team_id} and
     *     {@code tags}
     */
    public Condition ofVms(String vm) {
        if (everything) {
            return Condition.ALL;
        }
        var sql = new TreeSet<String>();
        var values = new HashMap<String, Object>();
        any(sql, values, vm + ".pool_id", "pools", pools);
        any(sql, values, vm + ".id", "vms", vms);
        overlap(sql, values, vm + ".tags", "tags", tags);
        var own = new TreeSet<String>();
        any(own, values, vm + ".pool_id", "own_pools", ownPools);
        overlap(own, values, vm + ".tags", "own_tags", ownTags);
        if (ownEverywhere || !own.isEmpty()) {
            var mine = new TreeSet<String>();
            mine.add(vm + ".owner_id = :" + name("self"));
            values.put(name("self"), self);
            any(mine, values, vm + ".team_id", "teams", teams);
            sql.add("(" + String.join(" or ", mine) + ")"
                    + (ownEverywhere ? "" : " and (" + String.join(" or ", own) + ")"));
        }
        return sql.isEmpty() ? Condition.NONE : new Condition("(" + String.join(" or ", sql) + ")", values);
    }

    private void any(Set<String> sql, Map<String, Object> values, String column, String key, Set<UUID> ids) {
        if (!ids.isEmpty()) {
            sql.add(column + " " + among(name(key)));
            values.put(name(key), ids(ids));
        }
    }

    /** As a subquery, PostgreSQL reads the ids once and looks each row's up; else it reads them anew for each row. */
    private static String among(String parameter) {
        return "in (select unnest(:" + parameter + "::uuid[]))";
    }

    private void overlap(Set<String> sql, Map<String, Object> values, String column, String key, Set<String> tags) {
        if (!tags.isEmpty()) {
            sql.add(column + " && (select :" + name(key) + "::text[])");
            values.put(name(key), texts(tags));
        }
    }

    /** The same for the same permission, so that conditions of several permissions can stand in one query. */
    private String name(String key) {
        return "scope" + permission.ordinal() + "_" + key;
    }

    /** As PostgreSQL writes an array of ids: one parameter, however many there are. */
    public static String ids(Collection<UUID> ids) {
        return ids.stream().map(UUID::toString).sorted().collect(Collectors.joining(",", "{", "}"));
    }

    /** As PostgreSQL writes an array of texts. */
    public static String texts(Collection<String> texts) {
        return texts.stream()
                .sorted()
                .map(text -> '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(",", "{", "}"));
    }
}
