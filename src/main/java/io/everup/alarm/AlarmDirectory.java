package io.everup.alarm;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.identity.Sights;
import io.everup.notice.NoticeSeverity;
import io.everup.shared.Condition;
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
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads alarms, their rules and silences. */
@Component
public class AlarmDirectory {

    private static final SearchFields FIELDS = SearchFields.words("a.subject_name", "a.text", "a.parts::text")
            .choice("state", "a.state", AlarmState.values())
            .choice("severity", "a.severity", "WARNING", "CRITICAL")
            .choice("rule", "a.rule", AlarmRule.values())
            .text("subject", "a.subject_name", SearchFields.Match.EXACT)
            .text("type", "a.subject_type", SearchFields.Match.EXACT)
            .text("pool", "p.name", SearchFields.Match.EXACT)
            .text("who", "a.acknowledged_by", SearchFields.Match.EXACT)
            .flag("open", "(a.state <> 'CLEARED')")
            .time("raised", "a.raised_at");
    private static final Map<String, String> ORDER = Map.of(
            "raised", "a.raised_at",
            "severity", "a.severity",
            "subject", "lower(a.subject_name)",
            "state", "case a.state when 'RAISED' then 0 when 'ACKNOWLEDGED' then 1 else 2 end",
            "id", "a.id");
    private static final String FROM = " from alarm a left join pool p on p.id = a.pool_id ";

    private final AlarmStore store;
    private final Sights sights;
    private final JdbcClient jdbc;
    private final Clock clock;

