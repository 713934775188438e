package io.everup.alarm;

import java.time.Instant;
import java.util.UUID;

/**
 * Alarms that nobody is told of for a while. What is null is not looked at; at least one of rule, subject and words is there.
 *
 * @param subjectKey and {@code subjectName}: of one thing alone
 * @param words all must stand in the alarm's subject or text
 * @param endedBy who ended it before its time; null for nobody
 */
public record SilenceView(
        UUID id,
        AlarmRule rule,
        String subjectKey,
        String subjectName,
        String words,
        String reason,
        Instant startsAt,
        Instant endsAt,
        String madeBy,
        String endedBy) {}
