package io.everup.task;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Sights;
import io.everup.identity.SubjectSight;
import io.everup.shared.Condition;
import java.util.HashMap;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who sees a task: who sees what it works on. One asked for by oneself is seen too, unless it works on a VM. */
@Component
class TaskSight implements SubjectSight {

    private final Sights sights;
    private final JdbcClient jdbc;

    TaskSight(Sights sights, JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.sights = sights;
    }

    @Override
    public Set<String> types() {
        return Set.of("task");
    }

    @Override
    public Condition visible(Actor actor, Permission also, String idColumn) {
        var visible = visible(actor, "st");
        return visible.equals(Condition.ALL)
                ? visible
                : new Condition(
                        "(" + idColumn + " in (select st.id from task st where " + visible.sql() + "))",
                        visible.parameters());
    }

    /** Whether the actor holds a right where the task works. */
    boolean holds(Actor actor, Permission right, UUID task) {
        var held = sights.of(actor, right, "t.subject_type", "t.subject_id", "task");
        return jdbc.sql("select count(*) from task t where t.id = :id and " + held.sql())
                        .params(held.parameters())
                        .param("id", task)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /** @param task the alias of a row in {@code task} */
    Condition visible(Actor actor, String task) {
        var seen = sights.of(actor, Permission.TASK_VIEW, task + ".subject_type", task + ".subject_id", "task");
        if (seen.equals(Condition.ALL)) {
            return seen;
        }
        // A host that is being added isn't there yet, and one that was removed isn't any more.
        var own = new HashMap<String, Object>();
        own.put("scope_requester", actor.id());
        return seen.or(new Condition(
                "(" + task + ".requested_by = :scope_requester and " + task + ".subject_type <> 'vm')", own));
    }
}
