package io.everup.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.hypervisor.HypervisorFailure;
import io.everup.shared.Refusal;
import io.everup.support.As;
import io.everup.task.TaskRig.Killed;
import io.everup.task.TaskRig.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;
import org.springframework.transaction.support.TransactionTemplate;

@Tag("module")
@SpringJUnitConfig(TaskRig.class)
class TaskEngineTest {

    @Autowired
    TaskStore store;

    @Autowired
    TaskEngine engine;

    @Autowired
    TaskOperations tasks;

    @Autowired
    TaskDirectory directory;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transaction;

    private final Script script = new Script();
    private int workers;

    @BeforeEach
    void empty() {
        jdbc.sql("truncate task cascade").update();
    }

    private UUID submit() {
        return tasks.submit(As.OLI, TaskRig.task("vm:1"));
    }

    /** A new worker takes the task and works until it ends, waits or is killed. */
    private void work() {
        work(run -> {});
    }

    private void work(java.util.function.Consumer<RunningTask> before) {
        jdbc.sql("update task set due_at = now() - interval '1 second'").update();
        var worker = "worker-" + ++workers;
        store.claim(worker, false).ifPresent(claim -> {
            var run = new RunningTask(claim, store, worker);
            before.accept(run);
            try {
                engine.work(run, script);
            } catch (Killed e) {
                expire();
            }
        });
    }

    private void expire() {
        jdbc.sql("update task set lease_until = now() - interval '1 second' where lease_until is not null")
                .update();
    }

    private TaskView view(UUID task) {
        return directory.find(As.OLI, task);
    }

    // --- the table
    // ------------------------------------------------------------------------------------------------------