    AlarmDirectory(AlarmStore store, Sights sights, JdbcClient jdbc, Clock clock) {
        this.store = store;
        this.sights = sights;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** What lasts first, critical before warnings, newest first, unless it is sorted otherwise. */
    public Slice<AlarmView> alarms(Actor actor, ListQuery query) {
        actor.require(Permission.ALARM_VIEW);
        var condition = FIELDS.condition(query.search(), clock).and(visible(actor));
        var total = jdbc.sql("select count(*)" + FROM + "where " + condition.sql())
                .params(condition.parameters())
                .query(Long.class)
                .single();
        var items = jdbc.sql("select a.*" + FROM + "where " + condition.sql() + " "
                        + OrderBy.of(query.sort(), ORDER, "state,severity,-raised,id")
                                .sql()
                        + " limit :limit offset :offset")
                .params(condition.parameters())
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query(reader())
                .list();
        return new Slice<>(items, query.cursorAfter(total), total);
    }

    /** @throws Refusal when there is none, or the actor may not see it */
    public AlarmView.Detail alarm(Actor actor, UUID id) {
        actor.require(Permission.ALARM_VIEW);
        var visible = visible(actor);
        var alarm = jdbc.sql("select * from alarm a where id = :id and " + visible.sql())
                .params(visible.parameters())
                .param("id", id)
                .query(reader())
                .optional()
                .orElseThrow(() -> Refusal.notFound("alarm"));
        var entries = jdbc.sql("select at, kind, text, who from alarm_entry where alarm_id = :id order by id")
                .param("id", id)
                .query((row, number) -> new AlarmView.Entry(
                        Rows.instant(row, "at"), row.getString("kind"), row.getString("text"), row.getString("who")))
                .list();
        var now = clock.instant();
        var about = store.silences(now).stream()
                .filter(silence -> SilenceRules.covers(
                        silence,
                        new SilenceRules.Alarm(
                                alarm.rule(),
                                alarm.subjectKey(),
                                alarm.subject().name(),
                                alarm.text()),
                        now))
                .toList();
        return new AlarmView.Detail(alarm, entries, about);
    }

    /** Open alarms that aren't silenced, for the bell. */
    public AlarmView.Count count(Actor actor) {
        actor.require(Permission.ALARM_VIEW);
        var visible = visible(actor);
        var open = jdbc
                .sql("select * from alarm a where state <> 'CLEARED' and " + visible.sql())
                .params(visible.parameters())
                .query(reader())
                .list()
                .stream()
                .filter(alarm -> !alarm.silenced())
                .toList();
        return new AlarmView.Count(
                raised(open, NoticeSeverity.CRITICAL), raised(open, NoticeSeverity.WARNING), (int) open.stream()
                        .filter(alarm -> alarm.state() == AlarmState.ACKNOWLEDGED)
                        .count());
    }

    private static int raised(List<AlarmView> open, NoticeSeverity severity) {
        return (int) open.stream()
                .filter(alarm -> alarm.state() == AlarmState.RAISED && alarm.severity() == severity)
                .count();
    }

    /** All rules as they are applied. */
    public List<RuleView> rules(Actor actor) {
        actor.require(Permission.ALARM_VIEW);
        var versions = jdbc.sql("select rule, version, changed_at, changed_by from alarm_rule")
                .query((row, number) -> new RuleView.Change(
                        row.getString("rule"),
                        row.getLong("version"),
                        Rows.instant(row, "changed_at"),
                        row.getString("changed_by")))
                .list();
        return store.settings().values().stream()
                .map(setting -> RuleView.of(
                        setting,
                        versions.stream()
                                .filter(change ->
                                        change.rule().equals(setting.rule().name()))
                                .findFirst()
                                .orElse(null)))
                .toList();
    }

    /** Those that hold or are yet to come, the one that ends first before the others; with past ones too if wished. */
    public Slice<SilenceView> silences(Actor actor, ListQuery query, boolean past) {
        // They name what they silence, wherever it is.
        actor.require(Permission.ALARM_VIEW, Place.EVERYTHING);
        var where = "(" + past + " or ends_at > :now)";
        var now = Rows.sql(clock.instant());
        var total = jdbc.sql("select count(*) from silence where " + where)
                .param("now", now)
                .query(Long.class)
                .single();
        var items = jdbc.sql("select * from silence where " + where + " order by " + (past ? "ends_at desc" : "ends_at")
                        + ", id limit :limit offset :offset")
                .param("now", now)
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query(AlarmStore::silence)
                .list();
        return new Slice<>(items, query.cursorAfter(total), total);
    }

    public List<SearchFields.Completion> completions(Actor actor, String typed) {
        actor.require(Permission.ALARM_VIEW);
        return FIELDS.completions(typed);
    }

    /** Alarms of what the actor sees. */
    private Condition visible(Actor actor) {
        return sights.of(actor, Permission.ALARM_VIEW, "a.subject_type", "a.subject_id");
    }

    /** @throws Refusal when the actor may not act on this alarm */
    void requireManaged(Actor actor, UUID id) {
        var held = sights.of(actor, Permission.ALARM_MANAGE, "a.subject_type", "a.subject_id");
        var managed = jdbc.sql("select count(*) from alarm a where a.id = :id and " + held.sql())
                .params(held.parameters())
                .param("id", id)
                .query(Integer.class)
                .single();
        if (managed == 0) {
            throw Refusal.forbidden("You may " + Permission.ALARM_MANAGE.words() + " elsewhere, but not here.");
        }
    }

    private RowMapper<AlarmView> reader() {
        var now = clock.instant();
        var silences = store.silences(now);
        return (row, number) -> {
            var alarm = view(row, false);
            var silenced = alarm.open()
                    && SilenceRules.silenced(
                            silences,
                            new SilenceRules.Alarm(
                                    alarm.rule(),
                                    alarm.subjectKey(),
                                    alarm.subject().name(),
                                    alarm.text()),
                            now);
            return silenced ? view(row, true) : alarm;
        };
    }

    private AlarmView view(ResultSet row, boolean silenced) throws SQLException {
        return new AlarmView(
                Rows.id(row, "id"),
                AlarmRule.valueOf(row.getString("rule")),
                NoticeSeverity.valueOf(row.getString("severity")),
                AlarmState.valueOf(row.getString("state")),
                AlarmStore.subject(row),
                row.getString("subject_key"),
                Rows.id(row, "pool_id"),
                row.getString("text"),
                row.getString("next"),
                row.getObject("value", Double.class),
                store.parts(row),
                Rows.instant(row, "since"),
                Rows.instant(row, "raised_at"),
                Rows.instant(row, "last_seen_at"),
                Rows.instant(row, "cleared_at"),
                row.getInt("flaps"),
                Rows.instant(row, "acknowledged_at"),
                row.getString("acknowledged_by"),
                row.getString("note"),
                silenced,
                row.getLong("version"));
    }
}
