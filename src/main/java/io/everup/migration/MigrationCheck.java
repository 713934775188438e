package io.everup.migration;

import io.everup.host.HostConnections;
import io.everup.hypervisor.Hypervisor;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.VmReport;
import io.everup.identity.Actor;
import io.everup.migration.MigrationForecast.Ending;
import io.everup.shared.Refusal;
import io.everup.task.TaskRun;
import io.everup.task.TaskStep;
import io.everup.vm.VmDirectory;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** What comes before a move: its turn, a look at the target, and a forecast from what the guest writes now. */
@Component
class MigrationCheck implements TaskStep {

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final HostConnections connections;
    private final VmDirectory vms;
    private final MigrationTurns turns;
    private final MigrationPolicies policies;
    private final MigrationForecasts forecasts;
    private final DirtyRates rates;
    private final MigrationJournal journal;

    MigrationCheck(
            HostConnections connections,
            VmDirectory vms,
            MigrationTurns turns,
            MigrationPolicies policies,
            MigrationForecasts forecasts,
            DirtyRates rates,
            MigrationJournal journal) {
        this.connections = connections;
        this.vms = vms;
        this.turns = turns;
        this.policies = policies;
        this.forecasts = forecasts;
        this.rates = rates;
        this.journal = journal;
    }

    @Override
    public String title() {
        return "Check the target";
    }

    @Override
    public void perform(TaskRun run) {
        waitForTurn(run);
        run.log("Chosen " + run.text("hostName") + ": " + run.text("why") + ".");
        requireFitsStill(run);
        tidyTarget(run);
        var source = connections.to(run.uuid("source"));
        measure(run, source);
        foresee(run);
        journal.state(run.uuid("migration"), MigrationState.PREPARED);
    }

    private void waitForTurn(TaskRun run) {
        var vm = vms.vm(Actor.SYSTEM, run.subject().id());
        var waits = turns.take(run.uuid("migration"), policies.of(vm.poolId()).atOnce());
        if (waits.isPresent()) {
            if (!run.flag("waited")) {
                run.put("waited", true);
                run.log("It waits for its turn: " + waits.get() + ".");
            }
            throw new TaskStep.Again(LOOK_AGAIN);
        }
    }

    /** While it waited others may have gone there. */
    private void requireFitsStill(TaskRun run) {
        if (!run.flag("waited")) {
            return;
        }
        var vm = run.subject().id();
        var ranking = MigrationPayload.copiesDisks(run)
                ? vms.targetsWithDisks(Actor.SYSTEM, vm, false)
                : vms.targets(Actor.SYSTEM, vm);
        ranking.rejection(run.uuid("host")).ifPresent(rejection -> {
            throw Refusal.conflict(
                    "host-does-not-fit",
                    run.text("hostName") + " can't take " + run.subject().name() + " any more: " + rejection.sentence()
                            + ".",
                    "Move it to another host.");
        });
    }

    private void tidyTarget(TaskRun run) {
        var target = connections.to(run.uuid("host"));
        var there = target.vm(run.subject().id());
        if (there.isPresent() && there.get().power() == VmReport.Power.OFF) {
            target.undefine(run.subject().id());
            run.log("A stale, stopped copy on " + run.text("hostName") + " was removed.");
        }
    }

    /** What it writes decides how it goes; a host that can't tell is no reason to stay. */
    private void measure(TaskRun run, Hypervisor source) {
        var vm = run.subject().id();
        if (rates.fresh(vm)) {
            return;
        }
        try {
            source.dirtyRate(vm).ifPresent(rate -> rates.store(vm, rate));
        } catch (HypervisorFailure e) {
            run.log("How much memory it writes could not be measured: " + e.getMessage());
        }
    }

    private void foresee(TaskRun run) {
        var vm = run.subject().id();
        var wish = MigrationPayload.wish(run);
        var forecast = forecasts.of(vm, run.uuid("host"), wish, journal.copyBytes(run.uuid("migration")));
        journal.expected(run.uuid("migration"), forecast);
        run.put("ending", forecast.ending().name());
        run.put("memoryBytes", forecast.premises().memoryBytes());
        run.put("pauseLimit", pauseLimit(forecast));
        run.log(ForecastWords.sentence(forecast));
        refuseHopeless(run.subject().name(), forecast);
    }

    /** A hypervisor wants more than nothing; what can't be kept is refused besides. */
    private static long pauseLimit(MigrationForecast forecast) {
        return Math.max(10, Math.round(forecast.premises().lastMemoryMillis()));
    }

    /** @throws Refusal when what is known, not what is assumed, says that it can't end within its budget */
    static void refuseHopeless(String vm, MigrationForecast forecast) {
        if (forecast.ending() == Ending.NEVER
                && !forecast.premises().dirty().assumed()
                && !(forecast.premises().link().assumed() && forecast.premises().capBytesPerSecond() == 0)) {
            throw Refusal.conflict(
                    "migration-would-not-end",
                    vm + " can't be moved within its pause budget: " + ForecastWords.whyNever(forecast),
                    "Allow the guest to be slowed down (auto-converge) or to go over first (post-copy), give it a longer"
                            + " pause or more bandwidth, or move it when it writes less.");
        }
    }
}
