package io.everup.alarm;

import io.everup.event.Subject;
import io.everup.notice.NoticeSeverity;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The tables of alarms. Whoever changes them holds {@link #lock} until the transaction ends. */
@Component
class AlarmStore {

    /** PostgreSQL's advisory lock under which alarms change: rounds and people take turns. */
    private static final long LOCK = 0x416c61726d73L;

    private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;

    AlarmStore(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    void lock() {
        jdbc.sql("select pg_advisory_xact_lock(:lock)")
                .param("lock", LOCK)
                .query((row, number) -> 0)
                .list();
    }

    Map<AlarmRule, RuleSetting> settings() {
        var settings = new EnumMap<AlarmRule, RuleSetting>(AlarmRule.class);
        for (var rule : AlarmRule.values()) {
            settings.put(rule, rule.builtIn());
        }
        jdbc.sql("select * from alarm_rule").query(AlarmStore::setting).list().stream()
                .filter(setting -> setting != null)
                .forEach(setting -> settings.put(setting.rule(), setting));
        return settings;
    }

    /** Null for a rule of another version of Everup. */
    private static RuleSetting setting(ResultSet row, int number) throws SQLException {
        var rule = rule(row.getString("rule"));
        return rule == null
                ? null
                : new RuleSetting(
                        rule,
                        row.getBoolean("enabled"),
                        NoticeSeverity.valueOf(row.getString("severity")),
                        row.getObject("warning", Integer.class),
                        row.getObject("critical", Integer.class),
                        Duration.ofSeconds(row.getLong("after_seconds")));
    }

    private static AlarmRule rule(String name) {
        for (var rule : AlarmRule.values()) {
            if (rule.name().equals(name)) {
                return rule;
            }
        }
        return null;
    }

    /** Open alarms, and those cleared after a time. */
    List<AlarmRules.Known> known(Instant clearedAfter) {
        return jdbc
                .sql("select * from alarm where state <> 'CLEARED' or cleared_at > :after")
                .param("after", Rows.sql(clearedAfter))
                .query((row, number) -> rule(row.getString("rule")) == null ? null : known(row))
                .list()
                .stream()
                .filter(alarm -> alarm != null)
                .toList();
    }

    private AlarmRules.Known known(ResultSet row) throws SQLException {
        return new AlarmRules.Known(
                Rows.id(row, "id"),
                new AlarmRules.Key(AlarmRule.valueOf(row.getString("rule")), row.getString("subject_key")),
                AlarmState.valueOf(row.getString("state")),
                NoticeSeverity.valueOf(row.getString("severity")),
                row.getString("text"),
                row.getString("next"),
                parts(row),
                Rows.instant(row, "absent_since"),
                Rows.instant(row, "cleared_at"),
                row.getInt("flaps"));
    }

    List<String> parts(ResultSet row) throws SQLException {
        return json.readValue(row.getString("parts"), TEXTS);
    }

    Map<AlarmRules.Key, Instant> pending() {
        var pending = new HashMap<AlarmRules.Key, Instant>();
        jdbc.sql("select * from alarm_pending").query(row -> {
            var rule = rule(row.getString("rule"));
            if (rule != null) {
                pending.put(new AlarmRules.Key(rule, row.getString("subject_key")), Rows.instant(row, "since"));
            }
        });
        return pending;
    }

    void insert(UUID id, Finding finding, NoticeSeverity severity, Instant since, Instant now) {
        jdbc.sql("""
                        insert into alarm (id, rule, subject_key, subject_type, subject_id, subject_name, pool_id, severity,
                            state, text, next, value, parts, since, raised_at, last_seen_at)
                        values (:id, :rule, :key, :type, :subject, :name, :pool, :severity,
                            'RAISED', :text, :next, :value, :parts::jsonb, :since, :now, :now)
                        """)
                .param("id", id)
                .param("rule", finding.rule().name())
                .param("key", finding.key())
                .param("type", finding.subject().type())
                .param("subject", finding.subject().id())
                .param("name", finding.subject().name())
                .param("pool", finding.pool())
                .param("severity", severity.name())
                .param("text", finding.text())
                .param("next", finding.next())
                .param("value", finding.value())
                .param("parts", json.writeValueAsString(finding.parts()))
                .param("since", Rows.sql(since))
                .param("now", Rows.sql(now))
                .update();
    }

    /** @param state it is in from now on; @param flap whether it came back */
    void update(UUID id, Finding finding, NoticeSeverity severity, AlarmState state, boolean flap, Instant now) {
        jdbc.sql("""
                        update alarm set severity = :severity, text = :text, next = :next, value = :value,
                            parts = :parts::jsonb, subject_name = :name, state = :state, last_seen_at = :now,
                            absent_since = null, cleared_at = null, flaps = flaps + :flap,
                            acknowledged_at = case when :state = 'RAISED' then null else acknowledged_at end,
                            acknowledged_by = case when :state = 'RAISED' then null else acknowledged_by end,
                            version = version + 1
                        where id = :id
                        """)
                .param("id", id)
                .param("severity", severity.name())
                .param("text", finding.text())
                .param("next", finding.next())
                .param("value", finding.value())
                .param("parts", json.writeValueAsString(finding.parts()))
                .param("name", finding.subject().name())
                .param("state", state.name())
                .param("flap", flap ? 1 : 0)
                .param("now", Rows.sql(now))
                .update();
    }

    void miss(UUID id, Instant now) {
        jdbc.sql("update alarm set absent_since = :now where id = :id")
                .param("id", id)
                .param("now", Rows.sql(now))
                .update();
    }

    void clear(UUID id, Instant now) {
        jdbc.sql("update alarm set state = 'CLEARED', cleared_at = :now, version = version + 1 where id = :id")
                .param("id", id)
                .param("now", Rows.sql(now))
                .update();
    }

    /** Once a minute is precise enough. */
    void seen(Set<AlarmRule> rules, Instant now) {
        jdbc.sql("""
                        update alarm set last_seen_at = :now
                        where state <> 'CLEARED' and absent_since is null and rule in (:rules) and last_seen_at < :before
                        """)
                .param("now", Rows.sql(now))
                .param("before", Rows.sql(now.minusSeconds(60)))
                .param("rules", rules.stream().map(Enum::name).toList())
                .update();
    }

    void await(AlarmRules.Key key, Instant since) {
        jdbc.sql("insert into alarm_pending (rule, subject_key, since) values (:rule, :key, :since)"
                        + " on conflict (rule, subject_key) do nothing")
                .param("rule", key.rule().name())
                .param("key", key.subject())
                .param("since", Rows.sql(since))
                .update();
    }

    void forget(AlarmRules.Key key) {
        jdbc.sql("delete from alarm_pending where rule = :rule and subject_key = :key")
                .param("rule", key.rule().name())
                .param("key", key.subject())
                .update();
    }

    /** @param who null for Everup itself */
    void note(UUID alarm, Instant at, String kind, String text, String who) {
        jdbc.sql("insert into alarm_entry (alarm_id, at, kind, text, who) values (:alarm, :at, :kind, :text, :who)")
                .param("alarm", alarm)
                .param("at", Rows.sql(at))
                .param("kind", kind)
                .param("text", text)
                .param("who", who)
                .update();
    }

    /** The silences that hold now. */
    List<SilenceView> silences(Instant now) {
        // Of a host in its announced maintenance window nobody is told, either.
        return jdbc.sql("""
                        select id, rule, subject_key, subject_name, words, reason, starts_at, ends_at, made_by, ended_by
                        from silence where starts_at <= :now and ends_at > :now
                        union all
                        select q.window_id, null, q.host_id::text, h.name, null, 'Maintenance window: ' || q.title, q.from_at,
                               q.until_at, 'Everup', null
                        from maintenance_quiet q join host h on h.id = q.host_id where q.from_at <= :now and q.until_at > :now
                        order by ends_at
                        """)
                .param("now", Rows.sql(now))
                .query(AlarmStore::silence)
                .list();
    }

    static SilenceView silence(ResultSet row, int number) throws SQLException {
        var rule = row.getString("rule");
        return new SilenceView(
                Rows.id(row, "id"),
                rule == null ? null : rule(rule),
                row.getString("subject_key"),
                row.getString("subject_name"),
                row.getString("words"),
                row.getString("reason"),
                Rows.instant(row, "starts_at"),
                Rows.instant(row, "ends_at"),
                row.getString("made_by"),
                row.getString("ended_by"));
    }

    static Subject subject(ResultSet row) throws SQLException {
        return new Subject(row.getString("subject_type"), Rows.id(row, "subject_id"), row.getString("subject_name"));
    }
}
