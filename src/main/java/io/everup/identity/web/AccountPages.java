package io.everup.identity.web;

import io.everup.identity.Actor;
import io.everup.identity.NewToken;
import io.everup.identity.Permission;
import io.everup.identity.SecondFactorOperations;
import io.everup.identity.SessionDirectory;
import io.everup.identity.SessionOperations;
import io.everup.identity.TokenDirectory;
import io.everup.identity.TokenOperations;
import io.everup.identity.UserDirectory;
import io.everup.identity.UserOperations;
import io.everup.shared.ListQuery;
import io.everup.shared.Refusal;
import io.everup.ui.Answer;
import io.everup.ui.Form;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** My account: password, second factor, browsers that are signed in, tokens for programs. */
@Controller
class AccountPages {

    private static final int ROWS = 50;
    private static final String MAY = "may.";

    private final UserDirectory users;
    private final UserOperations operations;
    private final SecondFactorOperations factors;
    private final SessionDirectory sessions;
    private final SessionOperations sessionOperations;
    private final TokenDirectory tokens;
    private final TokenOperations tokenOperations;

    AccountPages(
            UserDirectory users,
            UserOperations operations,
            SecondFactorOperations factors,
            SessionDirectory sessions,
            SessionOperations sessionOperations,
            TokenDirectory tokens,
            TokenOperations tokenOperations) {
        this.users = users;
        this.operations = operations;
        this.factors = factors;
        this.sessions = sessions;
        this.sessionOperations = sessionOperations;
        this.tokens = tokens;
        this.tokenOperations = tokenOperations;
    }

    @GetMapping("/account")
    String page(Actor actor, Model model) {
        return show(actor, model, Map.of());
    }

    /** All sessions end with the old password, this one too. */
    @PostMapping("/account/password")
    String password(Actor actor, Model model, HttpServletResponse response, @RequestParam Map<String, String> fields) {
        try {
            var wanted = fields.getOrDefault("newPassword", "");
            if (!wanted.equals(fields.getOrDefault("repeated", ""))) {
                throw Refusal.invalidField("repeated", "The two passwords differ.");
            }
            operations.changeOwnPassword(actor, fields.getOrDefault("currentPassword", ""), wanted);
            return "redirect:/sign-in?passwordChanged";
        } catch (Refusal refusal) {
            return refused("passwordRefusal", refusal, actor, model, response, Map.of());
        }
    }

    @PostMapping("/account/sessions/{id}/end")
    ResponseEntity<Void> end(Actor actor, @PathVariable UUID id, HttpServletRequest request) {
        sessionOperations.end(actor, id);
        return Answer.to(request, "/account");
    }

    /** @param others whether this session goes on */
    @PostMapping("/account/sign-out-everywhere")
    ResponseEntity<Void> everywhere(
            Actor actor, @RequestParam(defaultValue = "false") boolean others, HttpServletRequest request) {
        sessionOperations.endAll(actor, others);
        return Answer.to(request, "/account");
    }

    /** The page that answers holds the token; it is shown this once. */
    @PostMapping("/account/tokens")
    String token(Actor actor, Model model, HttpServletResponse response, @RequestParam Map<String, String> fields) {
        var form = new Form(fields);
        try {
            model.addAttribute("issued", tokenOperations.create(actor, wanted(actor, form)));
            return show(actor, model, Map.of());
        } catch (Refusal refusal) {
            return refused("tokenRefusal", refusal, actor, model, response, form);
        }
    }

    @PostMapping("/account/tokens/{id}/revoke")
    ResponseEntity<Void> revoke(Actor actor, @PathVariable UUID id, HttpServletRequest request) {
        tokenOperations.revoke(actor, id);
        return Answer.to(request, "/account");
    }

    private static NewToken wanted(Actor actor, Form form) {
        var name = form.text("name");
        if (name == null || name.length() > 100) {
            throw Refusal.invalidField("name", "Say what it is for, in 1 to 100 characters.");
        }
        var days = form.number("expiresInDays");
        if (days != null && (days < 1 || days > 3650)) {
            throw Refusal.invalidField("expiresInDays", "Choose one from the list.");
        }
        return new NewToken(name, days, rights(actor, form));
    }

    /** Null for all that the owner may. */
    private static Set<Permission> rights(Actor actor, Form form) {
        var extent = form.text("extent");
        if (extent == null || extent.equals("all")) {
            return null;
        }
        var chosen = EnumSet.noneOf(Permission.class);
        Arrays.stream(Permission.values())
                .filter(actor::may)
                .filter(right -> extent.equals("read") ? right.name().endsWith("_VIEW") : form.flag(MAY + right.name()))
                .forEach(chosen::add);
        if (chosen.isEmpty()) {
            throw Refusal.invalidField("extent", "Choose at least one thing that the token may do.");
        }
        return chosen;
    }

    private String refused(
            String as,
            Refusal refusal,
            Actor actor,
            Model model,
            HttpServletResponse response,
            Map<String, String> form) {
        response.setStatus(422);
        model.addAttribute(as, refusal);
        model.addAttribute("errors", Answer.errors(refusal));
        return show(actor, model, form);
    }

    private String show(Actor actor, Model model, Map<String, String> form) {
        var first = ListQuery.of(null, null, ROWS, null);
        model.addAttribute("user", users.find(actor, actor.id()));
        model.addAttribute("factor", factors.view(actor));
        model.addAttribute("sessions", sessions.own(actor, first));
        model.addAttribute("tokens", tokens.list(actor, false, first));
        model.addAttribute("mayMakeTokens", actor.may(Permission.TOKEN_CREATE));
        model.addAttribute(
                "rights",
                Arrays.stream(Permission.values())
                        .filter(actor::may)
                        .filter(right -> right != Permission.TOKEN_CREATE)
                        .toList());
        model.addAttribute("lifetimes", lifetimes());
        model.addAttribute("form", form);
        if (!model.containsAttribute("errors")) {
            model.addAttribute("errors", Map.of());
        }
        return "account/show";
    }

    private static Map<String, String> lifetimes() {
        var lifetimes = new LinkedHashMap<String, String>();
        lifetimes.put("7", "7 days");
        lifetimes.put("30", "30 days");
        lifetimes.put("90", "90 days");
        lifetimes.put("365", "A year");
        lifetimes.put("", "Until it is revoked");
        return lifetimes;
    }
}
