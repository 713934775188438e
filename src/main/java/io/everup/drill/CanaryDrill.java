package io.everup.drill;

import io.everup.host.FenceDevices;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.shared.Refusal;
import io.everup.task.TaskKind;
import io.everup.task.TaskRun;
import io.everup.task.TaskState;
import io.everup.task.TaskStep;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Cuts a spare host that carries nothing but a VM made for it, follows the failover, and makes all well again. Everything
 * is refused before the cut unless each precondition holds; after the cut the way leads only forward, to the host being on
 * again and the canary gone.
 */
@Component
class CanaryDrill implements TaskKind {

    static final String KIND = "drill-canary";

    private static final Duration CUT = Duration.ofSeconds(15);
    private static final Duration ON = Duration.ofSeconds(30);
    private static final Duration TIDY = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final CanaryFacts facts;
    private final CanaryVm canary;
    private final CanaryFollow follow;
    private final ReadinessChecks readiness;
    private final FenceDevices fence;
    private final DrillStore store;
    private final Clock clock;

    CanaryDrill(
            CanaryFacts facts,
            CanaryVm canary,
            CanaryFollow follow,
            ReadinessChecks readiness,
            FenceDevices fence,
            DrillStore store,
            Clock clock) {
        this.facts = facts;
        this.canary = canary;
        this.follow = follow;
        this.readiness = readiness;
        this.fence = fence;
        this.store = store;
        this.clock = clock;
    }

    @Override
    public String name() {
        return KIND;
    }

    @Override
    public List<TaskStep> steps(TaskRun run) {
        return List.of(
                TaskStep.of("Check all that must hold", this::check),
                new Make(),
                new Cut(),
                TaskStep.of("Follow the failover", follow::follow),
                TaskStep.of("Switch the host on again", this::on),
                TaskStep.of("Wait until the host is back", follow::awaitHost),
                TaskStep.of("Delete the canary", this::tidy),
                TaskStep.of("Sum up", this::sumUp));
    }

    private void check(TaskRun run) {
        var found = readiness.run(run.subject().id());
        var own = facts.judge(run.uuid("host"), null);
        store.add(run.uuid("drill"), found);
        store.add(run.uuid("drill"), own);
        refuse(found);
        refuse(own);
    }

    private static void refuse(List<Check> checks) {
        checks.stream()
                .filter(check -> check.outcome() == Check.Outcome.FAILED)
                .findFirst()
                .ifPresent(check -> {
                    throw Refusal.conflict(
                            "drill-not-safe",
                            "Nothing was cut. " + check.subject() + ": " + check.finding(),
                            check.advice() == null ? "See the drill's page." : check.advice());
                });
    }

    private final class Make implements TaskStep {

        @Override
        public String title() {
            return "Make the canary and start it";
        }

        @Override
        public void perform(TaskRun run) {
            canary.make(run);
        }

        @Override
        public void undo(TaskRun run) {
            if (!canary.remove(run.uuid("vm"))) {
                throw new TaskStep.Again(PAUSE);
            }
        }
    }

    private final class Cut implements TaskStep {

        @Override
        public String title() {
            return "Cut the host's power through its fence devices";
        }

        @Override
        public Probe probe(TaskRun run) {
            return run.text("cutAt") != null
                            && fence.askAll(run.uuid("host")).verdict().off()
                    ? Probe.DONE
                    : Probe.NOT_DONE;
        }

        @Override
        public void perform(TaskRun run) {
            if (run.text("cutAt") == null) {
                var again = facts.judge(run.uuid("host"), run.uuid("vm"));
                store.add(run.uuid("drill"), again);
                refuse(again);
                run.put("cutAt", clock.instant().toString());
            }
            cut(run);
        }

        @Override
        public boolean pivot() {
            return true;
        }
    }

    private void cut(TaskRun run) {
        var begun = clock.instant();
        HypervisorFailure last = null;
        for (var level : fence.levels(run.uuid("host"))) {
            try {
                fence.off(run.uuid("host"), level, CUT);
                store.add(
                        run.uuid("drill"),
                        List.of(Check.passed(
                                        "cut",
                                        run.text("hostName"),
                                        "Level " + level.number()
                                                + " of its fence devices switched it off and reports so.")
                                .took(Duration.between(begun, clock.instant()).toMillis())));
                return;
            } catch (HypervisorFailure e) {
                last = e;
                run.warn(e.getMessage());
            }
        }
        throw Refusal.conflict(
                "drill-not-cut",
                "The host could not be cut" + (last == null ? "." : ": " + last.getMessage()),
                "Its fence devices would fail in earnest, too: see to them.");
    }

    private void on(TaskRun run) {
        fence.on(run.uuid("host"), ON);
        if (run.text("onAt") == null) {
            run.put("onAt", clock.instant().toString());
        }
    }

    private void tidy(TaskRun run) {
        if (run.text("tidyBy") == null) {
            run.put("tidyBy", clock.instant().plus(TIDY).toString());
        }
        if (canary.remove(run.uuid("vm"))) {
            return;
        }
        if (clock.instant().isBefore(java.time.Instant.parse(run.text("tidyBy")))) {
            throw new TaskStep.Again(PAUSE);
        }
        store.add(
                run.uuid("drill"),
                List.of(Check.warning(
                        "tidy", run.text("hostName"), "The canary could not be deleted.", "Delete it by hand.")));
    }

    private void sumUp(TaskRun run) {
        var failed = store.failed(run.uuid("drill"));
        store.end(
                run.uuid("drill"),
                failed == 0 ? DrillState.PASSED : DrillState.FAILED,
                failed == 0
                        ? run.text("hostName") + " was cut, its VM ran elsewhere " + run.text("words")
                                + " later, and the host is back."
                        : failed + " checks failed after " + run.text("hostName") + " was cut.");
        run.result("drill", run.uuid("drill"));
    }

    @Override
    public void ended(TaskRun run, TaskState state) {
        store.end(
                run.uuid("drill"),
                DrillState.STOPPED,
                run.text("cutAt") == null
                        ? "It was stopped before anything was cut: see the failed check, or its task."
                        : "It was stopped after the cut: see to " + run.text("hostName") + " and its task.");
    }
}
