package io.everup.drill;

import io.everup.shared.Refusal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.springframework.scheduling.support.CronExpression;

/** When scheduled drills run. Pure. */
final class CronTimes {

    private static final String SECOND = "0 ";

    private CronTimes() {}

    /** @throws Refusal when the fields or the zone can't be read, or it would never run */
    static void check(String cron, String zone) {
        try {
            ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw Refusal.invalidField("zone", "There is no time zone " + zone + "; write one such as Europe/Paris.");
        }
        if (cron.strip().split("\\s+").length != 5 || !CronExpression.isValidExpression(SECOND + cron.strip())) {
            throw Refusal.invalidField(
                    "cron",
                    "Write five fields: minute, hour, day of the month, month, day of the week; such as 0 6 * * MON.");
        }
        if (next(cron, zone, Instant.EPOCH, 1).isEmpty()) {
            throw Refusal.invalidField("cron", "That day never comes.");
        }
    }

    /** The first runs after a moment; fewer where there are no more. */
    static List<Instant> next(String cron, String zone, Instant after, int count) {
        var expression = CronExpression.parse(SECOND + cron.strip());
        var runs = new ArrayList<Instant>();
        var at = expression.next(after.atZone(ZoneId.of(zone)));
        while (at != null && runs.size() < count) {
            runs.add(at.toInstant());
            at = expression.next(at);
        }
        return runs;
    }

    /** Whether a run is due; however many were missed, that is one. @param runAfter runs before it are done with */
    static boolean due(String cron, String zone, Instant runAfter, Instant now) {
        return next(cron, zone, runAfter, 1).stream().anyMatch(at -> !at.isAfter(now));
    }
}
