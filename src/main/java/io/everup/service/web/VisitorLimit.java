package io.everup.service.web;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Counts the visits of each address on this replica in fixed windows of time. Of many addresses it keeps a bounded number. */
final class VisitorLimit {

    static final int WINDOW_SECONDS = 60;
    static final int MOST = 120;
    private static final int MOST_ADDRESSES = 10_000;

    private final Clock clock;
    private final Map<String, Integer> visits = new HashMap<>();
    private Instant since = Instant.EPOCH;

    VisitorLimit(Clock clock) {
        this.clock = clock;
    }

    synchronized boolean admits(String address) {
        var now = clock.instant();
        if (since.plusSeconds(WINDOW_SECONDS).isBefore(now)) {
            visits.clear();
            since = now;
        }
        if (visits.size() >= MOST_ADDRESSES && !visits.containsKey(address)) {
            return false;
        }
        return visits.merge(address, 1, Integer::sum) <= MOST;
    }
}
