package io.everup.alarm;

import io.everup.notice.NoticeSeverity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Makes alarms of what is found. Pure: what is known, what is found and the time come in, and what to change comes out;
 * asked twice with nothing new, it changes nothing.
 */
final class AlarmRules {

    /** How long a state must be away before its alarm is cleared; doubled each time it comes back. */
    static final Duration CLEAR_AFTER = Duration.ofSeconds(15);

    static final Duration MOST_CLEAR_AFTER = Duration.ofMinutes(30);
    /** What comes back so soon after it was cleared is the same alarm again. */
    static final Duration AGAIN_WITHIN = Duration.ofMinutes(10);

    private static final int MOST_DOUBLINGS = 7;

    private AlarmRules() {}

    /** Which state it is: one alarm is open for each at most. */
    record Key(AlarmRule rule, String subject) {}

    /** An alarm that is open, or was cleared less than {@link #AGAIN_WITHIN} ago. @param absentSince null while found */
    record Known(
            UUID id,
            Key key,
            AlarmState state,
            NoticeSeverity severity,
            String text,
            String next,
            List<String> parts,
            Instant absentSince,
            Instant clearedAt,
            int flaps) {

        boolean open() {
            return state != AlarmState.CLEARED;
        }
    }

    /**
     * @param checked rules whose states could be looked at; of the others nothing is known, and nothing is cleared
     * @param pending since when states that are no alarms yet have lasted
     */
    record View(
            Instant now,
            Map<AlarmRule, RuleSetting> settings,
            Set<AlarmRule> checked,
            List<Finding> findings,
            List<Known> known,
            Map<Key, Instant> pending) {}

    sealed interface Step {
        /** A new alarm. */
        record Raise(Finding finding, NoticeSeverity severity, Instant since) implements Step {}

        /** A cleared alarm is back. */
        record Again(Known alarm, Finding finding, NoticeSeverity severity) implements Step {}

        /** It lasts; words or severity may differ from what is known. */
        record Keep(Known alarm, Finding finding, NoticeSeverity severity, boolean changed) implements Step {}

        /** It isn't found any more; it stays open for a while. */
        record Miss(Known alarm) implements Step {}

        /** It is over. */
        record Clear(Known alarm, String why) implements Step {}

        /** Not long enough to be an alarm. */
        record Wait(Key key, Instant since) implements Step {}

        /** It was not long enough, and is gone. */
        record Forget(Key key) implements Step {}
    }

    static List<Step> decide(View view) {
        var steps = new ArrayList<Step>();
        var known = byKey(view.known());
        var found = new HashSet<Key>();
        for (var finding : grouped(view.findings())) {
            var key = new Key(finding.rule(), finding.key());
            var setting = view.settings().get(finding.rule());
            if (setting.enabled() && !found.contains(key)) {
                var alarm = known.get(key);
                var severity = severity(finding, setting, alarm != null && alarm.open() ? alarm.severity() : null);
                if (severity != null) {
                    found.add(key);
                    steps.addAll(found(view, finding, key, severity, alarm, setting));
                }
            }
        }
        for (var alarm : known.values()) {
            if (alarm.open() && !found.contains(alarm.key())) {
                steps.addAll(missing(view, alarm));
            }
        }
        for (var key : view.pending().keySet()) {
            if (!found.contains(key) && view.checked().contains(key.rule())) {
                steps.add(new Step.Forget(key));
            }
        }
        return steps;
    }

    private static List<Step> found(
            View view, Finding finding, Key key, NoticeSeverity severity, Known alarm, RuleSetting setting) {
        if (alarm != null && alarm.open()) {
            var changed = severity != alarm.severity()
                    || !finding.text().equals(alarm.text())
                    || !finding.next().equals(alarm.next())
                    || !finding.parts().equals(alarm.parts());
            return changed || alarm.absentSince() != null
                    ? List.of(new Step.Keep(alarm, finding, severity, changed))
                    : List.of();
        }
        var waited = view.pending().get(key);
        var since = earliest(view.now(), finding.since(), waited);
        if (Duration.between(since, view.now()).compareTo(setting.after()) < 0) {
            return waited == null ? List.of(new Step.Wait(key, since)) : List.of();
        }
        var steps = new ArrayList<Step>();
        if (waited != null) {
            steps.add(new Step.Forget(key));
        }
        steps.add(alarm == null ? new Step.Raise(finding, severity, since) : new Step.Again(alarm, finding, severity));
        return steps;
    }

