package io.everup.uptime;

import java.time.Instant;
import java.util.List;

/** When no replica of the portal ran. Pure. */
final class AbsenceRules {

    private AbsenceRules() {}

    /**
     * @param presences of all replicas, whose clocks may differ
     * @param now until when is asked; a replica that wrote within {@link Presence#GAP} before it runs still
     * @return absences from the first presence until now
     */
    static Intervals absences(List<Interval> presences, Instant now) {
        if (presences.isEmpty()) {
            return Intervals.NONE;
        }
        var present = Intervals.of(presences);
        var first = present.parts().get(0).from();
        var last = present.parts().get(present.parts().size() - 1).to();
        if (!last.isBefore(now.minus(Presence.GAP)) && last.isBefore(now)) {
            present = present.union(Intervals.between(last, Instant.MAX));
        }
        return Intervals.between(first, Instant.MAX).subtract(present);
    }
}
