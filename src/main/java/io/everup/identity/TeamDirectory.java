package io.everup.identity;

import io.everup.shared.Condition;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.shared.Slice;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads teams: all of them for who manages users, their own for everybody. */
@Component
public class TeamDirectory {

    private static final String FROM = " from team t where (lower(t.name) like :like or lower(t.note) like :like) and ";
    private static final String COLUMNS =
            "select t.*, (select count(*) from team_member m where m.team_id = t.id) as size";

    private final JdbcClient jdbc;
    private final ObjectProvider<QuotaUse.Meter> meter;

    TeamDirectory(JdbcClient jdbc, ObjectProvider<QuotaUse.Meter> meter) {
        this.jdbc = jdbc;
        this.meter = meter;
    }

    /** By name. */
    public Slice<TeamView> list(Actor actor, ListQuery query) {
        var seen = visible(actor);
        var total = jdbc.sql("select count(*)" + FROM + seen.sql())
                .params(seen.parameters())
                .param("like", Like.containing(query.search()))
                .query(Long.class)
                .single();
        var items = jdbc.sql(COLUMNS + FROM + seen.sql() + " order by lower(t.name) limit :limit offset :offset")
                .params(seen.parameters())
                .param("like", Like.containing(query.search()))
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query((row, n) -> view(row, Map.of()))
                .list();
        return new Slice<>(withUse(items), query.cursorAfter(total), total);
    }

    /** With its members. */
    public TeamView find(Actor actor, UUID id) {
        var seen = visible(actor);
        var found = jdbc.sql(COLUMNS + " from team t where t.id = :id and " + seen.sql())
                .params(seen.parameters())
                .param("id", id)
                .query((row, n) -> view(row, Map.of()))
                .list();
        if (found.isEmpty()) {
            throw Refusal.notFound("team");
        }
        return withUse(found).get(0).with(members(id));
    }

    /** The teams that a user belongs to, by name. */
    public List<TeamView> ofUser(Actor actor, UUID user) {
        if (!actor.id().equals(user)) {
            actor.require(Permission.USER_MANAGE, Place.EVERYTHING);
        }
        return withUse(jdbc.sql(COLUMNS + " from team t join team_member u on u.team_id = t.id and u.user_id = :user"
                        + " order by lower(t.name)")
                .param("user", user)
                .query((row, n) -> view(row, Map.of()))
                .list());
    }

    private List<TeamView.Member> members(UUID team) {
        return jdbc.sql("""
                        select u.id, u.login, u.display_name from team_member m join user_account u on u.id = m.user_id
                        where m.team_id = :team order by u.login
                        """)
                .param("team", team)
                .query((row, n) -> new TeamView.Member(
                        row.getObject("id", UUID.class), row.getString("login"), row.getString("display_name")))
                .list();
    }

    private static Condition visible(Actor actor) {
        var all = actor.may(Permission.USER_MANAGE, Place.EVERYTHING)
                || actor.may(Permission.AUDIT_VIEW, Place.EVERYTHING)
                || actor.may(Permission.VM_ASSIGN, Place.EVERYTHING);
        return all
                ? Condition.ALL
                : new Condition("(t.id = any(:scope_teams::uuid[]))", Map.of("scope_teams", Scope.ids(actor.teams())));
    }

    private List<TeamView> withUse(List<TeamView> teams) {
        var used = use(teams.stream().map(TeamView::id).toList());
        return teams.stream()
                .map(t -> new TeamView(
                        t.id(),
                        t.name(),
                        t.note(),
                        t.quota(),
                        used.getOrDefault(t.id(), QuotaUse.NOTHING),
                        t.size(),
                        t.members(),
                        t.version()))
                .toList();
    }

    private Map<UUID, QuotaUse> use(List<UUID> teams) {
        var known = meter.getIfAvailable();
        return known == null || teams.isEmpty() ? Map.of() : known.of(teams);
    }

    private static TeamView view(ResultSet row, Map<UUID, QuotaUse> used) throws SQLException {
        var id = row.getObject("id", UUID.class);
        return new TeamView(
                id,
                row.getString("name"),
                row.getString("note"),
                quota(row),
                used.getOrDefault(id, QuotaUse.NOTHING),
                row.getInt("size"),
                List.of(),
                row.getLong("version"));
    }

    static Quota quota(ResultSet row) throws SQLException {
        return new Quota(
                row.getObject("most_vms", Integer.class),
                row.getObject("most_cpus", Integer.class),
                row.getObject("most_memory", Long.class),
                row.getObject("most_disk", Long.class));
    }
}
