package io.everup.task;

import io.everup.identity.Actor;
import java.net.URI;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** How the HTTP API answers a command that takes time: 202, the task, and where to watch it. */
@Component
public class TaskAnswers {

    private final TaskDirectory tasks;

    TaskAnswers(TaskDirectory tasks) {
        this.tasks = tasks;
    }

    public ResponseEntity<TaskView> accepted(Actor actor, UUID task) {
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/tasks/" + task))
                .body(tasks.submitted(task));
    }
}
