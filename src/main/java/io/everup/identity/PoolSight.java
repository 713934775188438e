package io.everup.identity;

import io.everup.shared.Condition;
import java.util.Set;

/**
 * Sight of things that belong to a pool: they are seen by who holds the right to see them in that pool.
 *
 * @param table theirs, with the columns {@code id} and {@code pool_id}
 */
public record PoolSight(Set<String> types, Permission view, String table) implements SubjectSight {

    @Override
    public Condition visible(Actor actor, Permission also, String idColumn) {
        var seen = actor.scope(view).inPools("sp.pool_id");
        var both = also == view ? seen : seen.and(actor.scope(also).inPools("sp.pool_id"));
        return both.equals(Condition.ALL) || both.equals(Condition.NONE)
                ? both
                : new Condition(
                        "(" + idColumn + " in (select sp.id from " + table + " sp where " + both.sql() + "))",
                        both.parameters());
    }
}
