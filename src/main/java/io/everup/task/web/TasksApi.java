package io.everup.task.web;

import io.everup.identity.Actor;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.shared.Slice;
import io.everup.task.TaskAnswers;
import io.everup.task.TaskDirectory;
import io.everup.task.TaskOperations;
import io.everup.task.TaskView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Tasks over HTTP. */
@RestController
@RequestMapping("/api/v1/tasks")
class TasksApi {

    private static final int LONGEST_WAIT_SECONDS = 60;

    record Line(Instant at, String level, String text) {}

    record Log(List<Line> items) {}

    private final TaskDirectory directory;
    private final TaskOperations operations;
    private final TaskAnswers answers;
    private final TaskWaits waits;

    TasksApi(TaskDirectory directory, TaskOperations operations, TaskAnswers answers, TaskWaits waits) {
        this.directory = directory;
        this.operations = operations;
        this.answers = answers;
        this.waits = waits;
    }

    @GetMapping
    Slice<TaskView> list(
            Actor actor,
            @RequestParam(required = false) String q,
            @RequestParam(required = false) String sort,
            @RequestParam(required = false) Integer limit,
            @RequestParam(required = false) String after) {
        return directory.list(actor, ListQuery.of(q, sort, limit, after));
    }

    /** With {@code wait}, the answer comes when the task has ended, or after so many seconds (at most 60). */
    @GetMapping("/{id}")
    Object find(Actor actor, @PathVariable UUID id, @RequestParam(required = false) Integer wait) {
        if (wait != null && wait < 0) {
            throw Refusal.invalidField("wait", "wait is a number of seconds, 0 to " + LONGEST_WAIT_SECONDS + ".");
        }
        var now = directory.find(actor, id);
        return wait == null || wait == 0 || now.state().ended()
                ? now
                : waits.until(actor, id, Duration.ofSeconds(Math.min(wait, LONGEST_WAIT_SECONDS)));
    }

    @GetMapping("/{id}/log")
    Log log(Actor actor, @PathVariable UUID id) {
        return new Log(directory.log(actor, id).stream()
                .map(line -> new Line(line.at(), line.level().toLowerCase(Locale.ROOT), line.text()))
                .toList());
    }

    @PostMapping("/{id}/actions/cancel")
    ResponseEntity<TaskView> cancel(Actor actor, @PathVariable UUID id) {
        operations.cancel(actor, id);
        return answers.accepted(actor, id);
    }
}
