package io.everup.ha.web;

import io.everup.ha.FailoverView;
import io.everup.ha.HaDirectory;
import io.everup.ha.HaOperations;
import io.everup.identity.Actor;
import io.everup.placement.Recovery;
import io.everup.shared.ListQuery;
import io.everup.shared.Slice;
import io.everup.task.TaskAnswers;
import io.everup.task.TaskView;
import java.util.List;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Failovers, the failover plan and an operator's word over HTTP. */
@RestController
class FailoversApi {

    /** @param name the host's name, typed again by whoever gives their word */
    record Word(String name) {}

    /** What would happen if each host died now. @param survives whether every protected VM would have a place */
    record Plan(boolean survives, List<Recovery> hosts) {}

    private final HaDirectory directory;
    private final HaOperations operations;
    private final TaskAnswers tasks;

    FailoversApi(HaDirectory directory, HaOperations operations, TaskAnswers tasks) {
        this.directory = directory;
        this.operations = operations;
        this.tasks = tasks;
    }

    @GetMapping("/api/v1/failovers")
    Slice<FailoverView> list(
            Actor actor,
            @RequestParam(required = false) String q,
            @RequestParam(required = false) String sort,
            @RequestParam(required = false) Integer limit,
            @RequestParam(required = false) String after) {
        return directory.failovers(actor, ListQuery.of(q, sort, limit, after));
    }

    @GetMapping("/api/v1/failovers/{id}")
    FailoverView.Detail find(Actor actor, @PathVariable UUID id) {
        return directory.failover(actor, id);
    }

    @GetMapping("/api/v1/pools/{id}/failover-plan")
    Plan plan(Actor actor, @PathVariable UUID id) {
        var plan = directory.plan(actor, id);
        return new Plan(plan.survivesAny(), List.copyOf(plan.recoveries().values()));
    }

    /** Takes the caller's word that a lost host is off, at once; the task follows its failover to the end. */
    @PostMapping("/api/v1/hosts/{id}/actions/confirm-dead")
    ResponseEntity<TaskView> confirmDead(Actor actor, @PathVariable UUID id, @RequestBody Word word) {
        return tasks.accepted(actor, operations.confirmDead(actor, id, word.name()));
    }

    /** Switches a silent host off through its fence devices; the task follows its failover to the end. */
    @PostMapping("/api/v1/hosts/{id}/actions/fence")
    ResponseEntity<TaskView> fence(Actor actor, @PathVariable UUID id) {
        return tasks.accepted(actor, operations.fence(actor, id));
    }
}
