package io.everup.drill.web;

import io.everup.drill.DrillDirectory;
import io.everup.drill.DrillKind;
import io.everup.drill.DrillOperations;
import io.everup.drill.DrillView;
import io.everup.drill.NewSchedule;
import io.everup.identity.Actor;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.shared.Slice;
import io.everup.task.TaskAnswers;
import io.everup.task.TaskView;
import io.everup.ui.Csv;
import java.util.Locale;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Drills over HTTP. */
@RestController
@RequestMapping("/api/v1")
class DrillsApi {

    /** @param kind {@code readiness} or {@code canary}; host and template for a canary drill alone */
    record Wish(String kind, UUID pool, UUID host, UUID template, String cron, String zone) {

        DrillKind drillKind() {
            try {
                return DrillKind.valueOf(String.valueOf(kind).toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw Refusal.invalidField("kind", "Say readiness or canary.");
            }
        }
    }

    record Made(UUID id) {}

    private final DrillDirectory drills;
    private final DrillOperations operations;
    private final TaskAnswers tasks;

    DrillsApi(DrillDirectory drills, DrillOperations operations, TaskAnswers tasks) {
        this.drills = drills;
        this.operations = operations;
        this.tasks = tasks;
    }

    @GetMapping("/drills")
    Slice<DrillView> list(
            Actor actor,
            @RequestParam(required = false) String q,
            @RequestParam(required = false) String sort,
            @RequestParam(required = false) Integer limit,
            @RequestParam(required = false) String after) {
        return drills.drills(actor, ListQuery.of(q, sort, limit, after));
    }

    @GetMapping("/drills/{id}")
    DrillView.Detail find(Actor actor, @PathVariable UUID id) {
        return drills.drill(actor, id);
    }

    /** A drill's checks as CSV. */
    @GetMapping(path = "/drills/{id}/csv", produces = "text/csv")
    ResponseEntity<String> csv(Actor actor, @PathVariable UUID id) {
        var csv = new Csv().row("check", "subject", "outcome", "finding", "advice", "milliseconds");
        drills.drill(actor, id)
                .checks()
                .forEach(check -> csv.row(
                        check.name(),
                        check.subject(),
                        check.outcome().name(),
                        check.finding(),
                        check.advice(),
                        check.tookMillis()));
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_TYPE, "text/csv;charset=UTF-8")
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"drill-" + id + ".csv\"")
                .body(csv.toString());
    }

    /** The task's {@code result.drill} is the drill's id. */
    @PostMapping("/drills")
    ResponseEntity<TaskView> start(Actor actor, @RequestBody Wish wish) {
        var begun = wish.drillKind() == DrillKind.CANARY
                ? operations.canary(actor, wish.pool(), wish.host(), wish.template())
                : operations.readiness(actor, wish.pool());
        return tasks.accepted(actor, begun.task());
    }

    @GetMapping("/drill-schedules")
    Slice<DrillView.Schedule> schedules(Actor actor) {
        var all = drills.schedules(actor);
        return new Slice<>(all, null, all.size());
    }

    @PostMapping("/drill-schedules")
    ResponseEntity<Made> schedule(Actor actor, @RequestBody Wish wish) {
        var id = operations.schedule(
                actor,
                new NewSchedule(wish.drillKind(), wish.pool(), wish.host(), wish.template(), wish.cron(), wish.zone()));
        return ResponseEntity.status(HttpStatus.CREATED).body(new Made(id));
    }

    @DeleteMapping("/drill-schedules/{id}")
    ResponseEntity<Void> unschedule(Actor actor, @PathVariable UUID id) {
        operations.unschedule(actor, id);
        return ResponseEntity.noContent().build();
    }
}
