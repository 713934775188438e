package io.everup.alarm;

import io.everup.audit.AuditJournal;
import io.everup.event.EventLog;
import io.everup.event.Subject;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.notice.NoticeSeverity;
import io.everup.shared.Ids;
import io.everup.shared.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What people do about alarms: take them on, silence them for a while, set their rules. */
@Component
@Transactional
public class AlarmOperations {

    private static final int MOST_WORDS = 500;
    private static final Duration LONGEST_SILENCE = Duration.ofDays(90);
    private static final int LONGEST_WAIT_SECONDS = 86_400;

    private final AlarmDirectory directory;
    private final AlarmStore store;
    private final AuditJournal audit;
    private final EventLog events;
    private final JdbcClient jdbc;
    private final Ids ids;
    private final Clock clock;

    AlarmOperations(
            AlarmDirectory directory,
            AlarmStore store,
            AuditJournal audit,
            EventLog events,
            JdbcClient jdbc,
            Ids ids,
            Clock clock) {
        this.directory = directory;
        this.store = store;
        this.audit = audit;
        this.events = events;
        this.jdbc = jdbc;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Whose alarms are not told.
     *
     * @param rule null for any
     * @param alarm the alarm whose subject is meant; null for any subject
     * @param words all must stand in subject or text; null for none
     * @param ends at most 90 days from now
     */
    public record NewSilence(AlarmRule rule, UUID alarm, String words, String reason, Instant ends) {}

    /** @param warning and {@code critical}: null for a rule without a measure */
    public record RuleChange(
            boolean enabled, NoticeSeverity severity, Integer warning, Integer critical, int afterSeconds) {}

    /** Somebody knows of it and takes it on. @param note null for none, at most 500 characters */
    public void acknowledge(Actor actor, UUID id, String note) {
        actor.require(Permission.ALARM_MANAGE);
        var words = note == null || note.isBlank() ? null : words("note", note);
        store.lock();
        var alarm = directory.alarm(actor, id).alarm();
        directory.requireManaged(actor, id);
        if (!alarm.open()) {
            throw Refusal.conflict("alarm-cleared", "This alarm is over.", "There is nothing to take on.");
        }
        jdbc.sql(
                        "update alarm set state = 'ACKNOWLEDGED', acknowledged_at = :now, acknowledged_by = :who, note = :note,"
                                + " version = version + 1 where id = :id")
                .param("id", id)
                .param("now", Rows.sql(clock.instant()))
                .param("who", actor.displayName())
                .param("note", words)
                .update();
        store.note(id, clock.instant(), "ACKNOWLEDGED", words == null ? "Acknowledged." : words, actor.displayName());
        done(actor, "alarm.acknowledge", alarm, words == null ? Map.of() : Map.of("note", words));
    }

    /** Nobody has taken it on after all. */
    public void release(Actor actor, UUID id) {
        actor.require(Permission.ALARM_MANAGE);
        store.lock();
        var alarm = directory.alarm(actor, id).alarm();
        directory.requireManaged(actor, id);
        if (alarm.state() != AlarmState.ACKNOWLEDGED) {
            throw Refusal.conflict(
                    "alarm-not-acknowledged", "Nobody has taken this alarm on.", "There is nothing to do.");
        }
        jdbc.sql("update alarm set state = 'RAISED', acknowledged_at = null, acknowledged_by = null, note = null,"
                        + " version = version + 1 where id = :id")
                .param("id", id)
                .update();
        store.note(id, clock.instant(), "RELEASED", "No longer acknowledged.", actor.displayName());
        done(actor, "alarm.release", alarm, Map.of());
    }

    private void done(Actor actor, String action, AlarmView alarm, Map<String, ?> detail) {
        audit.done(
                actor, action, new Subject("alarm", alarm.id(), alarm.subject().name()), detail);
        events.changed("alarm", alarm.id());
    }

    /** @return the silence's id */
    public UUID silence(Actor actor, NewSilence wish) {
        actor.require(Permission.ALARM_MANAGE);
        var now = clock.instant();
        check(wish, now);
        var alarm = wish.alarm() == null
                ? null
                : Refusal.named(
                        "alarm", () -> directory.alarm(actor, wish.alarm()).alarm());
        if (alarm == null) {
            actor.require(Permission.ALARM_MANAGE, Place.EVERYTHING);
        } else {
            directory.requireManaged(actor, alarm.id());
        }
        var id = ids.next();
        jdbc.sql("""
                        insert into silence (id, rule, subject_key, subject_name, words, reason, starts_at, ends_at, made_by)
                        values (:id, :rule, :key, :name, :words, :reason, :now, :ends, :who)
                        """)
                .param("id", id)
                .param("rule", wish.rule() == null ? null : wish.rule().name())
                .param("key", alarm == null ? null : alarm.subjectKey())
                .param("name", alarm == null ? null : alarm.subject().name())
                .param("words", blank(wish.words()) ? null : wish.words().strip())
                .param("reason", wish.reason().strip())
                .param("now", Rows.sql(now))
                .param("ends", Rows.sql(wish.ends()))
                .param("who", actor.displayName())
                .update();
        if (alarm != null) {
            store.note(
                    alarm.id(),
                    now,
                    "SILENCED",
                    wish.reason().strip() + " Until " + wish.ends() + ".",
                    actor.displayName());
        }
        audit.done(
                actor,
                "silence.create",
                new Subject(
                        "silence",
                        id,
                        alarm == null ? "Alarms" : alarm.subject().name()),
                Map.of("reason", wish.reason().strip(), "until", wish.ends().toString()));
        events.changed("alarm", null);
        return id;
    }

    private static void check(NewSilence wish, Instant now) {
        var problems = new ArrayList<Refusal.Field>();
        if (wish.rule() == null && wish.alarm() == null && blank(wish.words())) {
            problems.add(new Refusal.Field("words", "Say what to silence: a rule, an alarm, or words that are in it."));
        }
        if (!blank(wish.words()) && wish.words().length() > MOST_WORDS) {
            problems.add(new Refusal.Field("words", "At most " + MOST_WORDS + " characters."));
        }
        if (blank(wish.reason()) || wish.reason().length() > MOST_WORDS) {
            problems.add(new Refusal.Field("reason", "Say why, in at most " + MOST_WORDS + " characters."));
        }
        if (wish.ends() == null || !wish.ends().isAfter(now) || wish.ends().isAfter(now.plus(LONGEST_SILENCE))) {
            problems.add(new Refusal.Field("ends", "A silence has an end, from now on and within 90 days."));
        }
        if (!problems.isEmpty()) {
            throw Refusal.invalid(problems);
        }
    }

    /** Ends a silence before its time; alarms that last are told then. */
    public void endSilence(Actor actor, UUID id) {
        actor.require(Permission.ALARM_MANAGE, Place.EVERYTHING);
        var now = Rows.sql(clock.instant());
        var ended = jdbc.sql("update silence set ends_at = :now, ended_by = :who where id = :id and ends_at > :now")
                .param("id", id)
                .param("now", now)
                .param("who", actor.displayName())
                .update();
        if (ended == 0) {
            throw Refusal.notFound("silence that holds");
        }
        audit.done(actor, "silence.end", new Subject("silence", id, "Alarms"), Map.of());
        events.changed("alarm", null);
    }

    /** @param version the version it is based on, or null for any */
    public void set(Actor actor, AlarmRule rule, RuleChange change, Long version) {
        actor.require(Permission.SETTING_MANAGE);
        check(rule, change);
        var saved = jdbc.sql("""
                        insert into alarm_rule as r (rule, enabled, severity, warning, critical, after_seconds, changed_at, changed_by)
                        select :rule, :enabled, :severity, :warning, :critical, :after, :now, :who
                        where :any or :version = coalesce((select version from alarm_rule where rule = :rule), 0)
                        on conflict (rule) do update set enabled = excluded.enabled, severity = excluded.severity,
                            warning = excluded.warning, critical = excluded.critical,
                            after_seconds = excluded.after_seconds, version = r.version + 1,
                            changed_at = excluded.changed_at, changed_by = excluded.changed_by
                        """)
                .param("rule", rule.name())
                .param("enabled", change.enabled())
                .param("severity", change.severity().name())
                .param("warning", change.warning())
                .param("critical", change.critical())
                .param("after", change.afterSeconds())
                .param("now", Rows.sql(clock.instant()))
                .param("who", actor.displayName())
                .param("any", version == null)
                .param("version", version == null ? 0L : version)
                .update();
        if (saved == 0) {
            throw Refusal.changed("rule");
        }
        audit.done(
                actor,
                "alarm-rule.change",
                new Subject("alarm-rule", null, rule.name()),
                Map.of("enabled", change.enabled(), "after", change.afterSeconds()));
        events.changed("alarm", null);
    }

    private static void check(AlarmRule rule, RuleChange change) {
        var problems = new ArrayList<Refusal.Field>();
        if (change.severity() == null || change.severity() == NoticeSeverity.INFO) {
            problems.add(new Refusal.Field("severity", "An alarm is a warning or critical."));
        }
        if (change.afterSeconds() < 0 || change.afterSeconds() > LONGEST_WAIT_SECONDS) {
            problems.add(new Refusal.Field("afterSeconds", "From 0 seconds to a day (86400)."));
        }
        problems.addAll(thresholds(rule, change.warning(), change.critical()));
        if (!problems.isEmpty()) {
            throw Refusal.invalid(problems);
        }
    }

    private static List<Refusal.Field> thresholds(AlarmRule rule, Integer warning, Integer critical) {
        var measure = rule.measure();
        if (measure == null) {
            return warning == null && critical == null
                    ? List.of()
                    : List.of(new Refusal.Field("warning", "This rule has no thresholds."));
        }
        var least = measure == AlarmRule.Measure.PERCENT_USED
                ? StorageFacts.LEAST_PERCENT + 5
                : measure.moreIsWorse() ? 2 : 1;
        var most = measure == AlarmRule.Measure.PERCENT_USED ? 100 : 365;
        if (warning == null
                || critical == null
                || Math.min(warning, critical) < least
                || Math.max(warning, critical) > most) {
            return List.of(
                    new Refusal.Field("warning", "Both thresholds are needed, from " + least + " to " + most + "."));
        }
        var rightWay = measure.moreIsWorse() ? critical > warning : critical < warning;
        return rightWay ? List.of() : List.of(new Refusal.Field("critical", "Critical must be worse than warning."));
    }

    private static String words(String field, String text) {
        if (text.strip().length() > MOST_WORDS) {
            throw Refusal.invalidField(field, "At most " + MOST_WORDS + " characters.");
        }
        return text.strip();
    }

    private static boolean blank(String text) {
        return text == null || text.isBlank();
    }
}
