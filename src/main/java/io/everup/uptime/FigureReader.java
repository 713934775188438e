package io.everup.uptime;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reads figures: of one VM, or of the few that a reader may see, worked out from their facts, of many from sums that are kept by days, so that pages, API and
 * CSV agree whatever they show and none of them works out a year.
 */
@Component
class FigureReader {

    private final HistoryReader histories;
    private final DaySums sums;
    private final JdbcClient jdbc;
    private final Clock clock;

    FigureReader(HistoryReader histories, DaySums sums, JdbcClient jdbc, Clock clock) {
        this.histories = histories;
        this.sums = sums;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    UptimeReport report(HistoryReader.Scope scope, CalendarWindow window) {
        var now = clock.instant();
        if (scope.vm() != null || scope.vms() != null) {
            return work(scope, window, now);
        }
        var days = sums.read(scope.pool(), window);
        var sum = days.stream().map(UptimeReport.Day::figures).reduce(Figures.NONE, Figures::plus);
        return new UptimeReport(window, null, scope.pool(), now, sum, days);
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

    /** The outages of each VM that touch a time. */
    Map<UUID, List<FigureRules.Down>> outages(HistoryReader.Scope scope, Interval when) {
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
