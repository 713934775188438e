package io.everup.alarm;

import io.everup.event.Subject;
import io.everup.notice.NoticeSeverity;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * An alarm as readers see it.
 *
 * @param subjectKey what tells its subject from others of the rule
 * @param pool null where it belongs to none
 * @param text what is wrong, one sentence
 * @param next what to do about it
 * @param value in the rule's measure; null for a rule without
 * @param parts names of what is affected along with the subject
 * @param since when the state began
 * @param raisedAt when it became an alarm
 * @param flaps how often it came back soon after it was cleared
 * @param note what whoever acknowledged it wrote; null for nothing
 * @param silenced whether nobody is told of it now
 */
public record AlarmView(
        UUID id,
        AlarmRule rule,
        NoticeSeverity severity,
        AlarmState state,
        Subject subject,
        String subjectKey,
        UUID pool,
        String text,
        String next,
        Double value,
        List<String> parts,
        Instant since,
        Instant raisedAt,
        Instant lastSeenAt,
        Instant clearedAt,
        int flaps,
        Instant acknowledgedAt,
        String acknowledgedBy,
        String note,
        boolean silenced,
        long version) {

    public boolean open() {
        return state != AlarmState.CLEARED;
    }

    /** One thing that happened to an alarm. @param kind such as {@code RAISED}; @param who null for Everup itself */
    public record Entry(Instant at, String kind, String text, String who) {}

    /** An alarm with its story, oldest first, and the silences that are about it now. */
    public record Detail(AlarmView alarm, List<Entry> entries, List<SilenceView> silences) {}

    /** Open alarms that aren't silenced. */
    public record Count(int critical, int warning, int acknowledged) {

        /** Those that nobody has taken on. */
        public int raised() {
            return critical + warning;
        }
    }
}
