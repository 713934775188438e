package io.everup.identity;

import io.everup.event.Change;
import io.everup.event.EventSight;
import io.everup.event.Reader;
import io.everup.shared.Condition;
import io.everup.shared.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What an actor may hear of: of each thing that they may see, and of the rest when they hold the right everywhere. */
@Component
public class Sights implements EventSight {

    private final ObjectProvider<SubjectSight> sights;
    private final Identities identities;
    private final JdbcClient jdbc;
    private volatile Map<String, SubjectSight> byType;

    Sights(ObjectProvider<SubjectSight> sights, Identities identities, JdbcClient jdbc) {
        this.sights = sights;
        this.identities = identities;
        this.jdbc = jdbc;
    }

    /**
     * The condition that an actor may see what a row speaks of.
     *
     * @param right what they need at its place, such as {@link Permission#EVENT_VIEW}
     * @param type the column with the subject's type
     * @param id the column with the subject's id
     */
    public Condition of(Actor actor, Permission right, String type, String id) {
        return of(actor, right, type, id, null);
    }

    /** @param apartFrom a type whose things are seen only by who holds the right everywhere: its own sight asks here */
    public Condition of(Actor actor, Permission right, String type, String id, String apartFrom) {
        var everywhere = actor.scope(right).everything();
        var parts = new ArrayList<String>();
        var values = new HashMap<String, Object>();
        var apart = new ArrayList<String>();
        byType().forEach((name, sight) -> {
            if (name.equals(apartFrom)) {
                return;
            }
            var condition = sight.visible(actor, right, id);
            if (everywhere && condition.equals(Condition.ALL)) {
                return;
            }
            apart.add("'" + name + "'");
            if (!condition.equals(Condition.NONE)) {
                parts.add("(" + type + " = '" + name + "' and " + condition.sql() + ")");
                values.putAll(condition.parameters());
            }
        });
        if (everywhere && apart.isEmpty()) {
            return Condition.ALL;
        }
        if (everywhere) {
            parts.add(type + " not in (" + String.join(", ", apart) + ")");
        }
        return parts.isEmpty() ? Condition.NONE : new Condition("(" + String.join(" or ", parts) + ")", values);
    }

    @Override
    public Condition events(Reader reader) {
        var actor = (Actor) reader;
        actor.require(Permission.EVENT_VIEW);
        return of(actor, Permission.EVENT_VIEW, "subject_type", "subject_id");
    }

    /** A change without an id says no more than that some thing of a kind changed. */
    @Override
    public boolean sees(Reader reader, Change change) {
        if (change.id() == null) {
            return true;
        }
        var condition = of((Actor) reader, seeing(change.type()), "s.type", "s.id");
        return condition.equals(Condition.ALL)
                || !condition.equals(Condition.NONE)
                        && jdbc.sql("select " + condition.sql() + " from (select cast(:type as text) as type,"
                                        + " cast(:id as uuid) as id) s")
                                .params(condition.parameters())
                                .param("type", change.type())
                                .param("id", change.id())
                                .query(Boolean.class)
                                .optional()
                                .orElse(false);
    }

    /** Pages show a thing's state to who sees it, whether or not they may read its events. */
    private static Permission seeing(String type) {
        return switch (type) {
            case "vm", "migration" -> Permission.VM_VIEW;
            case "host" -> Permission.HOST_VIEW;
            case "pool" -> Permission.POOL_VIEW;
            case "template" -> Permission.TEMPLATE_VIEW;
            case "datastore", "volume" -> Permission.DATASTORE_VIEW;
            case "network" -> Permission.NETWORK_VIEW;
            case "failover" -> Permission.HA_VIEW;
            case "outage", "service" -> Permission.UPTIME_VIEW;
            case "task" -> Permission.TASK_VIEW;
            default -> Permission.EVENT_VIEW;
        };
    }

    @Override
    public Optional<Reader> renewed(Reader reader) {
        return identities.renew((Actor) reader).map(actor -> actor);
    }

    /** @throws Refusal when the subject isn't there, or the actor may not see it */
    public void requireVisible(Actor actor, Permission right, String type, java.util.UUID id, String word) {
        if (!sees(actor, right, type, id)) {
            throw Refusal.notFound(word);
        }
    }

    private boolean sees(Actor actor, Permission right, String type, java.util.UUID id) {
        var sight = byType().get(type);
        if (sight == null) {
            return actor.scope(right).everything();
        }
        var condition = sight.visible(actor, right, "s.id");
        return condition.equals(Condition.ALL)
                || jdbc.sql("select " + condition.sql() + " from (select cast(:id as uuid) as id) s")
                        .params(condition.parameters())
                        .param("id", id)
                        .query(Boolean.class)
                        .optional()
                        .orElse(false);
    }

    private Map<String, SubjectSight> byType() {
        var known = byType;
        if (known == null) {
            known = new TreeMap<>();
            for (var sight : sights.stream().toList()) {
                for (var type : sight.types()) {
                    known.put(type, sight);
                }
            }
            byType = known;
        }
        return known;
    }

    /** The types of things that have a sight of their own. */
    List<String> types() {
        return List.copyOf(byType().keySet());
    }
}
