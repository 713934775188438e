package io.everup.report;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Locale;

/** How page and PDF write times and lengths; exact, for somebody may add them up. */
public final class ReportWords {

    private final DateTimeFormatter times;

    ReportWords(ZoneId zone) {
        times = DateTimeFormatter.ofPattern("d MMM uuuu HH:mm:ss", Locale.ENGLISH)
                .withZone(zone);
    }

    /** In the report's time zone; a dash for null. */
    public String time(Instant at) {
        return at == null ? "–" : times.format(at);
    }

    /** To the second: {@code 1 d 2 h 3 min 4 s}; below ten seconds with milliseconds. */
    public String length(long millis) {
        if (millis == 0) {
            return "0 s";
        }
        if (millis < 10_000) {
            return String.format(Locale.ROOT, "%.3f s", millis / 1000.0);
        }
        var length = Duration.ofMillis(millis + 500);
        var parts = new ArrayList<String>();
        add(parts, length.toDays(), "d");
        add(parts, length.toHoursPart(), "h");
        add(parts, length.toMinutesPart(), "min");
        add(parts, length.toSecondsPart(), "s");
        return String.join(" ", parts);
    }

    private static void add(ArrayList<String> parts, long amount, String unit) {
        if (amount > 0) {
            parts.add(amount + " " + unit);
        }
    }

    /** How availability changed, in points of a percent; null where one of both is unknown. */
    public String change(Double now, Double before) {
        return now == null || before == null ? null : String.format(Locale.ROOT, "%+.3f points", (now - before) * 100);
    }
}
