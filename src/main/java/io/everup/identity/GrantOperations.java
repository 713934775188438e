package io.everup.identity;

import io.everup.shared.Ids;
import io.everup.shared.Refusal;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Gives grants and takes them back. A grant never changes: another one takes its place. */
@Component
@Transactional
public class GrantOperations {

    private final GrantDirectory directory;
    private final RoleDirectory roles;
    private final JdbcClient jdbc;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final Ids ids;

    GrantOperations(
            GrantDirectory directory,
            RoleDirectory roles,
            JdbcClient jdbc,
            ApplicationEventPublisher events,
            Clock clock,
            Ids ids) {
        this.directory = directory;
        this.roles = roles;
        this.jdbc = jdbc;
        this.events = events;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * It counts with the holder's next request.
     *
     * @return the grant's id
     * @throws Refusal when a name is unknown, the actor holds less than the role gives at that place, or it is there
     */
    public UUID give(Actor actor, NewGrant grant) {
        actor.require(Permission.USER_MANAGE);
        var kind = kind(grant);
        var placeId = grant.pool() != null ? grant.pool() : grant.vm();
        var tag = kind == PlaceKind.TAG ? Tags.check("tag", grant.tag()) : null;
        var place = Refusal.named(
                kind == PlaceKind.POOL ? "pool" : "vm",
                () -> visible(actor, directory.place(kind, placeId, tag), kind));
        actor.require(Permission.USER_MANAGE, place);
        var role = Refusal.named("role", () -> roles.role(actor, required(grant.role())));
        requireHeld(actor, role, place);
        var holder = holder(grant);
        var id = ids.next();
        store(actor, id, grant, role, kind, tag);
        var name = tag != null ? tag : placeId == null ? "everything" : named(kind, placeId);
        publish(actor, "grant.give", id, holder, role.name(), kind, name);
        return id;
    }

    private Place visible(Actor actor, Place place, PlaceKind kind) {
        var seen = kind == PlaceKind.VM
                ? actor.may(Permission.VM_VIEW, place) || actor.may(Permission.USER_MANAGE, place)
                : kind != PlaceKind.POOL
                        || actor.may(Permission.POOL_VIEW, place)
                        || actor.may(Permission.USER_MANAGE, place);
        if (!seen) {
            throw Refusal.notFound(kind == PlaceKind.VM ? "VM" : "pool");
        }
        return place;
    }

    private static PlaceKind kind(NewGrant grant) {
        var given = (grant.pool() == null ? 0 : 1) + (grant.vm() == null ? 0 : 1) + (blank(grant.tag()) ? 0 : 1);
        if (given > 1) {
            throw Refusal.invalidField("pool", "A grant holds at one place: a pool, a VM, a tag, or everything.");
        }
        return grant.pool() != null
                ? PlaceKind.POOL
                : grant.vm() != null ? PlaceKind.VM : blank(grant.tag()) ? PlaceKind.EVERYTHING : PlaceKind.TAG;
    }

    private static boolean blank(String text) {
        return text == null || text.isBlank();
    }

    private static String required(String role) {
        if (blank(role) || role.equalsIgnoreCase(Role.NONE.name())) {
            throw Refusal.invalidField("role", "Choose the role that it gives.");
        }
        return role;
    }

    private static void requireHeld(Actor actor, RoleView role, Place place) {
        for (var permission : role.ordered()) {
            if (!actor.mayGive(permission, place)) {
                throw Refusal.invalidField(
                        "role",
                        "You can't give the role " + role.name() + " here: you may not " + permission.words()
                                + " yourself.");
            }
        }
    }

    private String holder(NewGrant grant) {
        if ((grant.user() == null) == (grant.team() == null)) {
            throw Refusal.invalidField("user", "A grant is given to a user or to a team.");
        }
        var found = grant.user() != null
                ? jdbc.sql("select login from user_account where id = :id").param("id", grant.user())
                : jdbc.sql("select name from team where id = :id").param("id", grant.team());
        return found.query(String.class)
                .optional()
                .orElseThrow(() -> Refusal.invalidField(
                        grant.user() != null ? "user" : "team",
                        grant.user() != null ? "There is no such user." : "There is no such team."));
    }

    private void store(Actor actor, UUID id, NewGrant grant, RoleView role, PlaceKind kind, String tag) {
        try {
            jdbc.sql("""
                            insert into access_grant
                                (id, user_id, team_id, role, role_id, place, pool_id, vm_id, tag, created_at, created_by)
                            values (:id, :user, :team, :role, :own, :place, :pool, :vm, :tag, :now, :by)
                            """)
                    .param("id", id)
                    .param("user", grant.user())
                    .param("team", grant.team())
                    .param("role", role.builtIn() ? role.id().toUpperCase(java.util.Locale.ROOT) : null)
                    .param("own", role.own())
                    .param("place", kind.name())
                    .param("pool", grant.pool())
                    .param("vm", grant.vm())
                    .param("tag", tag)
                    .param("now", RateLimit.utc(clock.instant()))
                    .param("by", actor.id())
                    .update();
        } catch (DuplicateKeyException e) {
            throw Refusal.conflict("grant-exists", "This grant is there already.", "There is nothing to do.");
        }
    }

    /** It no longer counts with the holder's next request. */
    public void takeBack(Actor actor, UUID id) {
        actor.require(Permission.USER_MANAGE);
        var grant = directory.find(actor, id);
        var gone = grant.placeId() != null
                && directory.known(grant.place(), grant.placeId()).isEmpty();
        actor.require(
                Permission.USER_MANAGE,
                gone ? Place.EVERYTHING : directory.place(grant.place(), grant.placeId(), grant.placeName()));
        jdbc.sql("delete from access_grant where id = :id").param("id", id).update();
        publish(
                actor,
                "grant.take-back",
                id,
                grant.holderName(),
                grant.roleName(),
                grant.place(),
                grant.placeName() == null ? "everything" : grant.placeName());
    }

    private String named(PlaceKind kind, UUID id) {
        return directory.known(kind, id).map(GrantPlaces.Known::name).orElse("deleted");
    }

    private void publish(
            Actor actor, String action, UUID id, String holder, String role, PlaceKind kind, String place) {
        var where = kind == PlaceKind.EVERYTHING ? place : kind.name().toLowerCase(java.util.Locale.ROOT) + " " + place;
        events.publishEvent(new IdentityEvent(
                actor,
                action,
                "grant",
                id,
                holder + ": " + role + " on " + where,
                false,
                Map.of("holder", holder, "role", role, "place", where)));
    }
}
