package io.everup.audit.web;

import io.everup.audit.AuditCheck;
import io.everup.audit.AuditDirectory;
import io.everup.audit.AuditEntry;
import io.everup.identity.Actor;
import io.everup.shared.ListQuery;
import io.everup.shared.Slice;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The journal over HTTP. */
@RestController
class AuditApi {

    private final AuditDirectory directory;
    private final AuditCheck check;

    AuditApi(AuditDirectory directory, AuditCheck check) {
        this.directory = directory;
        this.check = check;
    }

    @GetMapping("/api/v1/audit")
    Slice<AuditEntry> list(
            Actor actor,
            @RequestParam(required = false) String q,
            @RequestParam(required = false) Integer limit,
            @RequestParam(required = false) String after) {
        return directory.list(actor, ListQuery.of(q, null, limit, after));
    }

    /** Reads every entry and tells whether one is missing or not as it was written. */
    @PostMapping("/api/v1/audit/actions/verify")
    AuditCheck.Report verify(Actor actor) {
        return check.verify(actor);
    }

    /** All entries that match, newest first; written page by page while they are read. */
    @GetMapping(path = "/api/v1/audit.csv", produces = "text/csv")
    void csv(Actor actor, @RequestParam(defaultValue = "") String q, HttpServletResponse response) throws IOException {
        // Who may not, or asks what can't be read, gets an answer and not half a file.
        directory.page(actor, q, null, 1);
        response.setContentType("text/csv;charset=UTF-8");
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                ContentDisposition.attachment()
                        .filename("everup-audit.csv")
                        .build()
                        .toString());
        AuditCsv.write(response.getOutputStream(), before -> directory.page(actor, q, before, ListQuery.MOST));
    }
}
