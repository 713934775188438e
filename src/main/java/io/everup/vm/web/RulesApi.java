package io.everup.vm.web;

import io.everup.identity.Actor;
import io.everup.shared.ListQuery;
import io.everup.shared.Slice;
import io.everup.ui.Versions;
import io.everup.vm.NewRule;
import io.everup.vm.RuleDirectory;
import io.everup.vm.RuleOperations;
import io.everup.vm.RuleView;
import java.net.URI;
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
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Placement rules over HTTP. */
@RestController
class RulesApi {

    private final RuleDirectory directory;
    private final RuleOperations operations;

    RulesApi(RuleDirectory directory, RuleOperations operations) {
        this.directory = directory;
        this.operations = operations;
    }

    @GetMapping("/api/v1/pools/{id}/placement-rules")
    Slice<RuleView> list(
            Actor actor,
            @PathVariable UUID id,
            @RequestParam(required = false) String q,
            @RequestParam(required = false) Integer limit,
            @RequestParam(required = false) String after) {
        return directory.ofPool(actor, id, ListQuery.of(q, null, limit, after));
    }

    @PostMapping("/api/v1/pools/{id}/placement-rules")
    ResponseEntity<RuleView> create(Actor actor, @PathVariable UUID id, @RequestBody NewRule wish) {
        var rule = operations.create(actor, id, wish);
        return answer(
                ResponseEntity.created(URI.create("/api/v1/placement-rules/" + rule)), directory.rule(actor, rule));
    }

    @GetMapping("/api/v1/placement-rules/{id}")
    ResponseEntity<RuleView> find(Actor actor, @PathVariable UUID id) {
        return answer(ResponseEntity.ok(), directory.rule(actor, id));
    }

    @PutMapping("/api/v1/placement-rules/{id}")
    ResponseEntity<RuleView> change(
            Actor actor,
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch,
            @RequestBody NewRule wish) {
        operations.change(actor, id, Versions.wanted(ifMatch), wish);
        return find(actor, id);
    }

    @DeleteMapping("/api/v1/placement-rules/{id}")
    ResponseEntity<Void> delete(
            Actor actor,
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch) {
        operations.delete(actor, id, Versions.wanted(ifMatch));
        return ResponseEntity.noContent().build();
    }

    private static ResponseEntity<RuleView> answer(ResponseEntity.BodyBuilder builder, RuleView rule) {
        return builder.eTag(Versions.etag(rule.revision(), rule)).body(rule);
    }
}
