package io.everup.identity.web;

import io.everup.identity.Actor;
import io.everup.identity.IssuedToken;
import io.everup.identity.NewToken;
import io.everup.identity.TokenDirectory;
import io.everup.identity.TokenOperations;
import io.everup.identity.TokenView;
import io.everup.shared.ListQuery;
import io.everup.shared.Slice;
import jakarta.validation.Valid;
import java.net.URI;
import java.util.UUID;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Tokens over HTTP. */
@RestController
@RequestMapping("/api/v1/tokens")
class TokenController {

    private final TokenDirectory directory;
    private final TokenOperations operations;

    TokenController(TokenDirectory directory, TokenOperations operations) {
        this.directory = directory;
        this.operations = operations;
    }

    /** The answer holds the token; it is shown this once. */
    @PostMapping
    ResponseEntity<IssuedToken> create(Actor actor, @Valid @RequestBody NewToken wanted) {
        var token = operations.create(actor, wanted);
        return ResponseEntity.created(URI.create("/api/v1/tokens/" + token.id()))
                .cacheControl(CacheControl.noStore())
                .body(token);
    }

    @GetMapping
    Slice<TokenView> list(
            Actor actor,
            @RequestParam(defaultValue = "false") boolean all,
            @RequestParam(required = false) String q,
            @RequestParam(required = false) Integer limit,
            @RequestParam(required = false) String after) {
        return directory.list(actor, all, ListQuery.of(q, null, limit, after));
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> revoke(Actor actor, @PathVariable UUID id) {
        operations.revoke(actor, id);
        return ResponseEntity.noContent().build();
    }
}
