package io.everup.maintenance;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.SubjectSight;
import io.everup.shared.Condition;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Who sees a maintenance job: who sees the hosts of its pool. */
@Component
class JobSight implements SubjectSight {

    @Override
    public Set<String> types() {
        return Set.of("maintenance");
    }

    @Override
    public Condition visible(Actor actor, Permission also, String idColumn) {
        var seen = actor.scope(Permission.HOST_VIEW).inPools("sj.pool_id");
        var both =
                also == Permission.HOST_VIEW ? seen : seen.and(actor.scope(also).inPools("sj.pool_id"));
        return both.equals(Condition.ALL) || both.equals(Condition.NONE)
                ? both
                : new Condition(
                        "(" + idColumn + " in (select sj.id from maintenance_job sj where " + both.sql() + "))",
                        both.parameters());
    }
}
