package io.everup.hypervisor.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/** What happened in a world, in its own words; the oldest lines are dropped. */
final class Chronicle {

    private static final int MOST = 5_000;

    private final Deque<String> lines = new ArrayDeque<>();
    private final Instant start;

    Chronicle(Instant start) {
        this.start = start;
    }

    void note(Instant now, String what) {
        if (lines.size() == MOST) {
            lines.removeFirst();
        }
        lines.add(time(now) + " " + what);
    }

    String time(Instant now) {
        return String.format(Locale.ROOT, "t=%.3f", Duration.between(start, now).toMillis() / 1000.0);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
