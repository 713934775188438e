package io.everup.identity;

import io.everup.shared.Refusal;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who there is, for modules whose things belong to somebody. */
@Component
public class People {

    /** A user or a team by its name. */
    public record Named(UUID id, String name) {}

    private final JdbcClient jdbc;

    People(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public boolean exists(UUID user) {
        return jdbc.sql("select count(*) from user_account where id = :id")
                        .param("id", user)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /** The user with this login, whatever its case. @throws Refusal (invalid, of that field) when there is none */
    public UUID byLogin(String field, String login) {
        return jdbc.sql("select id from user_account where login = :login")
                .param("login", Logins.normal(login))
                .query(UUID.class)
                .optional()
                .orElseThrow(() -> Refusal.invalidField(field, "There is no user with the login " + login + "."));
    }

    public Optional<Named> team(UUID team) {
        return jdbc.sql("select id, name from team where id = :id")
                .param("id", team)
                .query((row, n) -> new Named(row.getObject("id", UUID.class), row.getString("name")))
                .optional();
    }

    /** The teams of an actor by name; all teams for who may give VMs to any. */
    public List<Named> teamsFor(Actor actor) {
        return jdbc.sql("select id, name from team where :all or id = any(:own::uuid[]) order by lower(name)")
                .param("all", actor.may(Permission.VM_ASSIGN, Place.EVERYTHING))
                .param("own", Scope.ids(actor.teams()))
                .query((row, n) -> new Named(row.getObject("id", UUID.class), row.getString("name")))
                .list();
    }

    /** All teams by name: for who gives grants to them. */
    public List<Named> teams() {
        return jdbc.sql("select id, name from team order by lower(name)")
                .query((row, n) -> new Named(row.getObject("id", UUID.class), row.getString("name")))
                .list();
    }

    /** Those of these tags that some grant names: whoever sets one decides who may do what. */
    public Set<String> grantedAmong(Set<String> tags) {
        return new HashSet<>(jdbc.sql("select distinct tag from access_grant where tag = any(:tags::text[])")
                .param("tags", Scope.texts(tags))
                .query(String.class)
                .list());
    }
}
