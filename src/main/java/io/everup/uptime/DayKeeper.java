package io.everup.uptime;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Works out the figures of days that are new or old: as a rule of today alone, of more when late evidence or a correction
 * reaches further back. It rests for twenty times as long as it worked, so that it takes at most a twentieth of a core.
 */
@Component
class DayKeeper {

    /** So long after it happened every word on it has been written down and is seen by other transactions. */
    private static final Duration SETTLED = Duration.ofMinutes(5);

    private static final int REST = 20;
    private static final int MOST_YEARS = 9;

    private final DaySums sums;
    private final FigureReader figures;
    private final HistoryReader histories;
    private final UptimeSettings settings;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private Instant restsUntil = Instant.EPOCH;

    DayKeeper(
            DaySums sums,
            FigureReader figures,
            HistoryReader histories,
            UptimeSettings settings,
            TransactionTemplate transaction,
            Clock clock) {
        this.sums = sums;
        this.figures = figures;
        this.histories = histories;
        this.settings = settings;
        this.transaction = transaction;
        this.clock = clock;
    }

    void keep() {
        var begin = clock.instant();
        if (begin.isBefore(restsUntil)) {
            return;
        }
        keepNow();
        var took = Duration.between(begin, clock.instant());
        restsUntil = clock.instant().plus(took.multipliedBy(REST));
    }

    /** Without a rest. */
    void keepNow() {
        transaction.executeWithoutResult(status -> rebuild(clock.instant()));
    }

    private void rebuild(Instant now) {
        sums.lock();
        var zone = settings.zone();
        var made =
                sums.made().filter(known -> known.zone().equals(zone.getId())).orElse(null);
        var stale = sums.takeStale();
        var from = made == null ? sums.firstUp() : earlier(made.until(), stale);
        if (from == null) {
            return;
        }
        var today = LocalDate.ofInstant(now, zone);
        var longAgo = today.minusYears(MOST_YEARS);
        var first = LocalDate.ofInstant(from.isAfter(now) ? now : from, zone);
        var window = CalendarWindow.days(first.isBefore(longAgo) ? longAgo : first, today, zone);
        sums.replace(made == null ? LocalDate.EPOCH : window.first(), figuresOf(window, now));
        sums.made(zone, now.minus(SETTLED));
    }

    private static Instant earlier(Instant one, Instant other) {
        return other == null || one.isBefore(other) ? one : other;
    }

    private Map<UUID, List<FigureRules.Day>> figuresOf(CalendarWindow window, Instant now) {
        var pools = sums.poolsOfVms();
        var rules = new HashMap<UUID, FigureRules>();
        var everything = HistoryReader.Scope.EVERYTHING;
        var outages = figures.outages(everything, window.interval());
        histories.each(everything, window.interval().from(), (vm, history) -> {
            var pool = pools.get(vm);
            if (pool != null) {
                rules.computeIfAbsent(pool, id -> new FigureRules(window, now))
                        .add(history.wanted(), history.unobserved(), outages.getOrDefault(vm, List.of()));
            }
        });
        var days = new HashMap<UUID, List<FigureRules.Day>>();
        rules.forEach((pool, rule) -> days.put(pool, rule.days()));
        return days;
    }
}
