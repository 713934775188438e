package io.everup.identity;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Gathers what somebody may do: their role, their grants and their teams' grants. */
@Component
class AccessReader {

    private final JdbcClient jdbc;

    AccessReader(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Access read(UUID user, Role role, Access.Pass pass) {
        var teams = jdbc.sql("select team_id from team_member where user_id = :user")
                .param("user", user)
                .query(UUID.class)
                .list();
        var held = new ArrayList<Held>();
        held.add(Held.everywhere(role));
        held.addAll(grants(user, teams));
        return new Access(held, new HashSet<>(teams), null, pass);
    }

    /** Whether an actor may everywhere do all that a user may do anywhere. */
    boolean covers(Actor actor, UUID user, Role role) {
        return read(user, role, null).anywhere().stream()
                .allMatch(permission -> actor.mayGive(permission, Place.EVERYTHING));
    }

    private List<Held> grants(UUID user, List<UUID> teams) {
        return jdbc.sql("""
                        select g.*, r.permissions, r.own_only from access_grant g
                        left join role_definition r on r.id = g.role_id
                        where g.user_id = :user or g.team_id = any(:teams::uuid[])
                        """)
                .param("user", user)
                .param("teams", Scope.ids(teams))
                .query(AccessReader::held)
                .list();
    }

    static Held held(ResultSet row, int number) throws SQLException {
        var builtIn = row.getString("role") == null ? null : Role.valueOf(row.getString("role"));
        var pool = row.getObject("pool_id", UUID.class);
        var vm = row.getObject("vm_id", UUID.class);
        return new Held(
                builtIn == null ? permissions(row) : builtIn.permissions(),
                builtIn == null ? row.getBoolean("own_only") : builtIn.ownOnly(),
                PlaceKind.valueOf(row.getString("place")),
                pool == null ? vm : pool,
                row.getString("tag"),
                row.getObject("team_id", UUID.class));
    }

    /** Permissions that this version doesn't know (of a later one, rolled back) are left out. */
    static Set<Permission> permissions(ResultSet row) throws SQLException {
        var names =
                Set.copyOf(Arrays.asList((String[]) row.getArray("permissions").getArray()));
        return Arrays.stream(Permission.values())
                .filter(permission -> names.contains(permission.name()))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Permission.class)));
    }
}
