package io.everup.task;

import java.time.Duration;
import java.util.List;

/** One kind of work, written by the module that owns it. Its steps must come out the same on every call for one task. */
public interface TaskKind {

    /** As in {@link NewTask#kind()}, such as {@code vm-start}. */
    String name();

    List<TaskStep> steps(TaskRun run);

    /** How long a step is tried again while the world doesn't answer, before the task gives up and undoes. */
    default Duration patience() {
        return Duration.ofMinutes(2);
    }

    /** Called when everything is undone after a failure or a cancellation; may be called twice after a crash. */
    default void ended(TaskRun run, TaskState state) {}
}
