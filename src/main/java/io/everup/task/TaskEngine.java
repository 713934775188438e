package io.everup.task;

import io.everup.hypervisor.HypervisorFailure;
import io.everup.shared.Refusal;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Carries a task from step to step. A step that the world doesn't answer is asked again later; a refusal, or a wish to
 * cancel before the pivot, undoes what was done, in reverse. Every move is written down before the next begins.
 */
@Component
class TaskEngine {

    private static final Logger log = LoggerFactory.getLogger(TaskEngine.class);
    private static final int MOST_PAUSE_SECONDS = 15;
    private static final int MOST_CRASHES = 3;

    private final TaskStore store;
    private final ApplicationEventPublisher publisher;

    TaskEngine(TaskStore store, ApplicationEventPublisher publisher) {
        this.store = store;
        this.publisher = publisher;
    }

    void work(RunningTask run, TaskKind kind) {
        try {
            if (kind == null) {
                var failure = "This version of Everup doesn't know how to do "
                        + run.claim().kind() + ".";
                end(run, null, 0, TaskState.FAILED, failure, null);
                return;
            }
            proceed(run, kind);
        } catch (TaskStore.LeaseLost e) {
            log.info("Task {} went to another worker", run.id());
        } catch (RuntimeException e) {
            stumbled(run, e);
        }
    }

    /** Neither a step nor the world is at fault: the task is given back, or its lease runs out by itself. */
    private void stumbled(RunningTask run, RuntimeException problem) {
        if (databaseIsAway(problem)) {
            log.warn("Task {} waits for PostgreSQL: {}", run.id(), problem.getMessage());
        } else {
            log.error(
                    "Task {} ({}) stumbled and is taken up again",
                    run.id(),
                    run.claim().kind(),
                    problem);
        }
        try {
            store.release(
                    run.worker(), run.id(), Duration.ofSeconds(pause(run.claim().attempt())));
        } catch (RuntimeException e) {
            log.debug("Task {} is left to its lease", run.id(), e);
        }
    }

    private static boolean databaseIsAway(RuntimeException problem) {
        return problem instanceof TransientDataAccessException
                || problem instanceof RecoverableDataAccessException
                || problem instanceof NonTransientDataAccessResourceException
                || problem instanceof TransactionException;
    }

    private void proceed(RunningTask run, TaskKind kind) {
        var claim = run.claim();
        List<TaskStep> steps;
        try {
            steps = kind.steps(run);
        } catch (RuntimeException e) {
            if (databaseIsAway(e)) {
                throw e;
            }
            log.error("Task {} ({}) could not be prepared", run.id(), claim.kind(), e);
            var failure = claim.undoing() ? claim.failure() : sentence(e, run);
            end(
                    run,
                    kind,
                    claim.step(),
                    TaskState.FAILED,
                    failure,
                    e instanceof Refusal refusal ? refusal.next() : null);
            return;
        }
        if (claim.undoing()) {
            undo(run, kind, steps, claim.step(), claim.failure(), claim.failureNext());
            return;
        }
        for (var index = claim.step(); index < steps.size(); index++) {
            if (run.cancelRequested() && !passedPivot(steps, index)) {
                store.log(run.id(), "INFO", "Cancelled: what was begun is undone.");
                // Of a step that an earlier attempt began nobody knows how far it came: it is undone, too.
                var begun = index == claim.step() && claim.begun();
                undo(run, kind, steps, begun ? index : index - 1, null, null);
                return;
            }
            if (!step(run, kind, steps, index)) {
                return;
            }
        }
        end(run, kind, steps.size(), TaskState.SUCCEEDED, null, null);
    }

    /** Answers whether the next step may begin. */
    private boolean step(RunningTask run, TaskKind kind, List<TaskStep> steps, int index) {
        var step = steps.get(index);
        store.atStep(run.worker(), run.id(), index, step.title(), steps.size(), 100 * index / steps.size());
        try {
            switch (step.probe(run)) {
                case DONE -> {
                    return true;
                }
                case IN_FLIGHT -> {
                    store.pause(run.worker(), run.id(), Duration.ofSeconds(1));
                    return false;
                }
                case NOT_DONE -> step.perform(run);
            }
            return true;
        } catch (TaskStep.Again e) {
            store.pause(run.worker(), run.id(), e.pause());
        } catch (HypervisorFailure.Unreachable | HypervisorFailure.OutcomeUnknown e) {
            tryLater(run, kind, steps, index, e);
        } catch (HypervisorFailure | Refusal e) {
            if (passedPivot(steps, index)) {
                tryLater(run, kind, steps, index, e);
            } else {
                fail(run, kind, steps, index, e);
            }
        } catch (TaskStore.LeaseLost e) {
            throw e;
        } catch (RuntimeException e) {
            if (databaseIsAway(e)) {
                throw e;
            }
            log.error("Task {} ({}) failed at step {}", run.id(), run.claim().kind(), step.title(), e);
            if (attempt(run, index) >= MOST_CRASHES && !passedPivot(steps, index)) {
                fail(run, kind, steps, index, e);
            } else {
                tryLater(run, kind, steps, index, e);
            }
        }
        return false;
    }

