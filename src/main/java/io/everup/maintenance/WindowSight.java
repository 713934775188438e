package io.everup.maintenance;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.SubjectSight;
import io.everup.shared.Condition;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Who sees a maintenance window: who sees the hosts of its pool. */
@Component
class WindowSight implements SubjectSight {

    @Override
    public Set<String> types() {
        return Set.of("maintenance-window");
    }

    @Override
    public Condition visible(Actor actor, Permission also, String idColumn) {
        var seen = actor.scope(Permission.HOST_VIEW).inPools("sw.pool_id");
        var both =
                also == Permission.HOST_VIEW ? seen : seen.and(actor.scope(also).inPools("sw.pool_id"));
        return both.equals(Condition.ALL) || both.equals(Condition.NONE)
                ? both
                : new Condition(
                        "(" + idColumn + " in (select sw.id from maintenance_window sw where " + both.sql() + "))",
                        both.parameters());
    }
}
