package io.everup.audit.web;

import io.everup.audit.AuditCheck;
import io.everup.audit.AuditDirectory;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.ui.Listing;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The journal as a page. */
@Controller
class AuditPages {

    private final AuditDirectory directory;
    private final AuditCheck check;

    AuditPages(AuditDirectory directory, AuditCheck check) {
        this.directory = directory;
        this.check = check;
    }

    @GetMapping("/audit")
    String list(
            Actor actor,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(required = false) String after,
            Model model) {
        model.addAttribute("entries", Listing.of(q, "", after, query -> directory.list(actor, query)));
        return "audit/list";
    }

    /** Ways to go on typing a search, for the list's box. */
    @GetMapping("/audit/completions")
    String completions(Actor actor, Model model, @RequestParam(defaultValue = "") String q) {
        actor.require(Permission.AUDIT_VIEW);
        model.addAttribute("completions", directory.completions(q));
        return "parts/list :: completions";
    }

    @PostMapping("/audit/actions/verify")
    String verify(Actor actor, Model model) {
        model.addAttribute("check", check.verify(actor));
        return "audit/verified";
    }
}
