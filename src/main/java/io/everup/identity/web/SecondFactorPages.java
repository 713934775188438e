package io.everup.identity.web;

import io.everup.identity.Actor;
import io.everup.identity.QrPicture;
import io.everup.identity.SecondFactorOffer;
import io.everup.identity.SecondFactorOperations;
import io.everup.shared.Refusal;
import io.everup.ui.Answer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Setting up a second factor, step by step: password, picture and code, recovery codes. */
@Controller
class SecondFactorPages {

    private static final String PASSWORD = "account/factor-password";
    private static final String AUTHENTICATOR = "account/factor-authenticator";
    private static final String CODES = "account/factor-codes";
    private static final String RENEW = "account/factor-renew";

    private final SecondFactorOperations operations;

    SecondFactorPages(SecondFactorOperations operations) {
        this.operations = operations;
    }

    @GetMapping("/account/second-factor")
    String page(Actor actor, Model model) {
        var factor = operations.view(actor);
        if (factor.enrolled()) {
            return "redirect:/account";
        }
        model.addAttribute("factor", factor);
        return PASSWORD;
    }

    @PostMapping("/account/second-factor")
    String begin(
            Actor actor, Model model, HttpServletResponse response, @RequestParam(defaultValue = "") String password) {
        try {
            return authenticator(model, operations.begin(actor, password));
        } catch (Refusal refusal) {
            refused(model, response, refusal);
            model.addAttribute("factor", operations.view(actor));
            return PASSWORD;
        }
    }

    @PostMapping("/account/second-factor/confirm")
    String confirm(
            Actor actor, Model model, HttpServletResponse response, @RequestParam(defaultValue = "") String code) {
        try {
            return codes(model, operations.confirm(actor, code));
        } catch (Refusal refusal) {
            refused(model, response, refusal);
            return authenticator(model, operations.pending(actor));
        }
    }

    @GetMapping("/account/second-factor/codes")
    String renew(Actor actor, Model model) {
        if (!operations.view(actor).enrolled()) {
            return "redirect:/account";
        }
        return RENEW;
    }

    @PostMapping("/account/second-factor/codes")
    String renew(
            Actor actor,
            Model model,
            HttpServletResponse response,
            @RequestParam(defaultValue = "") String password,
            @RequestParam(defaultValue = "") String code) {
        try {
            return codes(model, operations.renewRecoveryCodes(actor, password, code));
        } catch (Refusal refusal) {
            refused(model, response, refusal);
            return RENEW;
        }
    }

    @PostMapping("/account/second-factor/remove")
    ResponseEntity<Void> remove(
            Actor actor,
            @RequestParam(defaultValue = "") String password,
            @RequestParam(defaultValue = "") String code,
            HttpServletRequest request) {
        operations.remove(actor, password, code);
        return Answer.to(request, "/account");
    }

    private static String authenticator(Model model, SecondFactorOffer offer) {
        model.addAttribute("offer", offer);
        model.addAttribute("grouped", offer.secret().replaceAll("(.{4})(?!$)", "$1 "));
        model.addAttribute("picture", QrPicture.of(offer));
        return AUTHENTICATOR;
    }

    private static String codes(Model model, List<String> codes) {
        model.addAttribute("codes", codes);
        return CODES;
    }

    private static void refused(Model model, HttpServletResponse response, Refusal refusal) {
        response.setStatus(422);
        model.addAttribute("failed", refusal.getMessage());
    }
}
