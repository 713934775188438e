package io.everup.ha.web;

import io.everup.ha.FailoverView;
import io.everup.ha.HaDirectory;
import io.everup.ha.HaOperations;
import io.everup.identity.Actor;
import io.everup.placement.Recovery;
import io.everup.shared.ListQuery;
import io.everup.shared.Slice;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
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

    FailoversApi(HaDirectory directory, HaOperations operations) {
        this.directory = directory;
        this.operations = operations;
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

    /** Takes the caller's word that a lost host is off; answers with its failover. */
    @PostMapping("/api/v1/hosts/{id}/actions/confirm-dead")
    @ResponseStatus(HttpStatus.ACCEPTED)
    FailoverView confirmDead(Actor actor, @PathVariable UUID id, @RequestBody Word word) {
        var open = directory.openFor(actor, id);
        operations.confirmDead(actor, id, word.name());
        return directory.failover(actor, open.orElseThrow().id()).failover();
    }

    /** Switches a silent host off through its fence devices; answers with its failover. */
    @PostMapping("/api/v1/hosts/{id}/actions/fence")
    @ResponseStatus(HttpStatus.ACCEPTED)
    FailoverView fence(Actor actor, @PathVariable UUID id) {
        operations.fence(actor, id);
        return directory.openFor(actor, id).orElseThrow();
    }
}