    private static int attempt(RunningTask run, int index) {
        return run.claim().step() == index ? Math.max(1, run.claim().attempt()) : 1;
    }

    private static long pause(int attempt) {
        return Math.min(MOST_PAUSE_SECONDS, 1L << Math.max(0, Math.min(attempt - 1, 4)));
    }

    private void tryLater(RunningTask run, TaskKind kind, List<TaskStep> steps, int index, RuntimeException problem) {
        var attempt = attempt(run, index);
        var waited = attempt <= 5 ? (1L << attempt) : 31 + (attempt - 5L) * MOST_PAUSE_SECONDS;
        if (waited > kind.patience().toSeconds() && !passedPivot(steps, index)) {
            fail(run, kind, steps, index, problem);
            return;
        }
        store.log(run.id(), "WARNING", sentence(problem, run) + " Trying again in " + pause(attempt) + " s.");
        store.release(run.worker(), run.id(), Duration.ofSeconds(pause(attempt)));
    }

    private void fail(RunningTask run, TaskKind kind, List<TaskStep> steps, int index, RuntimeException problem) {
        var reason = sentence(problem, run);
        if (run.cancelRequested()) {
            store.log(run.id(), "INFO", "Cancelled: " + reason);
            undo(run, kind, steps, index, null, null);
            return;
        }
        store.log(run.id(), "ERROR", reason);
        undo(run, kind, steps, index, reason, problem instanceof Refusal refusal ? refusal.next() : null);
    }

    private void undo(RunningTask run, TaskKind kind, List<TaskStep> steps, int from, String failure, String next) {
        var last = Math.max(0, from);
        for (var index = from; index >= 0; index--) {
            last = index;
            try {
                store.undoing(run.worker(), run.id(), index, failure, next);
                steps.get(index).undo(run);
            } catch (TaskStore.LeaseLost e) {
                throw e;
            } catch (RuntimeException e) {
                if (databaseIsAway(e)) {
                    throw e;
                }
                undoLater(run, steps.get(index), e);
                return;
            }
            if (steps.get(index).keepsWhatWasDone()) {
                break;
            }
        }
        end(run, kind, last, failure == null ? TaskState.CANCELLED : TaskState.FAILED, failure, next);
    }

    private void undoLater(RunningTask run, TaskStep step, RuntimeException problem) {
        log.warn("Undo of {} in task {} must be tried again", step.title(), run.id(), problem);
        store.log(
                run.id(), "WARNING", "Undoing \"" + step.title() + "\": " + sentence(problem, run) + " Trying again.");
        store.release(
                run.worker(), run.id(), Duration.ofSeconds(pause(run.claim().attempt() + 1)));
    }

    /** @param at where a worker would go on if this one died before its last word */
    private void end(RunningTask run, TaskKind kind, int at, TaskState state, String failure, String next) {
        if (state != TaskState.SUCCEEDED) {
            store.undoing(run.worker(), run.id(), at, failure, next);
            if (kind != null) {
                kind.ended(run, state);
            }
        }
        store.end(run.worker(), run.id(), state);
        publisher.publishEvent(new TaskEnded(run.id(), run.claim().kind(), run.subject(), state, failure));
    }

    private static boolean passedPivot(List<TaskStep> steps, int index) {
        return steps.subList(0, index).stream().anyMatch(TaskStep::pivot);
    }

    private static String sentence(RuntimeException problem, RunningTask run) {
        if (problem instanceof HypervisorFailure || problem instanceof Refusal) {
            var text = problem.getMessage();
            return text.endsWith(".") ? text : text + ".";
        }
        return "Something unexpected went wrong inside Everup (reference " + run.id() + ").";
    }
}
