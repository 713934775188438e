package io.everup.alarm;

import io.everup.event.Subject;
import io.everup.notice.NoticeLine;
import io.everup.notice.NoticeSeverity;
import io.everup.notice.Notices;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.springframework.context.MessageSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Has people told of what changed, in the transaction that changed it: what an alarm is and what was told of it are
 * compared, so that nothing is told twice, nothing is missed, and the end of a silence tells what still lasts.
 */
@Component
class AlarmTold {

    /** Open and not told as bad as it is, or over and told before. */
    private static final String UNTOLD = """
            select * from alarm where state = 'RAISED' and (told is null or told <> severity)
                                   or state = 'CLEARED' and told is not null
            order by severity, raised_at, id
            """;

    private final AlarmStore store;
    private final Notices notices;
    private final MessageSource messages;
    private final JdbcClient jdbc;

    AlarmTold(AlarmStore store, Notices notices, MessageSource messages, JdbcClient jdbc) {
        this.store = store;
        this.notices = notices;
        this.messages = messages;
        this.jdbc = jdbc;
    }

    private record Untold(
            UUID id, AlarmState state, NoticeSeverity severity, NoticeLine line, SilenceRules.Alarm alarm) {}

    /** @return whether anything was told */
    boolean tell(Instant now) {
        var silences = store.silences(now);
        var lines = new ArrayList<NoticeLine>();
        for (var alarm :
                jdbc.sql(UNTOLD).query((row, number) -> untold(row, now)).list()) {
            var cleared = alarm.state() == AlarmState.CLEARED;
            if (SilenceRules.silenced(silences, alarm.alarm(), now) && !cleared) {
                continue;
            }
            lines.add(alarm.line());
            jdbc.sql("update alarm set told = :told, told_at = :now where id = :id")
                    .param("told", cleared ? null : alarm.severity().name())
                    .param("now", Rows.sql(now))
                    .param("id", alarm.id())
                    .update();
        }
        return notices.tell(lines) > 0;
    }

    private Untold untold(ResultSet row, Instant now) throws SQLException {
        var state = AlarmState.valueOf(row.getString("state"));
        var severity = NoticeSeverity.valueOf(row.getString("severity"));
        var before = row.getString("told");
        var rule = AlarmRule.valueOf(row.getString("rule"));
        var event = state == AlarmState.CLEARED
                ? "cleared"
                : before == null
                        ? "raised"
                        : severity.compareTo(NoticeSeverity.valueOf(before)) > 0 ? "worse" : "better";
        var subject = AlarmStore.subject(row);
        return new Untold(
                Rows.id(row, "id"),
                state,
                severity,
                line(row, event, rule, severity, subject, now),
                new SilenceRules.Alarm(rule, row.getString("subject_key"), subject.name(), row.getString("text")));
    }

    private NoticeLine line(
            ResultSet row, String event, AlarmRule rule, NoticeSeverity severity, Subject subject, Instant now)
            throws SQLException {
        return new NoticeLine(
                event,
                Rows.id(row, "id"),
                word(rule),
                severity,
                messages.getMessage("alarm.rule." + rule, null, Locale.ENGLISH),
                subject.type(),
                subject.id(),
                subject.name(),
                Rows.id(row, "pool_id"),
                row.getString("text"),
                row.getString("next"),
                Rows.instant(row, "since"),
                now,
                "/alarms/" + Rows.id(row, "id"),
                List.copyOf(store.parts(row)));
    }

    /** As the API spells it. */
    static String word(AlarmRule rule) {
        return rule.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
