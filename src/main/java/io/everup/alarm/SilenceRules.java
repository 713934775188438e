package io.everup.alarm;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Which alarms a silence is about. */
final class SilenceRules {

    private SilenceRules() {}

    /** What a silence looks at. */
    record Alarm(AlarmRule rule, String subjectKey, String subjectName, String text) {}

    /** Whether any of them holds now and is about it. */
    static boolean silenced(List<SilenceView> silences, Alarm alarm, Instant now) {
        return silences.stream().anyMatch(silence -> covers(silence, alarm, now));
    }

    /** All that a silence names must fit. Words are looked for in the subject's name and the text. */
    static boolean covers(SilenceView silence, Alarm alarm, Instant now) {
        return !now.isBefore(silence.startsAt())
                && now.isBefore(silence.endsAt())
                && (silence.rule() == null || silence.rule() == alarm.rule())
                && (silence.subjectKey() == null || silence.subjectKey().equals(alarm.subjectKey()))
                && (silence.words() == null || holds(silence.words(), alarm.subjectName() + " " + alarm.text()));
    }

    private static boolean holds(String words, String text) {
        var lower = text.toLowerCase(Locale.ROOT);
        return Arrays.stream(words.toLowerCase(Locale.ROOT).strip().split("\\s+"))
                .allMatch(lower::contains);
    }
}
