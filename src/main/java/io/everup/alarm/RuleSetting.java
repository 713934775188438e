package io.everup.alarm;

import io.everup.notice.NoticeSeverity;
import java.time.Duration;

/**
 * A rule as it is applied.
 *
 * @param severity of a rule without a measure
 * @param warning and {@code critical}: thresholds in the rule's measure; null for a rule without
 * @param after how long a state must last before it is an alarm
 */
record RuleSetting(
        AlarmRule rule, boolean enabled, NoticeSeverity severity, Integer warning, Integer critical, Duration after) {}
