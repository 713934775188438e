package io.everup.event;

import io.everup.shared.ListQuery;
import io.everup.shared.OrderBy;
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

/** Reads events. */
@Component
public class EventDirectory {

    private static final String COLUMNS =
            "select id, at, kind, severity, subject_type, subject_id, subject_name, text from event ";

    private static final SearchFields FIELDS = SearchFields.words(
                    "text", "coalesce(subject_name, '')", "kind", "severity")
            .choice("severity", "severity", Severity.values())
            .text("kind", "kind", SearchFields.Match.EXACT)
            .text("subject", "subject_name", SearchFields.Match.EXACT)
            .text("type", "subject_type", SearchFields.Match.EXACT)
            .time("at", "at");
    private static final Map<String, String> ORDER =
            Map.of("id", "id", "at", "at", "kind", "kind", "severity", "severity", "subject", "subject_name");

    private final JdbcClient jdbc;
    private final EventSight sight;
    private final Clock clock;

    EventDirectory(JdbcClient jdbc, EventSight sight, Clock clock) {
        this.jdbc = jdbc;
        this.sight = sight;
        this.clock = clock;
    }

    /** Newest first unless it is sorted otherwise. */
    public Slice<EventView> list(Reader reader, ListQuery query) {
        var condition = FIELDS.condition(query.search(), clock).and(sight.events(reader));
        var total = jdbc.sql("select count(*) from event where " + condition.sql())
                .params(condition.parameters())
                .query(Long.class)
                .single();
        var items = jdbc.sql(COLUMNS + "where " + condition.sql() + " "
                        + OrderBy.of(query.sort(), ORDER, "-id").sql() + " limit :limit offset :offset")
                .params(condition.parameters())
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query(EventDirectory::view)
                .list();
        return new Slice<>(items, query.cursorAfter(total), total);
    }

    /** The newest events about one thing, at most {@code most}. */
    public List<EventView> about(Reader reader, String type, UUID id, int most) {
        var visible = sight.events(reader);
        return jdbc.sql(COLUMNS + "where subject_type = :type and subject_id = :id and " + visible.sql()
                        + " order by id desc limit :most")
                .params(visible.parameters())
                .param("type", type)
                .param("id", id)
                .param("most", most)
                .query(EventDirectory::view)
                .list();
    }

    /** The newest events of at least a severity, at most {@code most}. */
    public List<EventView> latest(Reader reader, Severity least, int most) {
        var wanted = List.of(Severity.values()).stream()
                .filter(severity -> severity.compareTo(least) >= 0)
                .map(Enum::name)
                .toList();
        var visible = sight.events(reader);
        return jdbc.sql(COLUMNS + "where severity in (:wanted) and " + visible.sql() + " order by id desc limit :most")
                .params(visible.parameters())
                .param("wanted", wanted)
                .param("most", most)
                .query(EventDirectory::view)
                .list();
    }

    /** The id of the newest event of all, 0 when there is none. */
    public long newest() {
        return jdbc.sql("select coalesce(max(id), 0) from event")
                .query(Long.class)
                .single();
    }

    /** Oldest first, the events after the given id, at most {@code most}: what a resumed reader has missed. */
    public List<EventView> after(Reader reader, long id, int most) {
        var visible = sight.events(reader);
        return jdbc.sql(COLUMNS + "where id > :id and " + visible.sql() + " order by id limit :most")
                .params(visible.parameters())
                .param("id", id)
                .param("most", most)
                .query(EventDirectory::view)
                .list();
    }

    private static EventView view(ResultSet row, int number) throws SQLException {
        return new EventView(
                row.getLong("id"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("kind"),
                Severity.valueOf(row.getString("severity")),
                new Subject(
                        row.getString("subject_type"),
                        row.getObject("subject_id", UUID.class),
                        row.getString("subject_name")),
                row.getString("text"));
    }
}
