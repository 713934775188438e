package io.everup.service;

import io.everup.uptime.CalendarWindow;
import io.everup.uptime.FigureRules;
import io.everup.uptime.Interval;
import io.everup.uptime.Intervals;
import io.everup.uptime.OutageView;
import io.everup.uptime.ServiceLedger;
import io.everup.uptime.UptimeEvents;
import io.everup.uptime.VmTimes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Works out services of which something was learned: their outages, their figures by days and how they are now. All of
 * them once a minute, since time goes on; so no page has to work out anything.
 */
@Component
class ServiceKeeper {

    private static final int AT_ONCE = 20;
    private static final int MOST_YEARS = 9;
    private static final Duration ALL_EVERY = Duration.ofMinutes(1);

    private final ServiceStore store;
    private final ServiceReader reader;
    private final ServiceOperations operations;
    private final ServiceFigures figures;
    private final ServiceNews news;
    private final ServiceLedger ledger;
    private final SurvivalReader survivals;
    private final VmTimes times;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private Instant allAt = Instant.EPOCH;

    ServiceKeeper(
            ServiceStore store,
            ServiceReader reader,
            ServiceOperations operations,
            ServiceFigures figures,
            ServiceNews news,
            ServiceLedger ledger,
            SurvivalReader survivals,
            VmTimes times,
            TransactionTemplate transaction,
            Clock clock) {
        this.store = store;
        this.reader = reader;
        this.operations = operations;
        this.figures = figures;
        this.news = news;
        this.ledger = ledger;
        this.survivals = survivals;
        this.times = times;
        this.transaction = transaction;
        this.clock = clock;
    }

    @EventListener
    void changed(UptimeEvents.OutagesChanged event) {
        if (event.vm() != null) {
            store.touchByVm(event.vm());
        } else {
            store.touch(event.service());
        }
    }

    @EventListener
    void changed(UptimeEvents.SightChanged event) {
        store.touchByHost(event.host());
    }

    void keep() {
        operations.dropLostMembers();
        var now = clock.instant();
        var all = allAt.plus(ALL_EVERY).isBefore(now);
        if (all) {
            allAt = now;
            store.living().forEach(store::touch);
            survivals.forget();
        }
        var done = AT_ONCE;
        while (done == AT_ONCE) {
            done = transaction.execute(status -> batch());
        }
    }

    /** What the histories have in common is read after it is known what was touched: it says at least as much. */
    private int batch() {
        var touched = store.takeTouched(AT_ONCE);
        if (!touched.isEmpty()) {
            var common = times.common();
            touched.forEach(id -> store.find(id).ifPresent(service -> keep(service, common)));
        }
        return touched.size();
    }

    private void keep(ServiceStore.Stored service, VmTimes.Common common) {
        var now = clock.instant();
        var known = reader.read(service, common, now);
        var history = known.history();
        var rows = history.runs().stream()
                .flatMap(run -> ServiceOutageRules.rows(run, known.context()).stream())
                .toList();
        ledger.keep(service.id(), service.spec().name(), rows);
        var standing = ledger.standing(service.id());
        days(service, history, standing, now);
        var members = reader.members(service.spec());
        var bad = Intervals.of(standing.stream()
                .filter(OutageView::counted)
                .map(OutageView::when)
                .toList());
        var burn = BurnRules.burn(service.spec().target(), history.wanted(), history.unobserved(), bad, now);
        news.tell(
                service,
                new ServiceNews.Found(
                        history.now(),
                        history.since(),
                        history.wanted().isEmpty()
                                ? null
                                : history.wanted().parts().get(0).from(),
                        standing.stream()
                                .filter(row -> row.endedAt() == null)
                                .findFirst()
                                .orElse(null),
                        members,
                        burn,
                        survivals.of(service.spec(), members),
                        now));
    }

    private void days(ServiceStore.Stored service, ServiceHistory history, List<OutageView> standing, Instant now) {
        if (history.wanted().isEmpty()) {
            return;
        }
        var zone = service.spec().zone();
        var today = LocalDate.ofInstant(now, zone);
        var begun = LocalDate.ofInstant(history.wanted().parts().get(0).from(), zone);
        var longAgo = today.minusYears(MOST_YEARS);
        var window = CalendarWindow.days(begun.isBefore(longAgo) ? longAgo : begun, today, zone);
        var rules = new FigureRules(window, now);
        var downs = standing.stream()
                .map(row -> new FigureRules.Down(
                        new Interval(row.startedAt(), row.endedAt() == null ? Instant.MAX : row.endedAt()),
                        row.cause(),
                        row.counted()))
                .toList();
        rules.add(history.wanted(), history.unobserved(), downs);
        figures.keep(service.id(), rules.days());
    }
}
