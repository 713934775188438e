package io.everup.audit.web;

import io.everup.audit.AuditDirectory;
import io.everup.identity.Actor;
import io.everup.shared.ListQuery;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The journal as a page. */
@Controller
class AuditPages {

    private static final int ROWS = 50;

    private final AuditDirectory directory;

    AuditPages(AuditDirectory directory) {
        this.directory = directory;
    }

    @GetMapping("/audit")
    String list(
            Actor actor,
            @RequestParam(required = false) String q,
            @RequestParam(required = false) String after,
            Model model) {
        model.addAttribute("entries", directory.list(actor, ListQuery.of(q, null, ROWS, after)));
        return "audit/list";
    }
}
