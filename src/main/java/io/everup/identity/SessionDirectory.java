package io.everup.identity;

import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.shared.Slice;
import java.time.Clock;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Reads which browsers are signed in. */
@Component
public class SessionDirectory {

    private static final String FROM = """
             from browser_session s join user_account u on u.id = s.user_id
            where s.user_id = :user and s.epoch = u.epoch and u.disabled_at is null
                and s.began_at > :oldest and s.last_used_at > :used
            """;

    private final JdbcClient jdbc;
    private final SecuritySettingsStore settings;
    private final Clock clock;

    SessionDirectory(JdbcClient jdbc, SecuritySettingsStore settings, Clock clock) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.clock = clock;
    }

    /** The actor's own, the last used first. */
    public Slice<SessionView> own(Actor actor, ListQuery query) {
        return of(actor.id(), query);
    }

    /** Somebody's, for administrators. */
    public Slice<SessionView> of(Actor actor, UUID user, ListQuery query) {
        actor.require(Permission.USER_MANAGE, Place.EVERYTHING);
        if (jdbc.sql("select count(*) from user_account where id = :user")
                        .param("user", user)
                        .query(Long.class)
                        .single()
                == 0) {
            throw Refusal.notFound("user");
        }
        return of(user, query);
    }

    private Slice<SessionView> of(UUID user, ListQuery query) {
        var rules = settings.read();
        var oldest = RateLimit.utc(clock.instant().minus(rules.lifetime()));
        var used = RateLimit.utc(clock.instant().minus(rules.idle()));
        var total = jdbc.sql("select count(*)" + FROM)
                .param("user", user)
                .param("oldest", oldest)
                .param("used", used)
                .query(Long.class)
                .single();
        var current = current();
        var items = jdbc.sql("select s.*" + FROM + " order by s.last_used_at desc, s.id limit :limit offset :offset")
                .param("user", user)
                .param("oldest", oldest)
                .param("used", used)
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query((row, n) -> new SessionView(
                        row.getObject("id", UUID.class),
                        DeviceRules.words(row.getString("user_agent")),
                        row.getString("address"),
                        UserDirectory.instant(row, "began_at"),
                        UserDirectory.instant(row, "last_used_at"),
                        row.getObject("id", UUID.class).equals(current)))
                .list();
        return new Slice<>(items, query.cursorAfter(total), total);
    }

    /** The session of the request that this thread is at work on; null for a token's, or outside of one. */
    static UUID current() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                ? SessionIdentity.session(attributes.getRequest()).orElse(null)
                : null;
    }
}
