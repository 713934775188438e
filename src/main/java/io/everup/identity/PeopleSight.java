package io.everup.identity;

import io.everup.shared.Condition;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Who hears of users, roles, teams, grants, tokens and settings: who manages or audits them. */
@Component
class PeopleSight implements SubjectSight {

    @Override
    public Set<String> types() {
        return Set.of("user", "role", "team", "grant", "token", "ldap");
    }

    @Override
    public Condition visible(Actor actor, Permission also, String idColumn) {
        var manages = actor.may(Permission.USER_MANAGE, Place.EVERYTHING);
        var audits = actor.may(Permission.AUDIT_VIEW, Place.EVERYTHING);
        return manages || audits ? Condition.ALL : Condition.NONE;
    }
}
