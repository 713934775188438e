package io.everup.identity.web;

import io.everup.identity.Actor;
import io.everup.identity.IssuedToken;
import io.everup.identity.NewToken;
import io.everup.identity.Permission;
import io.everup.identity.TokenDirectory;
import io.everup.identity.TokenOperations;
import io.everup.identity.TokenView;
import io.everup.shared.ListQuery;
import io.everup.shared.Slice;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.util.Set;
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

    /**
     * @param name what it is for, in the owner's words
     * @param expiresInDays 1 to 3650; null for never
     * @param permissions what it may do of all that its owner may; null for all
     * @param code of the owner's second factor, where a password stands in the request; not looked at otherwise
     */
    record TokenWish(
            @NotBlank @Size(max = 100) String name,
            @Min(1) @Max(3650) Integer expiresInDays,
            Set<Permission> permissions,
            String code) {

        NewToken token() {
            return new NewToken(name, expiresInDays, permissions);
        }

        /** Without the code. */
        @Override
        public String toString() {
            return "TokenWish[" + name + "]";
        }
    }

    private final TokenDirectory directory;
    private final TokenOperations operations;

    TokenController(TokenDirectory directory, TokenOperations operations) {
        this.directory = directory;
        this.operations = operations;
    }

    /** The answer holds the token; it is shown this once. */
    @PostMapping
    ResponseEntity<IssuedToken> create(Actor actor, @Valid @RequestBody TokenWish wanted) {
        var token = operations.create(actor, wanted.token());
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
