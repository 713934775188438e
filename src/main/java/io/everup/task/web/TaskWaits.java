package io.everup.task.web;

import io.everup.event.Change;
import io.everup.event.Changes;
import io.everup.identity.Actor;
import io.everup.task.TaskDirectory;
import io.everup.task.TaskView;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.async.DeferredResult;

/** Requests that wait for a task's end. None holds a thread: a change of the task wakes those that wait for it. */
@Component
class TaskWaits {

    private static final Logger log = LoggerFactory.getLogger(TaskWaits.class);

    private final class Wait {
        private final Actor actor;
        private final UUID task;
        private final DeferredResult<TaskView> answer;

        Wait(Actor actor, UUID task, Duration most) {
            this.actor = actor;
            this.task = task;
            this.answer = new DeferredResult<>(most.toMillis(), () -> tasks.find(actor, task));
            answer.onCompletion(() -> waiting.remove(this));
        }

        void look() {
            try {
                var view = tasks.find(actor, task);
                if (view.state().ended()) {
                    answer.setResult(view);
                }
            } catch (RuntimeException e) {
                answer.setErrorResult(e);
            }
        }
    }

    private final TaskDirectory tasks;
    private final Set<Wait> waiting = ConcurrentHashMap.newKeySet();
    private final ExecutorService looker = Executors.newSingleThreadExecutor(work -> {
        var thread = new Thread(work, "everup-task-waits");
        thread.setDaemon(true);
        return thread;
    });

    TaskWaits(TaskDirectory tasks, Changes changes) {
        this.tasks = tasks;
        changes.subscribe(this::heard);
    }

    @PreDestroy
    void stop() {
        looker.shutdownNow();
    }

    /** Answers when the task has ended, or after this time with what it is then. */
    DeferredResult<TaskView> until(Actor actor, UUID task, Duration most) {
        var wait = new Wait(actor, task, most);
        waiting.add(wait);
        wait.look();
        return wait.answer;
    }

    private void heard(Change change) {
        var everything = change.equals(Changes.EVERYTHING);
        if (waiting.isEmpty() || !everything && !change.type().equals("task")) {
            return;
        }
        try {
            looker.execute(() -> waiting.stream()
                    .filter(wait -> everything || change.id() == null || wait.task.equals(change.id()))
                    .forEach(Wait::look));
        } catch (RejectedExecutionException e) {
            log.debug("Everup is being stopped: nobody is woken any more");
        }
    }
}
