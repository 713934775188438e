package io.everup.notice.web;

import io.everup.identity.Actor;
import io.everup.notice.DeliveryDirectory;
import io.everup.ui.Answer;
import io.everup.ui.Listing;
import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The delivery log: what was told to whom, and how that went. */
@Controller
class DeliveryPages {

    private final DeliveryDirectory deliveries;

    DeliveryPages(DeliveryDirectory deliveries) {
        this.deliveries = deliveries;
    }

    @GetMapping("/deliveries")
    String list(
            Actor actor,
            Model model,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String sort,
            @RequestParam(required = false) String after) {
        model.addAttribute("deliveries", Listing.of(q, sort, after, query -> deliveries.deliveries(actor, query)));
        return "notice/deliveries";
    }

    /** Ways to go on typing a search, for the list's box. */
    @GetMapping("/deliveries/completions")
    String completions(Actor actor, Model model, @RequestParam(defaultValue = "") String q) {
        model.addAttribute("completions", deliveries.completions(actor, q));
        return "parts/list :: completions";
    }

    @GetMapping("/deliveries/{id}")
    String show(Actor actor, Model model, @PathVariable UUID id) {
        var detail = deliveries.delivery(actor, id);
        model.addAttribute("delivery", detail.delivery());
        model.addAttribute("lines", detail.lines());
        model.addAttribute("attempts", detail.attempts());
        return "notice/delivery";
    }

    @PostMapping("/deliveries/{id}/actions/send-again")
    ResponseEntity<Void> sendAgain(Actor actor, HttpServletRequest request, @PathVariable UUID id) {
        deliveries.sendAgain(actor, id);
        return Answer.to(request, "/deliveries/" + id);
    }
}
