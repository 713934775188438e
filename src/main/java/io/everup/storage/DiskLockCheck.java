package io.everup.storage;

import io.everup.task.TaskKind;
import io.everup.task.TaskRun;
import io.everup.task.TaskStep;
import java.util.List;
import org.springframework.stereotype.Component;

/** Tries the disk locks of a host on throw-away volumes. */
@Component
class DiskLockCheck implements TaskKind {

    static final String KIND = "disk-lock-test";

    private final DiskLocks locks;

    DiskLockCheck(DiskLocks locks) {
        this.locks = locks;
    }

    @Override
    public String name() {
        return KIND;
    }

    @Override
    public List<TaskStep> steps(TaskRun run) {
        return List.of(TaskStep.of(
                "Start a throw-away disk on two hosts",
                task -> locks.tryAll(task.subject().id()).forEach(task::log)));
    }
}
