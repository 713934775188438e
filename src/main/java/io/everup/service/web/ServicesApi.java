package io.everup.service.web;

import io.everup.identity.Actor;
import io.everup.service.ProbeReader;
import io.everup.service.ProbeView;
import io.everup.service.ServiceDirectory;
import io.everup.service.ServiceOperations;
import io.everup.service.ServiceReports;
import io.everup.service.ServiceView;
import io.everup.service.StartStage;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.shared.Slice;
import io.everup.task.TaskAnswers;
import io.everup.task.TaskView;
import io.everup.ui.Versions;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Services over HTTP. */
@RestController
@RequestMapping("/api/v1/services")
class ServicesApi {

    private final ServiceDirectory directory;
    private final ServiceOperations operations;
    private final ProbeReader probes;
    private final ServiceReports reports;
    private final TaskAnswers tasks;

    ServicesApi(
            ServiceDirectory directory,
            ServiceOperations operations,
            ProbeReader probes,
            ServiceReports reports,
            TaskAnswers tasks) {
        this.directory = directory;
        this.operations = operations;
        this.probes = probes;
        this.reports = reports;
        this.tasks = tasks;
    }

    @GetMapping
    Slice<ServiceView> list(
            Actor actor,
            @RequestParam(required = false) String q,
            @RequestParam(required = false) String sort,
            @RequestParam(required = false) Integer limit,
            @RequestParam(required = false) String after) {
        return directory.services(actor, ListQuery.of(q, sort, limit, after));
    }

    /** A service with its definition, its probes as they are and its order of start. */
    @GetMapping("/{id}")
    ResponseEntity<ServiceView.Detail> find(Actor actor, @PathVariable UUID id) {
        return answer(ResponseEntity.ok(), directory.detail(actor, id));
    }

    @PostMapping
    ResponseEntity<ServiceView.Detail> create(Actor actor, @RequestBody ServiceWish wish) {
        var id = operations.create(actor, wish.spec());
        return answer(ResponseEntity.created(URI.create("/api/v1/services/" + id)), directory.detail(actor, id));
    }

    /** The whole definition; probes that keep their ids keep their history. */
    @PutMapping("/{id}")
    ResponseEntity<ServiceView.Detail> update(
            Actor actor,
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch,
            @RequestBody ServiceWish wish) {
        operations.update(actor, id, Versions.wanted(ifMatch), wish.spec());
        return find(actor, id);
    }

    /** Its outages and figures are kept. */
    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(
            Actor actor,
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch) {
        operations.delete(actor, id, Versions.wanted(ifMatch));
        return ResponseEntity.noContent().build();
    }

    /** In which order its VMs start, and which probes must be good before the next stage begins. */
    @GetMapping("/{id}/start-order")
    List<StartStage> order(Actor actor, @PathVariable UUID id) {
        return directory.startOrder(actor, id);
    }

    /** Its figures in a window, day by day, with what is left of the error budget. */
    @GetMapping("/{id}/report")
    ReportBody report(Actor actor, @PathVariable UUID id, @RequestParam(required = false) String window) {
        return ReportBody.of(reports.report(actor, id, window));
    }

    /** Single checks of a probe, newest first, as long as they are kept. */
    @GetMapping("/{id}/probes/{probe}/results")
    Slice<ProbeView.Result> results(
            Actor actor,
            @PathVariable UUID id,
            @PathVariable UUID probe,
            @RequestParam(required = false) Integer limit,
            @RequestParam(required = false) String after) {
        known(actor, id, probe);
        return probes.results(actor, probe, ListQuery.of(null, null, limit, after));
    }

    /** Checks by the minute, or with {@code step=hour} by the hour; the last 500, oldest first. */
    @GetMapping("/{id}/probes/{probe}/sums")
    List<ProbeView.Sum> sums(
            Actor actor,
            @PathVariable UUID id,
            @PathVariable UUID probe,
            @RequestParam(defaultValue = "minute") String step) {
        known(actor, id, probe);
        return probes.sums(actor, probe, step.equalsIgnoreCase("hour"), 500);
    }

    private void known(Actor actor, UUID id, UUID probe) {
        if (directory.detail(actor, id).spec().probe(probe).isEmpty()) {
            throw Refusal.notFound("probe");
        }
    }

    /** Makes one check at once, which doesn't count. */
    @PostMapping("/{id}/probes/{probe}/actions/test")
    ResponseEntity<TaskView> test(Actor actor, @PathVariable UUID id, @PathVariable UUID probe) {
        return tasks.accepted(actor, operations.test(actor, id, probe));
    }

    private static ResponseEntity<ServiceView.Detail> answer(
            ResponseEntity.BodyBuilder builder, ServiceView.Detail detail) {
        return builder.eTag(Versions.etag(detail.service().version(), detail)).body(detail);
    }
}
