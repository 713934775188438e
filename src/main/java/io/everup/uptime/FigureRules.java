package io.everup.uptime;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The one place in which figures are worked out: per day, so that every calendar window is a sum of days. Pure. */
public final class FigureRules {

    /** A day with its figures. */
    public record Day(LocalDate date, Figures figures) {}

    /** One outage of a VM, without what nobody observed. */
    public record Down(Interval when, Cause cause, boolean counted) {}

    private final List<LocalDate> days;
    /** Milliseconds since 1970 at which each day begins, and the last one ends. */
    private final long[] edges;

    private final Interval whole;
    private final long[] wanted;
    private final long[] unobserved;
    private final long[] excluded;
    private final Map<Cause, long[]> down = new EnumMap<>(Cause.class);

    /** @param now nothing is known of what comes after it */
    public FigureRules(CalendarWindow window, Instant now) {
        days = window.days();
        edges = new long[days.size() + 1];
        for (var i = 0; i <= days.size(); i++) {
            edges[i] = window.first()
                    .plusDays(i)
                    .atStartOfDay(window.zone())
                    .toInstant()
                    .toEpochMilli();
        }
        var all = window.interval();
        whole = now.isBefore(all.to()) && now.isAfter(all.from()) ? new Interval(all.from(), now) : all;
        wanted = new long[days.size()];
        unobserved = new long[days.size()];
        excluded = new long[days.size()];
        if (!now.isAfter(all.from())) {
            Arrays.fill(edges, Long.MAX_VALUE);
        }
    }

    /** Adds one VM. @param outages as the ledger has them */
    public void add(Intervals wantedOn, Intervals nobodyLooked, List<Down> outages) {
        if (edges[0] == Long.MAX_VALUE) {
            return;
        }
        var counted = Intervals.of(
                outages.stream().filter(Down::counted).map(Down::when).toList());
        var base = wantedOn.union(counted).clip(whole);
        spread(base, wanted);
        spread(base.intersect(nobodyLooked), unobserved);
        for (var outage : outages) {
            var seen = Intervals.of(List.of(outage.when())).clip(whole).subtract(nobodyLooked);
            spread(
                    seen,
                    outage.counted() ? down.computeIfAbsent(outage.cause(), c -> new long[days.size()]) : excluded);
        }
    }

    private void spread(Intervals intervals, long[] sums) {
        for (var part : intervals.parts()) {
            var from = part.from().toEpochMilli();
            var to = part.to().toEpochMilli();
            var found = Arrays.binarySearch(edges, from);
            for (var day = found >= 0 ? found : -found - 2; day < sums.length && edges[day] < to; day++) {
                sums[day] += Math.min(to, edges[day + 1]) - Math.max(from, edges[day]);
            }
        }
    }

    public List<Day> days() {
        var result = new ArrayList<Day>();
        for (var i = 0; i < days.size(); i++) {
            var at = i;
            var causes = new EnumMap<Cause, Long>(Cause.class);
            down.forEach((cause, sums) -> causes.put(cause, sums[at]));
            result.add(new Day(days.get(i), new Figures(wanted[i], unobserved[i], causes, excluded[i])));
        }
        return result;
    }

    static Figures sum(List<Day> days, CalendarWindow window) {
        return days.stream()
                .filter(day ->
                        !day.date().isBefore(window.first()) && day.date().isBefore(window.end()))
                .map(Day::figures)
                .reduce(Figures.NONE, Figures::plus);
    }
}
