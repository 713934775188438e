package io.everup.identity;

import io.everup.shared.Refusal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads roles. */
@Component
public class RoleDirectory {

    private static final Map<Role, String> NOTES = Map.of(
            Role.ADMINISTRATOR, "Everything.",
            Role.OPERATOR, "Runs the private cloud: all but users, settings and the audit journal.",
            Role.USER, "Makes VMs and handles those that are their own or a team's of theirs.",
            Role.MANAGER, "Sees uptime, services and outages, and nothing else.",
            Role.AUDITOR, "Sees everything, the audit journal too; changes nothing.",
            Role.NONE, "Only what grants give.");
    private static final String OWN = """
            select r.*, (select count(*) from access_grant g where g.role_id = r.id) as holders from role_definition r
            """;

    private final JdbcClient jdbc;

    RoleDirectory(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The built-in roles first, then one's own by name. Everybody may read what roles there are. */
    public List<RoleView> roles(Actor actor) {
        var roles = new ArrayList<RoleView>();
        Arrays.stream(Role.values()).forEach(role -> roles.add(builtIn(actor, role)));
        roles.addAll(jdbc.sql(OWN + " order by lower(r.name)")
                .query((row, n) -> own(actor, row))
                .list());
        return roles;
    }

    /** @param id as {@link RoleView#id()} */
    public RoleView role(Actor actor, String id) {
        return Arrays.stream(Role.values())
                .filter(role -> RoleView.word(role).equals(id.toLowerCase(Locale.ROOT)))
                .findFirst()
                .map(role -> builtIn(actor, role))
                .orElseGet(() -> jdbc.sql(OWN + " where r.id::text = :id")
                        .param("id", id.toLowerCase(Locale.ROOT))
                        .query((row, n) -> own(actor, row))
                        .optional()
                        .orElseThrow(() -> Refusal.notFound("role")));
    }

    private RoleView builtIn(Actor actor, Role role) {
        var holders = jdbc.sql("select (select count(*) from user_account where role = :role)"
                        + " + (select count(*) from access_grant where role = :role)")
                .param("role", role.name())
                .query(Integer.class)
                .single();
        return RoleView.of(role, NOTES.get(role), counts(actor) ? holders : 0);
    }

    /** How many hold a role is for those who manage or audit users. */
    private static boolean counts(Actor actor) {
        return actor.may(Permission.USER_MANAGE, Place.EVERYTHING)
                || actor.may(Permission.AUDIT_VIEW, Place.EVERYTHING);
    }

    private static RoleView own(Actor actor, ResultSet row) throws SQLException {
        return new RoleView(
                row.getObject("id", UUID.class).toString(),
                row.getString("name"),
                row.getString("note"),
                false,
                row.getBoolean("own_only"),
                AccessReader.permissions(row),
                counts(actor) ? row.getInt("holders") : 0,
                row.getLong("version"));
    }
}
