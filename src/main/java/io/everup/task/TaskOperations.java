package io.everup.task;

import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.shared.Ids;
import io.everup.shared.Refusal;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Begins and cancels durable work. */
@Component
public class TaskOperations {

    private final TaskStore store;
    private final TaskDirectory directory;
    private final TaskSight sight;
    private final ApplicationEventPublisher publisher;
    private final Ids ids;

    TaskOperations(
            TaskStore store, TaskDirectory directory, TaskSight sight, ApplicationEventPublisher publisher, Ids ids) {
        this.store = store;
        this.directory = directory;
        this.sight = sight;
        this.publisher = publisher;
        this.ids = ids;
    }

    /**
     * Queues the task in the caller's transaction. The caller has checked whether the actor may ask for it.
     *
     * @return the task's id
     * @throws Refusal when a live task has the same exclusive key; it names that task
     */
    @Transactional
    public UUID submit(Actor actor, NewTask task) {
        var id = ids.next();
        store.insert(id, task, actor.id(), actor.name());
        publisher.publishEvent(new TaskAsked(actor, id, task.kind(), task.title(), task.subject(), false));
        return id;
    }

    /** Asks for the task's end; what it has begun is undone, unless it is past its point of no return. */
    @Transactional
    public void cancel(Actor actor, UUID task) {
        var view = directory.find(actor, task);
        if (!actor.id().equals(view.requesterId())) {
            actor.require(Permission.TASK_CANCEL);
            if (!sight.holds(actor, Permission.TASK_CANCEL, task)) {
                throw Refusal.forbidden("You may " + Permission.TASK_CANCEL.words() + " elsewhere, but not here.");
            }
        }
        if (!store.cancel(task)) {
            throw Refusal.conflict(
                    "task-ended",
                    "\"" + view.title() + "\" is no longer running: it "
                            + (view.state().ended() ? "has ended." : "is being cancelled."),
                    "There is nothing to cancel.");
        }
        store.log(task, "INFO", actor.name() + " asked to cancel.");
        publisher.publishEvent(new TaskAsked(actor, task, view.kind(), view.title(), view.subject(), true));
    }

    /** Writes a warning into a task's log, for whoever reads what became of it. */
    @Transactional
    public void warn(UUID task, String text) {
        store.log(task, "WARNING", text);
    }

    /** Whether a live task holds the key. */
    public boolean held(String exclusiveKey) {
        return store.holder(exclusiveKey).isPresent();
    }

    /** Asks for the end of whatever task holds the key, because its ground is gone. @return whether one does */
    @Transactional
    public boolean cancelHolder(String exclusiveKey, String why) {
        var holder = store.holder(exclusiveKey);
        holder.filter(store::cancel).ifPresent(task -> store.log(task, "WARNING", why));
        return holder.isPresent();
    }
}
