package io.everup.identity.web;

import io.everup.identity.Actor;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** The sign-in page. */
@Controller
class SignInController {

    private static final String PAGE = "sign-in";
    private static final String EXPIRED = "The page was open for too long. Sign in again.";

    @GetMapping("/sign-in")
    String page(
            @ModelAttribute(name = "actor", binding = false) Actor actor,
            @RequestParam(required = false) String signedOut,
            @RequestParam(required = false) String expired,
            @RequestParam(required = false) String passwordChanged,
            Model model) {
        if (actor != null) {
            return "redirect:/";
        }
        model.addAttribute("signedOut", signedOut != null ? true : null);
        model.addAttribute("passwordChanged", passwordChanged != null ? true : null);
        model.addAttribute("failed", expired != null ? EXPIRED : null);
        return PAGE;
    }

    /** The second step. Who waits for it is known by the session alone, so it looks the same for everyone. */
    @GetMapping("/sign-in/code")
    String code(@ModelAttribute(name = "actor", binding = false) Actor actor) {
        return actor != null ? "redirect:/" : "sign-in-code";
    }

    /** Reached only from within, after a refused attempt: the name stays in its field. */
    @PostMapping("/sign-in/again")
    String again(
            @RequestAttribute(required = false) String failed,
            @RequestParam(defaultValue = "") String username,
            Model model) {
        model.addAttribute("username", username);
        model.addAttribute("failed", failed);
        return PAGE;
    }
}
