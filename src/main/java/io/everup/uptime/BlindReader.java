package io.everup.uptime;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Lists the times that nobody observed: what stands behind the figure. */
@Component
class BlindReader {

    private final HistoryReader histories;
    private final JdbcClient jdbc;
    private final Clock clock;

    BlindReader(HistoryReader histories, JdbcClient jdbc, Clock clock) {
        this.histories = histories;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Newest first, each cut to the window and to now. */
    List<Blind> within(Interval window) {
        var known = Intervals.of(List.of(window)).intersect(Intervals.between(Instant.MIN, clock.instant()));
        var all = new ArrayList<Blind>();
        for (var part : histories.absences().intersect(known).parts()) {
            all.add(new Blind(null, null, part.from(), part.to()));
        }
        var names = names();
        histories.hosts().forEach((host, seen) -> {
            var unseen = Intervals.of(seen.stretches().stream()
                    .filter(part -> part.value().sight() == Sight.UNSEEN)
                    .map(Painted.Stretch::when)
                    .toList());
            var name = names.getOrDefault(host, "a removed host");
            for (var part : unseen.intersect(known).parts()) {
                all.add(new Blind(host, name, part.from(), part.to()));
            }
        });
        all.sort(Comparator.comparing(Blind::from).reversed());
        return all;
    }

    private Map<UUID, String> names() {
        var names = new HashMap<UUID, String>();
        jdbc.sql("select id, name from host").query(row -> {
            names.put(row.getObject("id", UUID.class), row.getString("name"));
        });
        return names;
    }
}
