package io.everup.identity.web;

import io.everup.identity.Actor;
import io.everup.identity.GrantDirectory;
import io.everup.identity.GrantOperations;
import io.everup.identity.GrantView;
import io.everup.identity.NewGrant;
import io.everup.shared.ListQuery;
import io.everup.shared.Slice;
import java.net.URI;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Grants over HTTP. A grant is given or taken back; it never changes. */
@RestController
@RequestMapping("/api/v1/grants")
class GrantsApi {

    private final GrantDirectory directory;
    private final GrantOperations operations;

    GrantsApi(GrantDirectory directory, GrantOperations operations) {
        this.directory = directory;
        this.operations = operations;
    }

    /** {@code user} with those of their teams, {@code team}, or all; who doesn't manage users sees their own alone. */
    @GetMapping
    Slice<GrantView> list(
            Actor actor,
            @RequestParam(required = false) String q,
            @RequestParam(required = false) UUID user,
            @RequestParam(required = false) UUID team,
            @RequestParam(required = false) Integer limit,
            @RequestParam(required = false) String after) {
        return directory.list(actor, ListQuery.of(q, null, limit, after), user, true, team);
    }

    @GetMapping("/{id}")
    GrantView find(Actor actor, @PathVariable UUID id) {
        return directory.find(actor, id);
    }

    /** Without {@code pool}, {@code vm} and {@code tag} it holds everywhere. */
    @PostMapping
    ResponseEntity<GrantView> give(Actor actor, @RequestBody NewGrant grant) {
        var given = directory.find(actor, operations.give(actor, grant));
        return ResponseEntity.created(URI.create("/api/v1/grants/" + given.id()))
                .body(given);
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> takeBack(Actor actor, @PathVariable UUID id) {
        operations.takeBack(actor, id);
        return ResponseEntity.noContent().build();
    }
}
