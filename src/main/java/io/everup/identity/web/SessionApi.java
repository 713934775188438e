package io.everup.identity.web;

import io.everup.identity.Actor;
import io.everup.identity.SecondFactorOperations;
import io.everup.identity.SecondFactorView;
import io.everup.identity.SessionDirectory;
import io.everup.identity.SessionOperations;
import io.everup.identity.SessionView;
import io.everup.identity.TokenDirectory;
import io.everup.identity.TokenView;
import io.everup.shared.ListQuery;
import io.everup.shared.Slice;
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

/** Browser sessions over HTTP: one's own, and for administrators those of others. */
@RestController
@RequestMapping("/api/v1")
class SessionApi {

    /** @param butThis whether the session that asks goes on; false when left out */
    record Everywhere(Boolean butThis) {}

    /** @param tokens whether the user's tokens are revoked, too; false when left out */
    record EverywhereOf(Boolean tokens) {}

    /** @param sessions how many there were */
    record Ended(int sessions) {}

    private final SessionDirectory directory;
    private final SessionOperations operations;
    private final TokenDirectory tokens;
    private final SecondFactorOperations factors;

    SessionApi(
            SessionDirectory directory,
            SessionOperations operations,
            TokenDirectory tokens,
            SecondFactorOperations factors) {
        this.directory = directory;
        this.operations = operations;
        this.tokens = tokens;
        this.factors = factors;
    }

    @GetMapping("/me/sessions")
    Slice<SessionView> own(
            Actor actor, @RequestParam(required = false) Integer limit, @RequestParam(required = false) String after) {
        return directory.own(actor, ListQuery.of(null, null, limit, after));
    }

    @DeleteMapping("/me/sessions/{id}")
    ResponseEntity<Void> end(Actor actor, @PathVariable UUID id) {
        operations.end(actor, id);
        return ResponseEntity.noContent().build();
    }

    @PostMapping("/me/actions/sign-out-everywhere")
    Ended everywhere(Actor actor, @RequestBody(required = false) Everywhere wish) {
        return new Ended(operations.endAll(actor, wish != null && Boolean.TRUE.equals(wish.butThis())));
    }

    @GetMapping("/users/{id}/sessions")
    Slice<SessionView> of(
            Actor actor,
            @PathVariable UUID id,
            @RequestParam(required = false) Integer limit,
            @RequestParam(required = false) String after) {
        return directory.of(actor, id, ListQuery.of(null, null, limit, after));
    }

    @GetMapping("/users/{id}/tokens")
    Slice<TokenView> tokensOf(
            Actor actor,
            @PathVariable UUID id,
            @RequestParam(required = false) String q,
            @RequestParam(required = false) Integer limit,
            @RequestParam(required = false) String after) {
        return tokens.listOf(actor, id, ListQuery.of(q, null, limit, after));
    }

    @PostMapping("/users/{id}/actions/sign-out-everywhere")
    Ended everywhereOf(Actor actor, @PathVariable UUID id, @RequestBody(required = false) EverywhereOf wish) {
        return new Ended(operations.endAllOf(actor, id, wish != null && Boolean.TRUE.equals(wish.tokens())));
    }

    @GetMapping("/users/{id}/second-factor")
    SecondFactorView factorOf(Actor actor, @PathVariable UUID id) {
        return factors.view(actor, id);
    }

    /** For someone who lost it: they sign in with the password alone, and are signed out everywhere now. */
    @PostMapping("/users/{id}/actions/reset-second-factor")
    ResponseEntity<Void> resetFactor(Actor actor, @PathVariable UUID id) {
        factors.reset(actor, id);
        return ResponseEntity.noContent().build();
    }
}
