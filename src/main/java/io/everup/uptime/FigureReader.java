package io.everup.uptime;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Feeds {@link FigureRules} with histories and outages. Of many VMs a whole year is worked out at once, and what lies within
 * it is taken from there, so that pages, API and CSV agree whatever they show. What took long to work out is kept for a while: for twenty times
 * as long as it took, at least two seconds.
 */
@Component
class FigureReader {

    private static final Duration LEAST = Duration.ofSeconds(2);
    private static final int MOST_KEPT = 40;

    private final HistoryReader histories;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final Map<Object, Kept> kept = new ConcurrentHashMap<>();

    FigureReader(HistoryReader histories, JdbcClient jdbc, Clock clock) {
        this.histories = histories;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    private record Kept(UptimeReport report, Instant until) {}

    private record Key(HistoryReader.Scope scope, CalendarWindow window) {}

    UptimeReport report(HistoryReader.Scope scope, CalendarWindow window) {
        var year = CalendarWindow.of(CalendarWindow.Span.YEAR, window.first(), window.zone());
        if (scope.vm() == null && !window.equals(year) && !window.end().isAfter(year.end())) {
            return report(scope, year).within(window);
        }
        var key = new Key(scope, window);
        var now = clock.instant();
        var before = kept.get(key);
        if (before != null && now.isBefore(before.until())) {
            return before.report();
        }
        var report = work(scope, window, now);
        if (scope.vm() == null) {
            var took = Duration.between(now, clock.instant()).multipliedBy(20);
            if (kept.size() >= MOST_KEPT) {
                kept.clear();
            }
            kept.put(key, new Kept(report, clock.instant().plus(took.compareTo(LEAST) < 0 ? LEAST : took)));
        }
        return report;
    }

    /** After a correction: what was kept is old. */
    void forget() {
        kept.clear();
    }

    private UptimeReport work(HistoryReader.Scope scope, CalendarWindow window, Instant now) {
        var rules = new FigureRules(window, now);
        var outages = outages(scope, window.interval());
        histories.each(
                scope,
                window.interval().from(),
                (vm, history) ->
                        rules.add(history.wanted(), history.unobserved(), outages.getOrDefault(vm, List.of())));
        var days = rules.days().stream()
                .map(day -> new UptimeReport.Day(day.date(), day.figures()))
                .toList();
        var sum = days.stream().map(UptimeReport.Day::figures).reduce(Figures.NONE, Figures::plus);
        return new UptimeReport(window, scope.vm(), scope.pool(), now, sum, days);
    }

    private Map<UUID, List<FigureRules.Down>> outages(HistoryReader.Scope scope, Interval when) {
        var outages = new HashMap<UUID, List<FigureRules.Down>>();
        jdbc.sql("select vm_id, started_at, ended_at, cause, counted from outage"
                        + " where vm_id is not null and started_at < ? and (ended_at is null or ended_at > ?) and "
                        + scope.sql("vm_id", "pool_id"))
                .param(FactLog.sql(when.to()))
                .param(FactLog.sql(when.from()))
                .param(scope.parameter())
                .query(row -> {
                    var end = Rows.instant(row, "ended_at");
                    outages.computeIfAbsent(row.getObject("vm_id", UUID.class), vm -> new ArrayList<>())
                            .add(new FigureRules.Down(
                                    new Interval(Rows.instant(row, "started_at"), end == null ? Instant.MAX : end),
                                    Cause.valueOf(row.getString("cause")),
                                    row.getBoolean("counted")));
                });
        return outages;
    }
}
