package io.everup.service;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.shared.Condition;
import io.everup.shared.Refusal;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Which services an actor may see or change: with a grant on everything all of them, else those whose VMs are all within
 * what was granted.
 */
@Component
class ServiceSight {

    private final JdbcClient jdbc;

    ServiceSight(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** On a service with the alias {@code s}. */
    Condition on(Actor actor, Permission permission) {
        var scope = actor.scope(permission);
        if (scope.everything()) {
            return Condition.ALL;
        }
        if (scope.nowhere()) {
            return Condition.NONE;
        }
        var held = scope.ofVms("v");
        return new Condition(
                "(exists (select 1 from service_member m where m.service_id = s.id) and not exists ("
                        + "select 1 from service_member m left join vm v on v.id = m.vm_id"
                        + " where m.service_id = s.id and not coalesce(" + held.sql() + ", false)))",
                held.parameters());
    }

    /** @throws Refusal when the actor may not do so with this service, or it isn't there for them */
    void require(Actor actor, Permission permission, UUID service) {
        actor.require(permission);
        if (actor.scope(permission).everything()) {
            return;
        }
        if (!holds(actor, Permission.UPTIME_VIEW, service)) {
            throw Refusal.notFound("service");
        }
        if (!holds(actor, permission, service)) {
            throw Refusal.forbidden(actor.refusal(permission, Place.EVERYTHING));
        }
    }

    private boolean holds(Actor actor, Permission permission, UUID service) {
        var condition = on(actor, permission);
        return jdbc.sql("select count(*) from service s where s.id = :service and " + condition.sql())
                        .params(condition.parameters())
                        .param("service", service)
                        .query(Integer.class)
                        .single()
                > 0;
    }
}
