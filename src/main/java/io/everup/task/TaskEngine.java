package io.everup.task;

import io.everup.hypervisor.HypervisorFailure;
import io.everup.shared.Refusal;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

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
                end(run, null, TaskState.FAILED, "This version of Everup doesn't know how to do " + run.claim().kind());
                return;
            }
            proceed(run, kind);
        } catch (TaskStore.LeaseLost e) {
            log.info("Task {} went to another worker", run.id());
        } catch (DataAccessException e) {
            log.warn("Task {} waits for PostgreSQL: {}", run.id(), e.getMostSpecificCause().getMessage());
        }
    }

    private void proceed(RunningTask run, TaskKind kind) {
        var claim = run.claim();
        if (claim.undoing()) {
            undo(run, kind, kind.steps(run), claim.step(), claim.failure());
            return;
        }
        List<TaskStep> steps;
        try {
            steps = kind.steps(run);
        } catch (RuntimeException e) {
            log.error("Task {} ({}) could not be prepared", run.id(), claim.kind(), e);
            end(run, kind, TaskState.FAILED, sentence(e, run));
            return;
        }
        for (var index = claim.step(); index < steps.size(); index++) {
            if (run.cancelRequested() && !passedPivot(steps, index)) {
                store.log(run.id(), "INFO", "Cancelled: what was begun is undone.");
                undo(run, kind, steps, index - 1, null);
                return;
            }
            if (!step(run, kind, steps, index)) {
                return;
            }
        }
        end(run, kind, TaskState.SUCCEEDED, null);
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
                    store.release(run.worker(), run.id(), Duration.ofSeconds(1));
                    return false;
                }
                case NOT_DONE -> step.perform(run);
            }
            return true;
        } catch (TaskStep.Again e) {
            store.release(run.worker(), run.id(), e.pause());
        } catch (HypervisorFailure.Unreachable | HypervisorFailure.OutcomeUnknown e) {
            tryLater(run, kind, steps, index, e);
        } catch (HypervisorFailure | Refusal e) {
            if (passedPivot(steps, index)) {
                tryLater(run, kind, steps, index, e);
            } else {
                fail(run, kind, steps, index, e);
            }
        } catch (TaskStore.LeaseLost | DataAccessException e) {
            throw e;
        } catch (RuntimeException e) {
            log.error("Task {} ({}) failed at step {}", run.id(), run.claim().kind(), step.title(), e);
            if (run.claim().attempt() >= MOST_CRASHES && !passedPivot(steps, index)) {
                fail(run, kind, steps, index, e);
            } else {
                tryLater(run, kind, steps, index, e);
            }
        }
        return false;
    }

    private void tryLater(RunningTask run, TaskKind kind, List<TaskStep> steps, int index, RuntimeException problem) {
        var attempt = run.claim().step() == index ? Math.max(1, run.claim().attempt()) : 1;
        var pause = Math.min(MOST_PAUSE_SECONDS, 1L << Math.min(attempt - 1, 4));
        var waited = attempt <= 5 ? (1L << attempt) : 31 + (attempt - 5L) * MOST_PAUSE_SECONDS;
        if (waited > kind.patience().toSeconds() && !passedPivot(steps, index)) {
            fail(run, kind, steps, index, problem);
            return;
        }
        store.log(run.id(), "WARNING", sentence(problem, run) + " Trying again in " + pause + " s.");
        store.release(run.worker(), run.id(), Duration.ofSeconds(pause));
    }

    private void fail(RunningTask run, TaskKind kind, List<TaskStep> steps, int index, RuntimeException problem) {
        var reason = sentence(problem, run);
        store.log(run.id(), "ERROR", reason);
        var next = problem instanceof Refusal refusal ? refusal.next() : null;
        store.undoing(run.worker(), run.id(), index, reason, next);
        undo(run, kind, steps, index, reason);
    }

    private void undo(RunningTask run, TaskKind kind, List<TaskStep> steps, int from, String failure) {
        for (var index = from; index >= 0; index--) {
            try {
                store.undoing(run.worker(), run.id(), index, failure, run.claim().failureNext());
                steps.get(index).undo(run);
            } catch (TaskStore.LeaseLost | DataAccessException e) {
                throw e;
            } catch (RuntimeException e) {
                log.warn("Undo of {} in task {} must be tried again", steps.get(index).title(), run.id(), e);
                store.log(run.id(), "WARNING", "Undoing \"" + steps.get(index).title() + "\": " + sentence(e, run)
                        + " Trying again.");
                store.release(run.worker(), run.id(), Duration.ofSeconds(2));
                return;
            }
            if (steps.get(index).keepsWhatWasDone()) {
                break;
            }
        }
        end(run, kind, failure == null ? TaskState.CANCELLED : TaskState.FAILED, failure);
    }

    private void end(RunningTask run, TaskKind kind, TaskState state, String failure) {
        if (state != TaskState.SUCCEEDED && kind != null) {
            kind.ended(run, state);
        }
        if (failure != null && kind == null) {
            store.undoing(run.worker(), run.id(), 0, failure, null);
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
