package io.everup.identity;

import io.everup.shared.Condition;
import java.util.Set;

/**
 * Tells which things of some type an actor may see: a bean of the module that owns their table. What is said of them,
 * by events, tasks, the audit journal and the live stream, is seen by who sees them.
 */
public interface SubjectSight {

    /** As in {@link io.everup.event.Subject#type()}. */
    Set<String> types();

    /**
     * The condition that a column holds the id of one that the actor may see.
     *
     * @param also what must be allowed at the same place, such as {@link Permission#TASK_VIEW}
     */
    Condition visible(Actor actor, Permission also, String idColumn);
}
