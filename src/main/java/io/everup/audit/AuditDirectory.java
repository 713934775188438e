package io.everup.audit;

import io.everup.event.Subject;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Sights;
import io.everup.shared.Condition;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.shared.SearchFields;
import io.everup.shared.Slice;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads the journal. */
@Component
public class AuditDirectory {

    private static final TypeReference<Map<String, Object>> DETAIL = new TypeReference<>() {};

    private static final SearchFields FIELDS = SearchFields.words(
                    "actor_name", "action", "subject_name", "subject_type", "address")
            .text("actor", "actor_name", SearchFields.Match.CONTAINS)
            .text("action", "action", SearchFields.Match.CONTAINS)
            .text("subject", "subject_name", SearchFields.Match.CONTAINS)
            .text("type", "subject_type", SearchFields.Match.EXACT)
            .text("address", "address", SearchFields.Match.EXACT)
            .choice("result", "result", AuditResult.values())
            .time("at", "at");

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Sights sights;
    private final Clock clock;

    AuditDirectory(JdbcClient jdbc, JsonMapper json, Sights sights, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.sights = sights;
        this.clock = clock;
    }

    /** Newest first. The cursor is an entry, not a count: entries that are added meanwhile shift nothing. */
    public Slice<AuditEntry> list(Actor actor, ListQuery query) {
        actor.require(Permission.AUDIT_VIEW);
        var condition = FIELDS.condition(query.search(), clock).and(visible(actor));
        var total = jdbc.sql("select count(*) from audit_entry where " + condition.sql())
                .params(condition.parameters())
                .query(Long.class)
                .single();
        var items = jdbc.sql("select * from audit_entry where id < :before and " + condition.sql()
                        + " order by id desc limit :limit")
                .params(condition.parameters())
                .param("before", before(query.after()))
                .param("limit", query.limit() + 1)
                .query(this::entry)
                .list();
        return slice(items, query.limit(), total);
    }

    /**
     * The entries that match, newest first, from one on; what a file is written from.
     *
     * @param before the id of the last entry of the page before; null for the first page
     * @param most 1 to 1000
     */
    public List<AuditEntry> page(Actor actor, String search, Long before, int most) {
        actor.require(Permission.AUDIT_VIEW);
        var condition = FIELDS.condition(search, clock);
        return jdbc.sql("select * from audit_entry where id < :before and " + condition.sql()
                        + " order by id desc limit :limit")
                .params(condition.parameters())
                .param("before", before == null ? Long.MAX_VALUE : before)
                .param("limit", most)
                .query(this::entry)
                .list();
    }

    /** Ways to go on typing a search. */
    public List<SearchFields.Completion> completions(String typed) {
        return FIELDS.completions(typed);
    }

    /** The newest entries about one thing, at most {@code most}. */
    public List<AuditEntry> about(Actor actor, String type, UUID id, int most) {
        actor.require(Permission.AUDIT_VIEW);
        var visible = visible(actor);
        return jdbc.sql("select * from audit_entry where subject_type = :type and subject_id = :id and " + visible.sql()
                        + " order by id desc limit :most")
                .params(visible.parameters())
                .param("type", type)
                .param("id", id)
                .param("most", most)
                .query(this::entry)
                .list();
    }

    private Condition visible(Actor actor) {
        return sights.of(actor, Permission.AUDIT_VIEW, "subject_type", "subject_id");
    }

    private static Slice<AuditEntry> slice(List<AuditEntry> oneMore, int limit, long total) {
        if (oneMore.size() <= limit) {
            return new Slice<>(oneMore, null, total);
        }
        var items = List.copyOf(oneMore.subList(0, limit));
        return new Slice<>(items, Long.toString(items.get(limit - 1).id(), Character.MAX_RADIX), total);
    }

    private static long before(String cursor) {
        if (cursor == null || cursor.isBlank()) {
            return Long.MAX_VALUE;
        }
        try {
            return Long.parseLong(cursor, Character.MAX_RADIX);
        } catch (NumberFormatException e) {
            throw Refusal.invalidField("after", "after must be the cursor that the page before gave as next.");
        }
    }

    private AuditEntry entry(ResultSet row, int number) throws SQLException {
        return new AuditEntry(
                row.getLong("id"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getObject("actor_id", UUID.class),
                row.getString("actor_name"),
                row.getString("address"),
                row.getString("action"),
                new Subject(
                        row.getString("subject_type"),
                        row.getObject("subject_id", UUID.class),
                        row.getString("subject_name")),
                AuditResult.valueOf(row.getString("result")),
                json.readValue(row.getString("detail"), DETAIL),
                row.getLong("seq"),
                row.getString("seal"));
    }
}
