package io.everup.alarm;

import io.everup.event.EventLog;
import io.everup.shared.Ids;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Looks at all states and brings the alarms up to date: level by level, so that a round that was missed is made up. */
@Component
class AlarmKeeper {

    private static final Logger log = LoggerFactory.getLogger(AlarmKeeper.class);

    private final List<FactSource> sources;
    private final AlarmStore store;
    private final AlarmTold told;
    private final EventLog events;
    private final TransactionTemplate transaction;
    private final Ids ids;
    private final Clock clock;

    AlarmKeeper(
            List<FactSource> sources,
            AlarmStore store,
            AlarmTold told,
            EventLog events,
            TransactionTemplate transaction,
            Ids ids,
            Clock clock) {
        this.sources = sources;
        this.store = store;
        this.told = told;
        this.events = events;
        this.transaction = transaction;
        this.ids = ids;
        this.clock = clock;
    }

    private record Look(Set<AlarmRule> checked, List<Finding> findings) {}

    void round() {
        var now = clock.instant();
        var look = look(now);
        transaction.executeWithoutResult(status -> {
            store.lock();
            var steps = AlarmRules.decide(new AlarmRules.View(
                    now,
                    store.settings(),
                    look.checked(),
                    look.findings(),
                    store.known(now.minus(AlarmRules.AGAIN_WITHIN)),
                    store.pending()));
            steps.forEach(step -> apply(step, now));
            if (!look.checked().isEmpty()) {
                store.seen(look.checked(), now);
            }
            var changed = steps.stream().anyMatch(AlarmKeeper::visible);
            if (told.tell(now) || changed) {
                events.changed("alarm", null);
            }
        });
    }

    /** A source that fails leaves the alarms of its rules as they are. */
    private Look look(Instant now) {
        var checked = EnumSet.noneOf(AlarmRule.class);
        var findings = new ArrayList<Finding>();
        for (var source : sources) {
            try {
                findings.addAll(source.find(now));
                checked.addAll(source.rules());
            } catch (RuntimeException e) {
                log.warn("The rules {} could not be looked at", source.rules(), e);
            }
        }
        return new Look(checked, findings);
    }

    private static boolean visible(AlarmRules.Step step) {
        return !(step instanceof AlarmRules.Step.Wait
                || step instanceof AlarmRules.Step.Forget
                || step instanceof AlarmRules.Step.Miss);
    }

    private void apply(AlarmRules.Step step, Instant now) {
        if (step instanceof AlarmRules.Step.Raise raise) {
            var id = ids.next();
            store.insert(id, raise.finding(), raise.severity(), raise.since(), now);
            store.note(id, now, "RAISED", raise.finding().text(), null);
        } else if (step instanceof AlarmRules.Step.Again again) {
            store.update(again.alarm().id(), again.finding(), again.severity(), AlarmState.RAISED, true, now);
            store.note(again.alarm().id(), now, "AGAIN", again.finding().text(), null);
        } else if (step instanceof AlarmRules.Step.Keep keep) {
            keep(keep, now);
        } else if (step instanceof AlarmRules.Step.Miss miss) {
            store.miss(miss.alarm().id(), now);
        } else if (step instanceof AlarmRules.Step.Clear clear) {
            store.clear(clear.alarm().id(), now);
            store.note(clear.alarm().id(), now, "CLEARED", clear.why(), null);
        } else if (step instanceof AlarmRules.Step.Wait wait) {
            store.await(wait.key(), wait.since());
        } else if (step instanceof AlarmRules.Step.Forget forget) {
            store.forget(forget.key());
        }
    }

    /** What was acknowledged and gets worse is raised again: it isn't what somebody took on. */
    private void keep(AlarmRules.Step.Keep keep, Instant now) {
        var alarm = keep.alarm();
        var worse = keep.severity().compareTo(alarm.severity()) > 0;
        store.update(
                alarm.id(), keep.finding(), keep.severity(), worse ? AlarmState.RAISED : alarm.state(), false, now);
        if (keep.severity() != alarm.severity()) {
            store.note(
                    alarm.id(), now, worse ? "WORSE" : "BETTER", keep.finding().text(), null);
        }
    }
}