    @Test
    void oneExclusiveTaskPerThingIsAFactOfTheDatabase() throws Exception {
        var threads = Executors.newFixedThreadPool(8);
        try {
            var attempts = new ArrayList<Callable<String>>();
            for (var i = 0; i < 16; i++) {
                attempts.add(() -> {
                    try {
                        submit();
                        return "queued";
                    } catch (Refusal e) {
                        return e.getMessage() + " " + e.next();
                    }
                });
            }
            var answers = new ArrayList<String>();
            for (var answer : threads.invokeAll(attempts)) {
                answers.add(answer.get());
            }
            assertThat(answers).as("one exclusive task per VM").containsOnlyOnce("queued");
            assertThat(answers)
                    .filteredOn(answer -> !answer.equals("queued"))
                    .as("a refusal names the task that is at work")
                    .hasSize(15)
                    .allSatisfy(
                            answer -> assertThat(answer).contains("web-1 is busy", "Do something to web-1", "Wait"));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void theKeyIsFreeAgainWhenTheTaskHasEnded() {
        script.step("a");
        submit();
        work();
        submit();
        work();
        assertThat(script.calls).containsExactly("do a", "do a");
    }

    @Test
    void aTaskOfARolledBackTransactionNeverWas() {
        transaction.executeWithoutResult(status -> {
            submit();
            status.setRollbackOnly();
        });
        assertThat(store.claim("w", false)).isEmpty();
    }

    @Test
    void workersNeverTakeTheSameTask() throws Exception {
        for (var i = 0; i < 60; i++) {
            tasks.submit(As.OLI, TaskRig.task("vm:" + i));
        }
        var threads = Executors.newFixedThreadPool(6);
        try {
            var workers = new ArrayList<Callable<List<UUID>>>();
            for (var i = 0; i < 6; i++) {
                var name = "w" + i;
                workers.add(() -> {
                    var taken = new ArrayList<UUID>();
                    for (var claim = store.claim(name, false); claim.isPresent(); claim = store.claim(name, false)) {
                        taken.add(claim.get().id());
                    }
                    return taken;
                });
            }
            var all = new ArrayList<UUID>();
            for (var taken : threads.invokeAll(workers)) {
                all.addAll(taken.get());
            }
            assertThat(all).as("each task has one worker").hasSize(60).doesNotHaveDuplicates();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void urgentTasksHaveWorkersOfTheirOwn() {
        tasks.submit(As.OLI, TaskRig.task("vm:1").asUrgent());
        assertThat(store.claim("w", false)).isEmpty();
        assertThat(store.claim("w", true)).isPresent();
    }

    @Test
    void whoeverLostTheLeaseWritesNothing() {
        var id = submit();
        assertThat(store.claim("old", false)).isPresent();
        assertThat(store.claim("new", false)).as("a task at work is not taken").isEmpty();
        expire();
        assertThat(store.claim("new", false))
                .as("a dead worker's task is taken")
                .isPresent();
        var before = row(id);
        List<Runnable> writes = List.of(
                () -> store.atStep("old", id, 5, "x", 9, 50),
                () -> store.undoing("old", id, 5, "x", "y"),
                () -> store.progress("old", id, 99),
                () -> store.save("old", id, Map.of("x", 1), Map.of()),
                () -> store.release("old", id, Duration.ZERO),
                () -> store.pause("old", id, Duration.ZERO),
                () -> store.end("old", id, TaskState.SUCCEEDED));
        writes.forEach(write -> assertThatThrownBy(write::run).isInstanceOf(TaskStore.LeaseLost.class));
        assertThat(row(id)).as("a worker without lease writes nothing").isEqualTo(before);
        assertThat(store.renew("old", List.of(id))).isEmpty();
        assertThat(store.renew("new", List.of(id))).containsEntry(id, false);
    }

    private Map<String, Object> row(UUID id) {
        return jdbc.sql("select * from task where id = :id")
                .param("id", id)
                .query()
                .singleRow();
    }

    @Test
    void aWorkerThatLostItsLeaseStopsAndDoesNotEndTheTask() {
        script.step("a").perform = run -> expire();
        script.step("b");
        var id = submit();
        work();
        assertThat(script.calls).as("no further effect without a lease").containsExactly("do a");
        assertThat(view(id).state()).isEqualTo(TaskState.RUNNING);

        script.calls.clear();
        script.steps.clear();
        script.step("a").perform = run -> {
            expire();
            throw Refusal.conflict("no", "No.", "Yes.");
        };
        work();
        assertThat(script.calls).as("the last word is the next worker's").containsExactly("do a");
        assertThat(view(id).state()).isEqualTo(TaskState.RUNNING);
    }

    // --- success and failure
    // -------------------------------------------------------------------------------------------

    @Test
    void stepsRunInOrderAndTheResultIsKept() {
        script.step("a").perform = run -> run.put("made", "disk");
        script.step("b").perform = run -> run.result("vm", run.text("made") + " " + run.text("colour"));
        var id = submit();
        work();
        assertThat(script.calls).containsExactly("do a", "do b");
        var view = view(id);
        assertThat(view.state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(view.progress()).isEqualTo(100);
        assertThat(view.result()).isEqualTo(Map.of("vm", "disk blue"));
        assertThat(view.failure()).isNull();
        assertThat(view.finishedAt()).isNotNull();
    }

    @Test
    void aRefusalUndoesInReverseAndSaysWhyAndWhatNext() {
        script.step("a");
        script.step("b");
        script.step("c").perform = run -> {
            throw Refusal.conflict("full", "The datastore is full.", "Free some room.");
        };
        script.step("d");
        var id = submit();
        work();
        assertThat(script.calls)
                .as("a failure undoes what was done, in reverse")
                .containsExactly("do a", "do b", "do c", "undo c", "undo b", "undo a", "ended FAILED");
        assertThat(view(id).state()).isEqualTo(TaskState.FAILED);
        assertThat(view(id).failure()).isEqualTo("The datastore is full.");
        assertThat(view(id).next()).as("a failure says what to do next").isEqualTo("Free some room.");
        assertThat(directory.log(As.OLI, id)).extracting(TaskLogLine::level).contains("ERROR");
    }

    @Test
    void whatTheHostRefusedIsToldInItsWords() {
        script.step("a").perform = run -> {
            throw new HypervisorFailure.Refused("internal error: no such bridge", null);
        };
        var id = submit();
        work();
        assertThat(view(id).failure()).isEqualTo("internal error: no such bridge.");
    }

    @Test
    void aStepMayKeepWhatWasDoneBeforeIt() {
        script.step("a");
        script.step("b");
        var last = script.step("c");
        last.keeps = true;
        last.perform = run -> {
            throw Refusal.conflict("no", "No.", "Yes.");
        };
        var id = submit();
        work();
        assertThat(script.calls).containsExactly("do a", "do b", "do c", "undo c", "ended FAILED");
        assertThat(view(id).state()).isEqualTo(TaskState.FAILED);
    }

    @Test
    void anUnexpectedErrorIsTriedThreeTimesAndHidden() {
        script.step("a").perform = run -> {
            throw new DataIntegrityViolationException("duplicate key \"secret\"");
        };
        var id = submit();
        work();
        work();
        assertThat(view(id).state()).isEqualTo(TaskState.WAITING);
        work();
        assertThat(view(id).state())
                .as("a programming error doesn't loop for ever")
                .isEqualTo(TaskState.FAILED);
        assertThat(view(id).failure()).contains("reference " + id).doesNotContain("secret");
    }

    @Test
    void anUnknownKindFailsWithASentence() {
        var id = submit();
        var claim = store.claim("w", false).orElseThrow();
        engine.work(new RunningTask(claim, store, "w"), null);
        assertThat(view(id).state()).isEqualTo(TaskState.FAILED);
        assertThat(view(id).failure()).contains("doesn't know how to do script");
    }

    // --- crashes
    // -------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aCrashInAnyStepLosesNothing(int crashing) {
        for (var i = 0; i < 3; i++) {
            var step = script.step("" + i);
            if (i == crashing) {
                step.perform = run -> {
                    step.perform = again -> {};
                    throw new Killed();
                };
            }
        }
        var id = submit();
        work();
        assertThat(view(id).state()).as("killed at work").isEqualTo(TaskState.RUNNING);
        work();
        assertThat(view(id).state()).as("the next worker goes on").isEqualTo(TaskState.SUCCEEDED);
        var expected = new ArrayList<String>();
        for (var i = 0; i < 3; i++) {
            expected.add("do " + i);
            if (i == crashing) {
                expected.add("do " + i);
            }
        }
        assertThat(script.calls)
                .as("from the step of the crash, not from the first")
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aCrashInAnyUndoLosesNothing(int crashing) {
        for (var i = 0; i < 3; i++) {
            var step = script.step("" + i);
            if (i == crashing) {
                step.undo = run -> {
                    step.undo = again -> {};
                    throw new Killed();
                };
            }
        }
        script.step("last").perform = run -> {
            throw Refusal.conflict("no", "It can't be.", "Try another.");
        };
        var id = submit();
        work();
        assertThat(view(id).state()).isEqualTo(TaskState.RUNNING);
        work();
        assertThat(script.calls.subList(script.calls.indexOf("undo last"), script.calls.size()))
                .as("undoing goes on from the step of the crash")
                .isEqualTo(
                        switch (crashing) {
                            case 2 -> List.of("undo last", "undo 2", "undo 2", "undo 1", "undo 0", "ended FAILED");
                            case 1 -> List.of("undo last", "undo 2", "undo 1", "undo 1", "undo 0", "ended FAILED");
                            default -> List.of("undo last", "undo 2", "undo 1", "undo 0", "undo 0", "ended FAILED");
                        });
        assertThat(view(id).state()).isEqualTo(TaskState.FAILED);
        assertThat(view(id).failure()).as("the reason survives the crash").isEqualTo("It can't be.");
        assertThat(view(id).next()).isEqualTo("Try another.");
    }

    @Test
    void aCrashBeforeTheLastWordOfAKeptFailureUndoesNoMoreThanBefore() {
        script.step("a");
        var last = script.step("b");
        last.keeps = true;
        last.perform = run -> {
            throw Refusal.conflict("no", "No.", "Yes.");
        };
        last.undo = run -> {
            last.undo = again -> {};
            throw new Killed();
        };
        submit();
        work();
        work();
        assertThat(script.calls).as("what is kept stays kept over a crash").doesNotContain("undo a");
    }

    @Test
    void anUndoThatFailsIsTriedUntilItWorks() {
        var step = script.step("a");
        var failures = new int[1];
        step.undo = run -> {
            if (failures[0]++ < 2) {
                throw new HypervisorFailure.Unreachable("Silence", null);
            }
        };
        step.perform = run -> {
            throw Refusal.conflict("no", "No.", "Yes.");
        };
        var id = submit();
        work();
        work();
        assertThat(view(id).state()).isEqualTo(TaskState.WAITING);
        work();
        assertThat(view(id).state()).isEqualTo(TaskState.FAILED);
        assertThat(script.calls).containsExactly("do a", "undo a", "undo a", "undo a", "ended FAILED");
    }

    // --- the world may not answer
    // --------------------------------------------------------------------------------------

    @Test
    void anUnknownOutcomeIsProbedBeforeItIsPerformedAgain() {
        var step = script.step("a");
        var done = new boolean[1];
        step.probe = () -> done[0] ? TaskStep.Probe.DONE : TaskStep.Probe.NOT_DONE;
        step.perform = run -> {
            done[0] = true;
            throw new HypervisorFailure.OutcomeUnknown("No answer in time", null);
        };
        var id = submit();
        work();
        assertThat(view(id).state()).isEqualTo(TaskState.WAITING);
        work();
        assertThat(script.calls)
                .as("an unknown outcome is looked at, not repeated")
                .containsExactly("probe a", "do a", "probe a");
        assertThat(view(id).state()).isEqualTo(TaskState.SUCCEEDED);
    }

    @Test
    void patienceEndsInAnUndoneFailure() {
        script.patience = Duration.ofSeconds(5);
        script.step("a");
        script.step("b").perform = run -> {
            throw new HypervisorFailure.Unreachable("h2 doesn't answer", null);
        };
        var id = submit();
        for (var i = 0; i < 10 && !view(id).state().ended(); i++) {
            work();
        }
        assertThat(script.calls).as("patience is short here").containsSubsequence("undo b", "undo a", "ended FAILED");
        assertThat(script.calls.stream().filter("do b"::equals).count()).isBetween(2L, 4L);
        assertThat(view(id).failure()).isEqualTo("h2 doesn't answer.");
    }

    @Test
    void waitingForWhatIsUnderWayUsesUpNoPatience() {
        script.patience = Duration.ofSeconds(5);
        var step = script.step("a");
        var looks = new int[1];
        step.probe = () -> {
            looks[0]++;
            if (looks[0] == 20) {
                throw new HypervisorFailure.Unreachable("One lost answer", null);
            }
            return looks[0] < 30 ? TaskStep.Probe.IN_FLIGHT : TaskStep.Probe.DONE;
        };
        var id = submit();
        for (var i = 0; i < 40 && !view(id).state().ended(); i++) {
            work();
        }
        assertThat(view(id).state())
                .as("one lost answer after long waiting fails nothing: %s", view(id).failure())
                .isEqualTo(TaskState.SUCCEEDED);
    }

    @Test
    void afterThePivotItGoesForwardForEver() {
        script.patience = Duration.ofSeconds(1);
        script.step("a").pivot = true;
        var step = script.step("b");
        var failures = new int[1];
        step.perform = run -> {
            if (failures[0]++ < 12) {
                throw failures[0] % 2 == 0
                        ? Refusal.conflict("no", "Not now.", "Later.")
                        : new HypervisorFailure.Unreachable("Silence", null);
            }
        };
        var id = submit();
        work();
        for (var i = 0; i < 20 && !view(id).state().ended(); i++) {
            work(run -> run.requestCancel());
        }
        assertThat(view(id).state()).as("after the pivot only forward").isEqualTo(TaskState.SUCCEEDED);
        assertThat(script.calls).doesNotContain("undo a", "undo b");
    }

    // --- cancelling
    // ----------------------------------------------------------------------------------------------------

    @Test
    void cancelBeforeThePivotUndoesInReverse() {
        script.step("a");
        script.step("b").probe = () -> TaskStep.Probe.IN_FLIGHT;
        script.step("c").pivot = true;
        var id = submit();
        work();
        tasks.cancel(As.OLI, id);
        assertThat(view(id).state()).isEqualTo(TaskState.CANCELLING);
        work();
        assertThat(script.calls)
                .as("a cancelled task undoes what was begun, in reverse")
                .containsExactly("do a", "probe b", "undo b", "undo a", "ended CANCELLED");
        assertThat(view(id).state()).isEqualTo(TaskState.CANCELLED);
        assertThat(view(id).failure()).isNull();
        assertThatThrownBy(() -> tasks.cancel(As.OLI, id))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("has ended");
    }

    @Test
    void cancelBeforeTheFirstStepUndoesNothing() {
        script.step("a");
        var id = submit();
        tasks.cancel(As.OLI, id);
        work();
        assertThat(script.calls).containsExactly("ended CANCELLED");
        assertThat(view(id).state()).isEqualTo(TaskState.CANCELLED);
    }

    @Test
    void cancelOfAStepWhoseOutcomeIsUnknownUndoesIt() {
        script.step("a").perform = run -> {
            throw new HypervisorFailure.OutcomeUnknown("No answer in time", null);
        };
        var id = submit();
        work();
        tasks.cancel(As.OLI, id);
        work();
        assertThat(script.calls)
                .as("what may have happened is undone")
                .containsExactly("do a", "undo a", "ended CANCELLED");
    }

    @Test
    void aStepThatEndsBecauseOfTheCancelIsNoFailure() {
        script.step("a").perform = run -> {
            ((RunningTask) run).requestCancel();
            throw new HypervisorFailure.Refused("migration job: canceled by client", null);
        };
        var id = submit();
        work();
        assertThat(view(id).state()).isEqualTo(TaskState.CANCELLED);
        assertThat(script.calls).containsExactly("do a", "undo a", "ended CANCELLED");
    }

    @Test
    void aCrashWhileCancellingLosesNothing() {
        script.step("a");
        var step = script.step("b");
        step.perform = run -> {
            throw new HypervisorFailure.OutcomeUnknown("No answer in time", null);
        };
        step.undo = run -> {
            step.undo = again -> {};
            throw new Killed();
        };
        var id = submit();
        work();
        tasks.cancel(As.OLI, id);
        work();
        work();
        assertThat(script.calls).containsExactly("do a", "do b", "undo b", "undo b", "undo a", "ended CANCELLED");
        assertThat(view(id).state()).isEqualTo(TaskState.CANCELLED);
    }

    @Test
    void whoeverMayNotCancelOthersTasksMayCancelTheirOwn() {
        var id = submit();
        assertThatThrownBy(() -> tasks.cancel(As.ARLO, id))
                .as("an auditor cancels nobody's task")
                .isInstanceOf(Refusal.class);
        assertThat(view(id).state()).isEqualTo(TaskState.QUEUED);
    }

    @Test
    void theHolderOfAKeyCanBeCancelledBecauseItsGroundIsGone() {
        script.step("a");
        var id = submit();
        assertThat(tasks.cancelHolder("vm:2", "No ground.")).isFalse();
        assertThat(tasks.cancelHolder("vm:1", "Its host is proven dead.")).isTrue();
        assertThat(view(id).state()).isEqualTo(TaskState.CANCELLING);
        assertThat(directory.log(As.OLI, id)).extracting(TaskLogLine::text).contains("Its host is proven dead.");
    }
}
