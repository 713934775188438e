package io.everup.audit.web;

import io.everup.audit.AuditDirectory;
import io.everup.audit.AuditEntry;
import io.everup.identity.Actor;
import io.everup.shared.ListQuery;
import io.everup.shared.Slice;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The journal over HTTP. */
@RestController
class AuditApi {

    private final AuditDirectory directory;

    AuditApi(AuditDirectory directory) {
        this.directory = directory;
    }

    @GetMapping("/api/v1/audit")
    Slice<AuditEntry> list(
            Actor actor,
            @RequestParam(required = false) String q,
            @RequestParam(required = false) Integer limit,
            @RequestParam(required = false) String after) {
        return directory.list(actor, ListQuery.of(q, null, limit, after));
    }
}
