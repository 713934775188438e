package io.everup.identity;

import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.shared.Slice;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads users. */
@Component
public class UserDirectory {

    private final JdbcClient jdbc;

    UserDirectory(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Users whose login or name holds the search, by login. */
    public Slice<UserView> list(Actor actor, ListQuery query) {
        actor.require(Permission.USER_MANAGE);
        var where = " where login like :like or lower(display_name) like :like";
        var like = Like.containing(query.search());
        var total = jdbc.sql("select count(*) from user_account" + where)
                .param("like", like)
                .query(Long.class)
                .single();
        var items = jdbc.sql("select * from user_account" + where + " order by login limit :limit offset :offset")
                .param("like", like)
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query(UserDirectory::view)
                .list();
        return new Slice<>(items, query.cursorAfter(total), total);
    }

    /** Oneself, or for administrators anyone. */
    public UserView find(Actor actor, UUID id) {
        if (!actor.id().equals(id) && !actor.may(Permission.USER_MANAGE)) {
            throw Refusal.notFound("user");
        }
        return jdbc.sql("select * from user_account where id = :id")
                .param("id", id)
                .query(UserDirectory::view)
                .optional()
                .orElseThrow(() -> Refusal.notFound("user"));
    }

    private static UserView view(ResultSet row, int number) throws SQLException {
        return new UserView(
                row.getObject("id", UUID.class),
                row.getString("login"),
                row.getString("display_name"),
                Role.valueOf(row.getString("role")),
                row.getString("source"),
                row.getString("mail"),
                row.getObject("disabled_at") == null,
                instant(row, "created_at"),
                instant(row, "last_sign_in_at"),
                row.getLong("version"));
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        var at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
