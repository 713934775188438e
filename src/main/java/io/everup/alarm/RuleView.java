package io.everup.alarm;

import io.everup.notice.NoticeSeverity;
import java.time.Instant;

/**
 * A rule as it is applied.
 *
 * @param sentence what it looks for
 * @param measure what the thresholds are numbers of; null for a rule without, which has a severity instead
 * @param afterSeconds how long a state must last before it is an alarm
 * @param version 0 while it is as built in
 */
public record RuleView(
        AlarmRule rule,
        String sentence,
        boolean enabled,
        NoticeSeverity severity,
        AlarmRule.Measure measure,
        Integer warning,
        Integer critical,
        long afterSeconds,
        long version,
        Instant changedAt,
        String changedBy) {

    record Change(String rule, long version, Instant at, String by) {}

    static RuleView of(RuleSetting setting, Change change) {
        return new RuleView(
                setting.rule(),
                setting.rule().sentence(),
                setting.enabled(),
                setting.severity(),
                setting.rule().measure(),
                setting.warning(),
                setting.critical(),
                setting.after().toSeconds(),
                change == null ? 0 : change.version(),
                change == null ? null : change.at(),
                change == null ? null : change.by());
    }
}
