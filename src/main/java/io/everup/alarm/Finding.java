package io.everup.alarm;

import io.everup.event.Subject;
import io.everup.notice.NoticeSeverity;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A state that a rule finds now.
 *
 * @param key what tells it from the rule's other findings: as a rule the subject's id
 * @param pool null where it belongs to none
 * @param severity null for the rule's own, or for what {@code value} says
 * @param value in the rule's measure; null for a rule without
 * @param text what is wrong, one sentence
 * @param next what to do about it, one sentence
 * @param since when the state began, where that was recorded; null for now
 * @param parts names of what is affected along with the subject
 * @param because the key of the host whose loss explains it; null for none
 */
record Finding(
        AlarmRule rule,
        String key,
        Subject subject,
        UUID pool,
        NoticeSeverity severity,
        Double value,
        String text,
        String next,
        Instant since,
        List<String> parts,
        String because) {

    static Finding of(AlarmRule rule, Subject subject, UUID pool, String text, String next, Instant since) {
        return new Finding(rule, key(subject), subject, pool, null, null, text, next, since, List.of(), null);
    }

    static String key(Subject subject) {
        return subject.id() == null ? subject.type() : subject.id().toString();
    }

    Finding with(NoticeSeverity other) {
        return new Finding(rule, key, subject, pool, other, value, text, next, since, parts, because);
    }

    Finding worth(double measured) {
        return new Finding(rule, key, subject, pool, severity, measured, text, next, since, parts, because);
    }

    Finding naming(List<String> names) {
        return new Finding(rule, key, subject, pool, severity, value, text, next, since, List.copyOf(names), because);
    }

    Finding because(String host) {
        return new Finding(rule, key, subject, pool, severity, value, text, next, since, parts, host);
    }

    Finding keyed(String other) {
        return new Finding(rule, other, subject, pool, severity, value, text, next, since, parts, because);
    }
}
