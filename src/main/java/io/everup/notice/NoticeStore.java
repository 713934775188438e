package io.everup.notice;

import io.everup.shared.SecretBox;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The outbox: what is to be told is written with what happened, claimed by one replica, and kept as the log. */
@Component
class NoticeStore {

    /** A replica that has claimed a notice and says nothing for so long is taken for dead. */
    static final int LEASE_SECONDS = 120;

    private static final TypeReference<List<NoticeLine>> LINES = new TypeReference<>() {};
    private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};
    private static final TypeReference<List<UUID>> IDS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final SecretBox secrets;

    NoticeStore(JdbcClient jdbc, JsonMapper json, SecretBox secrets) {
        this.jdbc = jdbc;
        this.json = json;
        this.secrets = secrets;
    }

    /** @param channel null for what goes to recipients alone; @param file null for none */
    record Draft(
            UUID id,
            UUID channel,
            NoticeKind kind,
            NoticeSeverity severity,
            String title,
            String thread,
            List<NoticeLine> lines,
            List<String> recipients,
            NoticeFile file,
            NoticeState state,
            Instant due) {}

    record Held(UUID id, List<NoticeLine> lines) {}

    @Transactional(propagation = Propagation.MANDATORY)
    public void add(Draft draft, Instant now) {
        jdbc.sql("""
                        insert into notice (id, channel_id, kind, severity, title, thread, lines, recipients, file_name,
                            file_type, file, state, created_at, due_at, tried_since)
                        values (:id, :channel, :kind, :severity, :title, :thread, :lines::jsonb, :recipients::jsonb, :fileName,
                            :fileType, :file, :state, :now, :due, :due)
                        """)
                .param("id", draft.id())
                .param("channel", draft.channel())
                .param("kind", draft.kind().name())
                .param("severity", draft.severity().name())
                .param("title", draft.title())
                .param("thread", draft.thread())
                .param("lines", json.writeValueAsString(draft.lines()))
                .param("recipients", json.writeValueAsString(draft.recipients()))
                .param("fileName", draft.file() == null ? null : draft.file().name())
                .param("fileType", draft.file() == null ? null : draft.file().type())
                .param("file", draft.file() == null ? null : draft.file().content(), java.sql.Types.BINARY)
                .param("state", draft.state().name())
                .param("now", sql(now))
                .param("due", sql(draft.due()))
                .update();
    }

    /** Held notices whose time has come, by channel; they are the caller's until its transaction ends. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Map<UUID, List<Held>> held(Instant now) {
        record Row(UUID channel, Held held) {}
        return jdbc
                .sql("""
                        select id, channel_id, lines from notice where state = 'HELD' and due_at <= :now
                        order by created_at, id for update skip locked limit 2000
                        """)
                .param("now", sql(now))
                .query((row, number) -> new Row(
                        row.getObject("channel_id", UUID.class),
                        new Held(row.getObject("id", UUID.class), json.readValue(row.getString("lines"), LINES))))
                .list()
                .stream()
                .collect(Collectors.groupingBy(Row::channel, Collectors.mapping(Row::held, Collectors.toList())));
    }

    @Transactional(propagation = Propagation.MANDATORY)
    public void merged(List<UUID> ids, UUID into, Instant now) {
        jdbc.sql("update notice set state = 'MERGED', merged_into = :into, ended_at = :now where id in (:ids)")
                .param("ids", ids)
                .param("into", into)
                .param("now", sql(now))
                .update();
    }

    /** Takes notices that are due, for as long as the lease lasts. */
    @Transactional
    public List<Outgoing> claim(int most, Instant now) {
        var channels = channels().stream().collect(Collectors.toMap(Channel::id, Function.identity()));
        var locked = jdbc
                .sql("select id, locked_secret from notice_channel where locked_secret is not null")
                .query((row, number) -> Map.entry(row.getObject("id", UUID.class), row.getString("locked_secret")))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return jdbc.sql("""
                        update notice set state = 'SENDING', lease_until = :lease, attempt = attempt + 1
                        where id in (select id from notice
                                     where state = 'WAITING' and due_at <= :now or state = 'SENDING' and lease_until < :now
                                     order by due_at for update skip locked limit :most)
                        returning *
                        """)
                .param("now", sql(now))
                .param("lease", sql(now.plusSeconds(LEASE_SECONDS)))
                .param("most", most)
                .query((row, number) -> outgoing(row, channels.get(row.getObject("channel_id", UUID.class)), locked))
                .list();
    }

    private Outgoing outgoing(ResultSet row, Channel channel, Map<UUID, String> locked) throws SQLException {
        var own = json.readValue(row.getString("recipients"), TEXTS);
        return new Outgoing(
                row.getObject("id", UUID.class),
                channel,
                channel == null ? null : secret(locked.get(channel.id())),
                NoticeKind.valueOf(row.getString("kind")),
                NoticeSeverity.valueOf(row.getString("severity")),
                row.getString("title"),
                row.getString("thread"),
                json.readValue(row.getString("lines"), LINES),
                own.isEmpty() && channel != null ? channel.recipients() : own,
                row.getString("file_name"),
                row.getString("file_type"),
                row.getBytes("file"),
                instant(row, "tried_since"),
                row.getInt("attempt"));
    }

    /** A secret that can't be opened makes that delivery fail, and no other. */
    private String secret(String locked) {
        try {
            return secrets.open(locked);
        } catch (RuntimeException e) {
            return null;
        }
    }

    /** Writes down an attempt, and when the next one is. @param next null when there is none */
    @Transactional
    public void tried(Outgoing notice, Delivery delivery, Instant at, long millis, Instant next) {
        var state = delivery.delivered() ? "SENT" : next == null ? "GIVEN_UP" : "WAITING";
        jdbc.sql("""
                        insert into notice_attempt (notice_id, number, at, took_millis, target, result, answer)
                        values (:notice, :number, :at, :took, :target, :result, :answer)
                        """)
                .param("notice", notice.id())
                .param("number", notice.attempt())
                .param("at", sql(at))
                .param("took", millis)
                .param("target", delivery.target())
                .param("result", delivery.delivered() ? "DELIVERED" : "FAILED")
                .param("answer", delivery.answer())
                .update();
        jdbc.sql("update notice set state = :state, lease_until = null, due_at = coalesce(:next, due_at),"
                        + " ended_at = case when :state = 'WAITING' then null else cast(:at as timestamptz) end"
                        + " where id = :id and state = 'SENDING' and attempt = :attempt")
                .param("state", state)
                .param("next", next == null ? null : sql(next), java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
                .param("at", sql(at))
                .param("id", notice.id())
                .param("attempt", notice.attempt())
                .update();
        if (notice.channel() != null) {
            count(notice.channel().id(), delivery.delivered(), at);
        }
    }

    private void count(UUID channel, boolean delivered, Instant at) {
        jdbc.sql(
                        delivered
                                ? "update notice_channel set failing_since = null, failures = 0, last_sent_at = :at where id = :id"
                                : "update notice_channel set failing_since = coalesce(failing_since, :at), failures = failures + 1"
                                        + " where id = :id")
                .param("id", channel)
                .param("at", sql(at))
                .update();
    }

    List<Channel> channels() {
        return jdbc.sql("select * from notice_channel order by lower(name)")
                .query((row, number) -> channel(row))
                .list();
    }

    Channel channel(ResultSet row) throws SQLException {
        return new Channel(
                row.getObject("id", UUID.class),
                row.getString("name"),
                ChannelKind.valueOf(row.getString("kind")),
                row.getBoolean("enabled"),
                json.readValue(row.getString("recipients"), TEXTS),
                row.getString("url"),
                row.getString("ca"),
                NoticeSeverity.valueOf(row.getString("least")),
                json.readValue(row.getString("rules"), TEXTS),
                json.readValue(row.getString("pools"), IDS),
                row.getBoolean("tell_cleared"),
                row.getObject("quiet_from", LocalTime.class),
                row.getObject("quiet_until", LocalTime.class),
                ZoneId.of(row.getString("zone")),
                row.getInt("digest_minutes"));
    }

    List<NoticeLine> lines(String text) {
        return json.readValue(text, LINES);
    }

    List<String> texts(String text) {
        return json.readValue(text, TEXTS);
    }

    String json(Object value) {
        return json.writeValueAsString(value);
    }

    static OffsetDateTime sql(Instant at) {
        return at == null ? null : at.atOffset(ZoneOffset.UTC);
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        var value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    /** Old notices go, with their attempts; what is yet to be sent stays. */
    @Transactional
    public void sweep(Instant before) {
        jdbc.sql("delete from notice where created_at < :before and state in ('SENT', 'GIVEN_UP', 'MERGED')")
                .param("before", sql(before))
                .update();
    }
}
