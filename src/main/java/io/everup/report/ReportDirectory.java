package io.everup.report;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.shared.Condition;
import io.everup.shared.ListQuery;
import io.everup.shared.OrderBy;
import io.everup.shared.Refusal;
import io.everup.shared.SearchFields;
import io.everup.shared.Slice;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads reports and their schedules. */
@Component
public class ReportDirectory {

    private static final SearchFields FIELDS = SearchFields.words("title", "scope", "made_for")
            .text("window", "window_name", SearchFields.Match.PREFIX)
            .text("scope", "scope", SearchFields.Match.EXACT)
            .text("who", "made_for", SearchFields.Match.EXACT)
            .flag("scheduled", "(schedule_id is not null)")
            .time("made", "made_at");
    private static final Map<String, String> ORDER = Map.of(
            "made", "made_at",
            "window", "window_name",
            "scope", "lower(scope)",
            "availability", "availability",
            "id", "id");
    private static final String COLUMNS =
            "select id, title, window_name, pool_id, scope, made_at, made_for, schedule_id,"
                    + " availability, pdf_sha256, csv_sha256, seal, notice_id ";
    private static final int SHOWN_RUNS = 3;

    private final ReportStore store;
    private final JdbcClient jdbc;
    private final Clock clock;

    ReportDirectory(ReportStore store, JdbcClient jdbc, Clock clock) {
        this.store = store;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** A file to download. @param sha256 of its content, in hexadecimal */
    public record File(String name, byte[] content, String sha256) {}

    /** Newest first unless it is sorted otherwise. */
    public Slice<ReportView> reports(Actor actor, ListQuery query) {
        actor.require(Permission.UPTIME_VIEW);
        var condition = FIELDS.condition(query.search(), clock).and(visible(actor));
        var total = jdbc.sql("select count(*) from report where " + condition.sql())
                .params(condition.parameters())
                .query(Long.class)
                .single();
        var items = jdbc.sql(COLUMNS + "from report where " + condition.sql() + " "
                        + OrderBy.of(query.sort(), ORDER, "-made,id").sql() + " limit :limit offset :offset")
                .params(condition.parameters())
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query(ReportDirectory::view)
                .list();
        return new Slice<>(items, query.cursorAfter(total), total);
    }

    /** @throws Refusal when there is none */
    public ReportView.Detail report(Actor actor, UUID id) {
        actor.require(Permission.UPTIME_VIEW);
        var visible = visible(actor);
        return jdbc.sql(COLUMNS + ", model from report where id = :id and " + visible.sql())
                .params(visible.parameters())
                .param("id", id)
                .query((row, number) -> new ReportView.Detail(view(row, number), store.model(row.getString("model"))))
                .optional()
                .orElseThrow(() -> Refusal.notFound("report"));
    }

    /** How a report's page writes times and lengths. */
    public ReportWords words(ReportModel model) {
        return new ReportWords(model.zone());
    }

    public File pdf(Actor actor, UUID id) {
        return file(actor, id, "pdf", "pdf_sha256");
    }

    public File csv(Actor actor, UUID id) {
        return file(actor, id, "convert_to(csv, 'UTF8')", "csv_sha256");
    }

    /** A report about a pool is seen by who sees uptime there, one about everything by who sees it everywhere. */
    private static Condition visible(Actor actor) {
        return actor.scope(Permission.UPTIME_VIEW).inPools("pool_id");
    }

    private File file(Actor actor, UUID id, String column, String hash) {
        actor.require(Permission.UPTIME_VIEW);
        var visible = visible(actor);
        return jdbc.sql("select window_name, scope, " + column + " as content, " + hash
                        + " as sha256 from report where id = :id and " + visible.sql())
                .params(visible.parameters())
                .param("id", id)
                .query((row, number) -> new File(
                        ReportMake.fileName(
                                row.getString("window_name"),
                                row.getString("scope"),
                                hash.substring(0, hash.indexOf('_'))),
                        row.getBytes("content"),
                        row.getString("sha256")))
                .optional()
                .orElseThrow(() -> Refusal.notFound("report"));
    }

    public List<SearchFields.Completion> completions(Actor actor, String typed) {
        actor.require(Permission.UPTIME_VIEW);
        return FIELDS.completions(typed);
    }

    /** By name. */
    public Slice<ScheduleView> schedules(Actor actor, ListQuery query) {
        actor.require(Permission.UPTIME_VIEW);
        var visible = visible(actor);
        var total = jdbc.sql("select count(*) from report_schedule where " + visible.sql())
                .params(visible.parameters())
                .query(Long.class)
                .single();
        var items = jdbc.sql("select * from report_schedule where " + visible.sql()
                        + " order by lower(name), id limit :limit offset :offset")
                .params(visible.parameters())
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query(this::schedule)
                .list();
        return new Slice<>(items, query.cursorAfter(total), total);
    }

    /** @throws Refusal when there is none */
    public ScheduleView schedule(Actor actor, UUID id) {
        actor.require(Permission.UPTIME_VIEW);
        var visible = visible(actor);
        return jdbc.sql("select * from report_schedule where id = :id and " + visible.sql())
                .params(visible.parameters())
                .param("id", id)
                .query(this::schedule)
                .optional()
                .orElseThrow(() -> Refusal.notFound("report schedule"));
    }

    ScheduleView schedule(ResultSet row, int number) throws SQLException {
        var when = when(row);
        var runAfter = row.getObject("run_after", OffsetDateTime.class).toInstant();
        return new ScheduleView(
                row.getObject("id", UUID.class),
                row.getString("name"),
                when.span(),
                row.getObject("pool_id", UUID.class),
                when.day(),
                when.at(),
                when.zone().getId(),
                store.texts(row.getString("recipients")),
                row.getBoolean("enabled"),
                row.getBoolean("enabled") ? ScheduleRules.next(when, runAfter, SHOWN_RUNS) : List.<Instant>of(),
                row.getLong("version"));
    }

    static ScheduleRules.When when(ResultSet row) throws SQLException {
        return new ScheduleRules.When(
                ReportSpan.valueOf(row.getString("span")),
                row.getInt("day"),
                row.getObject("at_time", LocalTime.class),
                ZoneId.of(row.getString("zone")));
    }

    private static ReportView view(ResultSet row, int number) throws SQLException {
        return new ReportView(
                row.getObject("id", UUID.class),
                row.getString("title"),
                row.getString("window_name"),
                row.getObject("pool_id", UUID.class),
                row.getString("scope"),
                row.getObject("made_at", OffsetDateTime.class).toInstant(),
                row.getString("made_for"),
                row.getObject("schedule_id", UUID.class),
                row.getObject("availability", Double.class),
                row.getString("pdf_sha256"),
                row.getString("csv_sha256"),
                row.getString("seal"),
                row.getObject("notice_id", UUID.class));
    }
}
