package io.everup.identity;

import io.everup.shared.ListQuery;
import io.everup.shared.Slice;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads tokens, and tells whom one stands for. */
@Component
public class TokenDirectory {

    private static final Duration USE_PRECISION = Duration.ofMinutes(1);

    private record Found(UUID id, byte[] hash, Actor owner, Set<Permission> narrowed) {}

    private final JdbcClient jdbc;
    private final Identities identities;
    private final Clock clock;

    TokenDirectory(JdbcClient jdbc, Identities identities, Clock clock) {
        this.jdbc = jdbc;
        this.identities = identities;
        this.clock = clock;
    }

    /** The actor's tokens that are not revoked, newest first; {@code all}: everyone's, for administrators. */
    public Slice<TokenView> list(Actor actor, boolean all, ListQuery query) {
        if (all) {
            actor.require(Permission.USER_MANAGE, Place.EVERYTHING);
        }
        return list(actor.id(), all, query);
    }

    /** Somebody's tokens that are not revoked, newest first, for administrators. */
    public Slice<TokenView> listOf(Actor actor, UUID user, ListQuery query) {
        actor.require(Permission.USER_MANAGE, Place.EVERYTHING);
        return list(user, false, query);
    }

    private Slice<TokenView> list(UUID user, boolean all, ListQuery query) {
        var from = " from api_token t join user_account u on u.id = t.user_id"
                + " where t.revoked_at is null and (u.id = :user or :all) and lower(t.name) like :like";
        var total = jdbc.sql("select count(*)" + from)
                .param("user", user)
                .param("all", all)
                .param("like", Like.containing(query.search()))
                .query(Long.class)
                .single();
        var items = jdbc.sql("select t.*, u.login" + from + " order by t.created_at desc, t.id"
                        + " limit :limit offset :offset")
                .param("user", user)
                .param("all", all)
                .param("like", Like.containing(query.search()))
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query(TokenDirectory::view)
                .list();
        return new Slice<>(items, query.cursorAfter(total), total);
    }

    private static TokenView view(ResultSet row, int number) throws SQLException {
        return new TokenView(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("login"),
                "everup_" + row.getString("lookup"),
                permissions(row),
                UserDirectory.instant(row, "created_at"),
                UserDirectory.instant(row, "expires_at"),
                UserDirectory.instant(row, "last_used_at"));
    }

    /** Whom a token stands for: its owner, with the token's rights; empty when it is unknown, expired or revoked. */
    Optional<Actor> holder(String text) {
        return TokenSecret.parse(text)
                .flatMap(secret -> find(secret)
                        .filter(found -> MessageDigest.isEqual(found.hash(), secret.hash()))
                        .map(this::used));
    }

    private Optional<Found> find(TokenSecret secret) {
        return jdbc.sql("""
                        select t.id, t.hash, t.permissions, u.id as user_id, u.login, u.display_name, u.role
                        from api_token t join user_account u on u.id = t.user_id
                        where t.lookup = :lookup and t.revoked_at is null and u.disabled_at is null
                            and (t.expires_at is null or t.expires_at > :now)
                        """)
                .param("lookup", secret.lookup())
                .param("now", RateLimit.utc(clock.instant()))
                .query((row, n) -> new Found(
                        row.getObject("id", UUID.class),
                        row.getBytes("hash"),
                        Actor.of(
                                row.getObject("user_id", UUID.class),
                                row.getString("login"),
                                row.getString("display_name"),
                                Role.valueOf(row.getString("role"))),
                        permissions(row)))
                .optional();
    }

    private Actor used(Found found) {
        var now = clock.instant();
        jdbc.sql("update api_token set last_used_at = :now where id = :id"
                        + " and (last_used_at is null or last_used_at < :before)")
                .param("now", RateLimit.utc(now))
                .param("before", RateLimit.utc(now.minus(USE_PRECISION)))
                .param("id", found.id())
                .update();
        var rights = found.narrowed() == null ? EnumSet.allOf(Permission.class) : EnumSet.copyOf(found.narrowed());
        rights.remove(Permission.TOKEN_CREATE);
        return identities
                .complete(found.owner(), new Access.Pass(0, found.id()))
                .narrowed(rights);
    }

    /** Permissions that this version doesn't know (of a later one, rolled back) are left out. */
    private static Set<Permission> permissions(ResultSet row) throws SQLException {
        var array = row.getArray("permissions");
        if (array == null) {
            return null;
        }
        var names = Set.copyOf(Arrays.asList((String[]) array.getArray()));
        return Arrays.stream(Permission.values())
                .filter(permission -> names.contains(permission.name()))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Permission.class)));
    }
}
