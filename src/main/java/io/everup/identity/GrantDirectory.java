package io.everup.identity;

import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.shared.Slice;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads grants: all of them for who manages or audits users, one's own for everybody. */
@Component
public class GrantDirectory {

    private static final String FROM = """
             from access_grant g left join user_account u on u.id = g.user_id left join team t on t.id = g.team_id
             left join role_definition r on r.id = g.role_id left join user_account b on b.id = g.created_by
             where (cast(:user as uuid) is null or g.user_id = cast(:user as uuid)
                    or cast(:through as boolean) and g.team_id in
                       (select m.team_id from team_member m where m.user_id = cast(:user as uuid)))
               and (cast(:team as uuid) is null or g.team_id = cast(:team as uuid))
               and (lower(coalesce(u.login, '')) like :like or lower(coalesce(t.name, '')) like :like
                    or lower(coalesce(r.name, g.role)) like :like or lower(coalesce(g.tag, '')) like :like)
            """;

    private final JdbcClient jdbc;
    private final ObjectProvider<GrantPlaces> places;

    GrantDirectory(JdbcClient jdbc, ObjectProvider<GrantPlaces> places) {
        this.jdbc = jdbc;
        this.places = places;
    }

    /**
     * @param user of this user alone, null for all
     * @param throughTeams whether those of the user's teams count
     * @param team of this team alone, null for all
     */
    public Slice<GrantView> list(Actor actor, ListQuery query, UUID user, boolean throughTeams, UUID team) {
        var own = actor.id().equals(user) || team != null && actor.teams().contains(team);
        if (!own && !mayReadAll(actor)) {
            actor.require(Permission.USER_MANAGE, Place.EVERYTHING);
        }
        var parameters = new HashMap<String, Object>();
        parameters.put("user", user);
        parameters.put("through", throughTeams);
        parameters.put("team", team);
        parameters.put("like", Like.containing(query.search()));
        var total = jdbc.sql("select count(*)" + FROM)
                .params(parameters)
                .query(Long.class)
                .single();
        var items = jdbc.sql("select g.*, u.login, t.name as team_name, r.name as role_name, b.login as by_login" + FROM
                        + " order by coalesce(u.login, lower(t.name)), g.created_at, g.id limit :limit offset :offset")
                .params(parameters)
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query(this::view)
                .list();
        return new Slice<>(items, query.cursorAfter(total), total);
    }

    public GrantView find(Actor actor, UUID id) {
        return jdbc.sql("select g.*, u.login, t.name as team_name, r.name as role_name, b.login as by_login" + FROM
                        + " and g.id = :id")
                .param("user", null)
                .param("through", false)
                .param("team", null)
                .param("like", "%")
                .param("id", id)
                .query(this::view)
                .optional()
                .filter(grant -> mayRead(actor, grant))
                .orElseThrow(() -> Refusal.notFound("grant"));
    }

    private boolean mayRead(Actor actor, GrantView grant) {
        return mayReadAll(actor)
                || grant.holderId().equals(actor.id())
                || actor.teams().contains(grant.holderId())
                || actor.may(Permission.USER_MANAGE, place(grant.place(), grant.placeId(), grant.placeName()));
    }

    private static boolean mayReadAll(Actor actor) {
        return actor.may(Permission.USER_MANAGE, Place.EVERYTHING)
                || actor.may(Permission.AUDIT_VIEW, Place.EVERYTHING);
    }

    /** All that grants may speak of at a place. @throws Refusal when it isn't there */
    Place place(PlaceKind kind, UUID id, String tag) {
        return switch (kind) {
            case EVERYTHING -> Place.EVERYTHING;
            case TAG -> Place.tag(tag);
            case POOL, VM ->
                known(kind, id)
                        .orElseThrow(() -> Refusal.notFound(
                                kind == PlaceKind.VM ? "VM" : kind.name().toLowerCase(Locale.ROOT)))
                        .place();
        };
    }

    Optional<GrantPlaces.Known> known(PlaceKind kind, UUID id) {
        return places.stream().filter(place -> place.kind() == kind).findFirst().flatMap(place -> place.find(id));
    }

    /** Pools or VMs that a grant may name, as far as the actor may give grants there. */
    public List<GrantPlaces.Known> search(Actor actor, PlaceKind kind, String text, int most) {
        return places.stream()
                .filter(place -> place.kind() == kind)
                .flatMap(place -> place.search(text, most).stream())
                .filter(known -> actor.may(Permission.USER_MANAGE, known.place()))
                .toList();
    }

    /** A grant with what it gives. */
    record Given(GrantView grant, Held held) {}

    /** The grants of a user and of their teams. */
    List<Given> withHeld(UUID user) {
        return jdbc.sql("select g.*, u.login, t.name as team_name, r.name as role_name, r.permissions, r.own_only,"
                        + " b.login as by_login" + FROM + " order by g.created_at")
                .param("user", user)
                .param("through", true)
                .param("team", null)
                .param("like", "%")
                .query((row, number) -> new Given(view(row, number), AccessReader.held(row, number)))
                .list();
    }

    /** Those that reach a place, the nearest first. */
    List<GrantView> at(Place place, int most) {
        return jdbc.sql("select g.*, u.login, t.name as team_name, r.name as role_name, b.login as by_login" + FROM
                        + " and (g.place = 'EVERYTHING' or g.pool_id = cast(:pool as uuid) or g.vm_id = cast(:vm as uuid)"
                        + " or g.tag = any(:tags::text[]))"
                        + " order by array_position(array['VM', 'TAG', 'POOL', 'EVERYTHING'], g.place), g.created_at"
                        + " limit :most")
                .param("user", null)
                .param("through", false)
                .param("team", null)
                .param("like", "%")
                .param("pool", place.pool())
                .param("vm", place.vm())
                .param("tags", Scope.texts(place.tags()))
                .param("most", most)
                .query(this::view)
                .list();
    }

    private GrantView view(ResultSet row, int number) throws SQLException {
        var team = row.getObject("team_id", UUID.class);
        var own = row.getObject("role_id", UUID.class);
        var kind = PlaceKind.valueOf(row.getString("place"));
        var pool = row.getObject("pool_id", UUID.class);
        var id = pool == null ? row.getObject("vm_id", UUID.class) : pool;
        return new GrantView(
                row.getObject("id", UUID.class),
                team == null ? "user" : "team",
                team == null ? row.getObject("user_id", UUID.class) : team,
                team == null ? row.getString("login") : row.getString("team_name"),
                own == null ? RoleView.word(Role.valueOf(row.getString("role"))) : own.toString(),
                own == null ? Role.valueOf(row.getString("role")).title() : row.getString("role_name"),
                kind,
                id,
                switch (kind) {
                    case EVERYTHING -> null;
                    case TAG -> row.getString("tag");
                    case POOL, VM ->
                        known(kind, id).map(GrantPlaces.Known::name).orElse("deleted");
                },
                UserDirectory.instant(row, "created_at"),
                row.getString("by_login"));
    }
}
