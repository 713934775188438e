package io.everup.service;

import io.everup.event.EventLog;
import java.time.Clock;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Counts the replicas' votes again and again, and writes a fact whenever the verdict of all is another one. */
@Component
class ProbeKeeper {

    private final ServiceStore services;
    private final ProbeLog results;
    private final EventLog events;
    private final TransactionTemplate transaction;
    private final Clock clock;

    ProbeKeeper(
            ServiceStore services, ProbeLog results, EventLog events, TransactionTemplate transaction, Clock clock) {
        this.services = services;
        this.results = results;
        this.events = events;
        this.transaction = transaction;
        this.clock = clock;
    }

    void keep() {
        services.probeOwners()
                .forEach((probe, service) -> transaction.executeWithoutResult(status -> keep(probe, service)));
    }

    private void keep(UUID probe, UUID service) {
        var now = clock.instant();
        var held = ProbeRules.held(results.votes(probe), now);
        var before = results.now(probe).orElse(null);
        if (before != null && before.verdict() == held.verdict()) {
            results.hold(probe, held, before.since());
            return;
        }
        if (before == null && held.verdict() == Verdict.UNKNOWN) {
            return;
        }
        var since = held.at();
        // What was really seen before stays: the new verdict begins after it.
        if (before != null && before.support() != null && since.isBefore(before.support())) {
            since = before.support();
        }
        results.hold(probe, held, since);
        results.fact(probe, held, since, now);
        services.touch(service);
        events.changed("service", service);
    }
}
