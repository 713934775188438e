package io.everup.notice;

import io.everup.audit.AuditJournal;
import io.everup.event.EventLog;
import io.everup.event.Subject;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.shared.ListQuery;
import io.everup.shared.OrderBy;
import io.everup.shared.Refusal;
import io.everup.shared.SearchFields;
import io.everup.shared.Slice;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The delivery log: what was told to whom, how it went, and once more. */
@Component
public class DeliveryDirectory {

    private static final SearchFields FIELDS = SearchFields.words(
                    "n.title", "coalesce(c.name, '')", "n.recipients::text", "coalesce(a.answer, '')")
            .choice("state", "n.state", NoticeState.values())
            .choice("kind", "n.kind", NoticeKind.values())
            .choice("severity", "n.severity", NoticeSeverity.values())
            .text("channel", "c.name", SearchFields.Match.EXACT)
            .time("created", "n.created_at");
    private static final Map<String, String> ORDER =
            Map.of("created", "n.created_at", "state", "n.state", "id", "n.id");
    private static final String FROM = """
             from notice n left join notice_channel c on c.id = n.channel_id
             left join lateral (select answer from notice_attempt t where t.notice_id = n.id order by t.id desc limit 1) a on true
            """;

    private final NoticeStore store;
    private final AuditJournal audit;
    private final EventLog events;
    private final JdbcClient jdbc;
    private final Clock clock;

    DeliveryDirectory(NoticeStore store, AuditJournal audit, EventLog events, JdbcClient jdbc, Clock clock) {
        this.store = store;
        this.audit = audit;
        this.events = events;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Newest first unless it is sorted otherwise. */
    public Slice<DeliveryView> deliveries(Actor actor, ListQuery query) {
        actor.require(Permission.SETTING_MANAGE);
        var condition = FIELDS.condition(query.search(), clock);
        var total = jdbc.sql("select count(*)" + FROM + " where " + condition.sql())
                .params(condition.parameters())
                .query(Long.class)
                .single();
        var items = jdbc.sql(columns() + FROM + " where " + condition.sql() + " "
                        + OrderBy.of(query.sort(), ORDER, "-created,id").sql() + " limit :limit offset :offset")
                .params(condition.parameters())
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query(this::view)
                .list();
        return new Slice<>(items, query.cursorAfter(total), total);
    }

    private static String columns() {
        return "select n.id, n.channel_id, n.kind, n.severity, n.title, n.state, n.created_at, n.due_at, n.ended_at,"
                + " n.attempt, n.file_name, n.recipients, n.lines, c.name as channel_name, c.kind as channel_kind, c.url,"
                + " c.recipients as channel_recipients, a.answer";
    }

    /** @throws Refusal when there is none */
    public DeliveryView.Detail delivery(Actor actor, UUID id) {
        actor.require(Permission.SETTING_MANAGE);
        var delivery = jdbc.sql(columns() + FROM + " where n.id = :id")
                .param("id", id)
                .query((row, number) ->
                        new DeliveryView.Detail(view(row, number), store.lines(row.getString("lines")), List.of()))
                .optional()
                .orElseThrow(() -> Refusal.notFound("delivery"));
        var attempts = jdbc.sql("select * from notice_attempt where notice_id = :id order by id desc limit 200")
                .param("id", id)
                .query((row, number) -> new DeliveryView.Attempt(
                        row.getInt("number"),
                        NoticeStore.instant(row, "at"),
                        row.getLong("took_millis"),
                        row.getString("target"),
                        row.getString("result").equals("DELIVERED"),
                        row.getString("answer")))
                .list();
        return new DeliveryView.Detail(delivery.delivery(), delivery.lines(), attempts);
    }

    public List<SearchFields.Completion> completions(Actor actor, String typed) {
        actor.require(Permission.SETTING_MANAGE);
        return FIELDS.completions(typed);
    }

    /** Sends it again, under the same id; one that waits is sent now. */
    @Transactional
    public void sendAgain(Actor actor, UUID id) {
        actor.require(Permission.SETTING_MANAGE);
        var delivery = delivery(actor, id).delivery();
        var now = NoticeStore.sql(clock.instant());
        var changed = jdbc.sql("update notice set state = 'WAITING', due_at = :now, tried_since = :now, ended_at = null"
                        + " where id = :id and state in ('WAITING', 'SENT', 'GIVEN_UP')")
                .param("id", id)
                .param("now", now)
                .update();
        if (changed == 0) {
            throw Refusal.conflict(
                    "notice-" + delivery.state().name().toLowerCase(java.util.Locale.ROOT),
                    "It can't be sent now. " + delivery.state().sentence(),
                    "Wait until it was tried, or look at the digest that it is part of.");
        }
        audit.done(actor, "notice.send-again", new Subject("notice", id, delivery.title()), Map.of());
        events.changed("notice", id);
    }

    private DeliveryView view(ResultSet row, int number) throws SQLException {
        var own = store.texts(row.getString("recipients"));
        return new DeliveryView(
                row.getObject("id", UUID.class),
                row.getObject("channel_id", UUID.class),
                row.getString("channel_name"),
                NoticeKind.valueOf(row.getString("kind")),
                NoticeSeverity.valueOf(row.getString("severity")),
                row.getString("title"),
                own.isEmpty() ? target(row) : String.join(", ", own),
                NoticeState.valueOf(row.getString("state")),
                NoticeStore.instant(row, "created_at"),
                NoticeStore.instant(row, "due_at"),
                NoticeStore.instant(row, "ended_at"),
                row.getInt("attempt"),
                row.getString("answer"),
                row.getString("file_name"));
    }

    private String target(ResultSet row) throws SQLException {
        if (row.getString("channel_kind") == null) {
            return "";
        }
        return row.getString("channel_kind").equals("MAIL")
                ? String.join(", ", store.texts(row.getString("channel_recipients")))
                : WebhookRules.shown(row.getString("url"));
    }
}
