package io.everup.plan;

import io.everup.event.EventLog;
import io.everup.event.Severity;
import io.everup.event.Subject;
import io.everup.host.HostEvents;
import io.everup.placement.LossCase;
import io.everup.placement.Remedies;
import io.everup.placement.RuleBook;
import io.everup.placement.Survey;
import io.everup.vm.HostOffers;
import io.everup.vm.VmEvents;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Keeps each pool's failover plan up to date: soon after each change, and now and then for what no event tells, such as
 * memory that other programs take. Many changes in one round cost one plan.
 */
@Component
class PlanKeeper {

    private static final Logger LOG = LoggerFactory.getLogger(PlanKeeper.class);

    /** A plan is made anew at least as often. */
    private static final Duration LASTS = Duration.ofSeconds(30);

    private final FactReader facts;
    private final PlanStore store;
    private final HostOffers offers;
    private final EventLog events;
    private final JdbcClient jdbc;
    private final Clock clock;

    PlanKeeper(FactReader facts, PlanStore store, HostOffers offers, EventLog events, JdbcClient jdbc, Clock clock) {
        this.facts = facts;
        this.store = store;
        this.offers = offers;
        this.events = events;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @EventListener
    void vmChanged(VmEvents.StateChanged change) {
        touchPoolOf("vm", change.vm());
    }

    @EventListener
    void hostChanged(HostEvents.StateChanged change) {
        touchPoolOf("host", change.host());
    }

    @EventListener
    void placementChanged(VmEvents.PlacementChanged change) {
        store.touch(change.pool());
    }

    private void touchPoolOf(String table, UUID id) {
        jdbc.sql("insert into pool_plan_touch (pool_id) select pool_id from " + table + " where id = :id")
                .param("id", id)
                .update();
    }

    /** Makes the plans that are due. */
    void keep() {
        for (var pool : store.due(clock.instant().minus(LASTS))) {
            try {
                make(pool);
            } catch (RuntimeException e) {
                LOG.warn("The failover plan of pool {} could not be worked out; it is tried again.", pool, e);
            }
        }
    }

    void make(UUID pool) {
        var at = clock.instant();
        var begin = System.nanoTime();
        var known = facts.read(pool);
        var survey = known.survey();
        var took = (int) ((System.nanoTime() - begin) / 1_000_000);
        var broken = (int) RuleBook.breaches(offers.rules(pool), known.hosts()).stream()
                .map(breach -> breach.rule().id())
                .distinct()
                .count();
        var before = store.of(pool).map(PlanStore.Kept::answer).orElse(null);
        store.put(
                pool,
                new PlanStore.Made(
                        survey, at, took, known.hosts().size(), known.vms().size(), broken, remedies(known, survey)));
        tell(pool, before, survey.answer());
    }

    private static List<String> remedies(PoolFacts known, Survey survey) {
        return survey.cases().stream()
                .filter(one ->
                        one.kind() != LossCase.Kind.GROUP && !one.recovery().survives())
                .max(java.util.Comparator.comparingInt(
                        one -> one.recovery().leftOut().size()))
                .map(one -> Remedies.of(known.hosts(), known.vms(), known.policy(), one.lost()))
                .orElse(List.of());
    }

    private void tell(UUID pool, Survey.Answer before, Survey.Answer now) {
        if (before == now) {
            return;
        }
        events.changed("plan", pool);
        if (before == null || before != Survey.Answer.SURVIVES && now != Survey.Answer.SURVIVES) {
            return;
        }
        var name = jdbc.sql("select name from pool where id = :pool")
                .param("pool", pool)
                .query(String.class)
                .optional()
                .orElse("");
        var subject = new Subject("pool", pool, name);
        if (now == Survey.Answer.SURVIVES) {
            events.record(
                    "pool-survives",
                    Severity.INFO,
                    subject,
                    name + " survives the loss of hosts again, as its policy asks.");
        } else {
            events.record(
                    "pool-does-not-survive",
                    Severity.WARNING,
                    subject,
                    name + " no longer survives the loss of hosts as its policy asks. Its failover plan says which VMs"
                            + " would be left out.");
        }
    }
}
