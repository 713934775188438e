package io.everup.notice;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.shared.Slice;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads by what ways people and programs are told. */
@Component
public class ChannelDirectory {

    private static final String CHANNELS = """
            select c.*, (select count(*) from notice n where n.channel_id = c.id
                         and n.state in ('HELD', 'WAITING', 'SENDING')) as waiting,
                   case when c.failing_since is null then null else
                       (select a.answer from notice_attempt a join notice n on n.id = a.notice_id
                        where n.channel_id = c.id and a.result = 'FAILED' order by a.id desc limit 1) end as last_error
            from notice_channel c
            """;

    private final NoticeStore store;
    private final MailDelivery mail;
    private final JdbcClient jdbc;

    ChannelDirectory(NoticeStore store, MailDelivery mail, JdbcClient jdbc) {
        this.store = store;
        this.mail = mail;
        this.jdbc = jdbc;
    }

    /** A channel that fails again and again. @param failures attempts since it last worked */
    public record Failing(UUID id, String name, Instant since, int failures, String lastError) {}

    /** By name. */
    public Slice<ChannelView> channels(Actor actor, ListQuery query) {
        actor.require(Permission.SETTING_MANAGE);
        var total = jdbc.sql("select count(*) from notice_channel")
                .query(Long.class)
                .single();
        var items = jdbc.sql(CHANNELS + " order by lower(c.name), c.id limit :limit offset :offset")
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query(this::view)
                .list();
        return new Slice<>(items, query.cursorAfter(total), total);
    }

    /** @throws Refusal when there is none */
    public ChannelView channel(Actor actor, UUID id) {
        actor.require(Permission.SETTING_MANAGE);
        return jdbc.sql(CHANNELS + " where c.id = :id")
                .param("id", id)
                .query(this::view)
                .optional()
                .orElseThrow(() -> Refusal.notFound("channel"));
    }

    public MailView mail(Actor actor) {
        actor.require(Permission.SETTING_MANAGE);
        return mail.view();
    }

    /** Enabled channels with at least so many failures in a row. */
    public List<Failing> failing(int least) {
        return jdbc.sql(CHANNELS + " where c.enabled and c.failures >= :least")
                .param("least", least)
                .query((row, number) -> new Failing(
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        NoticeStore.instant(row, "failing_since"),
                        row.getInt("failures"),
                        row.getString("last_error")))
                .list();
    }

    private ChannelView view(ResultSet row, int number) throws SQLException {
        return ChannelView.of(
                store.channel(row),
                NoticeStore.instant(row, "failing_since"),
                row.getInt("failures"),
                row.getString("last_error"),
                NoticeStore.instant(row, "last_sent_at"),
                row.getLong("waiting"),
                row.getLong("version"));
    }
}