    private static List<Step> missing(View view, Known alarm) {
        var setting = view.settings().get(alarm.key().rule());
        if (!setting.enabled()) {
            return List.of(new Step.Clear(alarm, "Its rule was switched off."));
        }
        if (!view.checked().contains(alarm.key().rule())) {
            return List.of();
        }
        if (alarm.absentSince() == null) {
            return List.of(new Step.Miss(alarm));
        }
        return Duration.between(alarm.absentSince(), view.now()).compareTo(clearAfter(alarm.flaps())) >= 0
                ? List.of(new Step.Clear(alarm, "It is over."))
                : List.of();
    }

    /** What flaps must be quiet for longer each time, so that it tells no more than a few times an hour. */
    static Duration clearAfter(int flaps) {
        var wait = CLEAR_AFTER.multipliedBy(1L << Math.min(flaps, MOST_DOUBLINGS));
        return wait.compareTo(MOST_CLEAR_AFTER) > 0 ? MOST_CLEAR_AFTER : wait;
    }

    /** @param before of the open alarm, or null for none. @return null when it is no alarm */
    static NoticeSeverity severity(Finding finding, RuleSetting setting, NoticeSeverity before) {
        if (finding.severity() != null) {
            return finding.severity();
        }
        var measure = setting.rule().measure();
        if (measure == null || finding.value() == null) {
            return setting.severity();
        }
        var sign = measure.moreIsWorse() ? 1 : -1;
        var value = sign * finding.value();
        var band = measure.band();
        if (value >= sign * setting.critical() - (before == NoticeSeverity.CRITICAL ? band : 0)) {
            return NoticeSeverity.CRITICAL;
        }
        return value >= sign * setting.warning() - (before == null ? 0 : band) ? NoticeSeverity.WARNING : null;
    }

    /** What the loss of a host explains is told with the host, and makes no alarm of its own. */
    static List<Finding> grouped(List<Finding> findings) {
        var lost = new HashMap<String, List<String>>();
        findings.stream()
                .filter(finding -> finding.rule() == AlarmRule.HOST_LOST)
                .forEach(finding -> lost.put(finding.key(), new ArrayList<>(finding.parts())));
        var rest = new ArrayList<Finding>();
        for (var finding : findings) {
            var explained = finding.because() == null ? null : lost.get(finding.because());
            if (explained == null || finding.rule() == AlarmRule.HOST_LOST) {
                rest.add(finding);
            } else if (finding.subject().type().equals("vm")
                    && !explained.contains(finding.subject().name())) {
                explained.add(finding.subject().name());
            }
        }
        rest.replaceAll(
                finding -> finding.rule() == AlarmRule.HOST_LOST ? finding.naming(lost.get(finding.key())) : finding);
        return rest;
    }

    /** Of each key the open alarm, else the one that was cleared last. */
    private static Map<Key, Known> byKey(List<Known> known) {
        var byKey = new LinkedHashMap<Key, Known>();
        known.forEach(alarm -> byKey.merge(alarm.key(), alarm, (one, other) -> {
            if (one.open() || other.open()) {
                return one.open() ? one : other;
            }
            return one.clearedAt().isAfter(other.clearedAt()) ? one : other;
        }));
        return byKey;
    }

    private static Instant earliest(Instant now, Instant... others) {
        var earliest = now;
        for (var other : others) {
            earliest = other != null && other.isBefore(earliest) ? other : earliest;
        }
        return earliest;
    }
}
