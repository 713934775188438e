package io.everup.identity.web;

import io.everup.identity.Actor;
import io.everup.identity.SecondFactorOperations;
import io.everup.identity.SessionDirectory;
import io.everup.identity.SessionOperations;
import io.everup.identity.TokenDirectory;
import io.everup.identity.TokenOperations;
import io.everup.shared.ListQuery;
import io.everup.ui.Answer;
import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** How somebody gets in, for administrators: a part of a user's page, which asks for it when it is opened. */
@Controller
class UserAccessPart {

    private static final int ROWS = 50;

    private final SecondFactorOperations factors;
    private final SessionDirectory sessions;
    private final SessionOperations sessionOperations;
    private final TokenDirectory tokens;
    private final TokenOperations tokenOperations;

    UserAccessPart(
            SecondFactorOperations factors,
            SessionDirectory sessions,
            SessionOperations sessionOperations,
            TokenDirectory tokens,
            TokenOperations tokenOperations) {
        this.factors = factors;
        this.sessions = sessions;
        this.sessionOperations = sessionOperations;
        this.tokens = tokens;
        this.tokenOperations = tokenOperations;
    }

    @GetMapping("/users/{id}/access")
    String part(Actor actor, @PathVariable UUID id, Model model) {
        var first = ListQuery.of(null, null, ROWS, null);
        model.addAttribute("userId", id);
        model.addAttribute("sessions", sessions.of(actor, id, first));
        model.addAttribute("tokens", tokens.listOf(actor, id, first));
        model.addAttribute("factor", factors.view(actor, id));
        return "account/of-user";
    }

    @PostMapping("/users/{id}/sign-out-everywhere")
    ResponseEntity<Void> everywhere(
            Actor actor,
            @PathVariable UUID id,
            @RequestParam(defaultValue = "false") boolean tokens,
            HttpServletRequest request) {
        sessionOperations.endAllOf(actor, id, tokens);
        return Answer.to(request, "/users/" + id);
    }

    @PostMapping("/users/{id}/reset-second-factor")
    ResponseEntity<Void> reset(Actor actor, @PathVariable UUID id, HttpServletRequest request) {
        factors.reset(actor, id);
        return Answer.to(request, "/users/" + id);
    }

    @PostMapping("/users/{id}/tokens/{token}/revoke")
    ResponseEntity<Void> revoke(
            Actor actor, @PathVariable UUID id, @PathVariable UUID token, HttpServletRequest request) {
        tokenOperations.revoke(actor, token);
        return Answer.to(request, "/users/" + id);
    }
}
