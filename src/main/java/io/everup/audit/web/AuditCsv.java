package io.everup.audit.web;

import io.everup.audit.AuditEntry;
import io.everup.ui.Csv;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The journal as a file, whatever its length. */
final class AuditCsv {

    private AuditCsv() {}

    /** @param pages gives the entries before the one with this id; null for the first page */
    static void write(OutputStream out, Function<Long, List<AuditEntry>> pages) throws IOException {
        write(
                out,
                new Csv()
                        .row(
                                "entry",
                                "at",
                                "actor",
                                "actorId",
                                "address",
                                "action",
                                "type",
                                "subject",
                                "subjectId",
                                "result",
                                "detail",
                                "seal"));
        Long before = null;
        do {
            var page = pages.apply(before);
            var csv = new Csv();
            page.forEach(entry -> row(csv, entry));
            write(out, csv);
            before = page.isEmpty() ? null : page.get(page.size() - 1).id();
        } while (before != null);
    }

    private static void write(OutputStream out, Csv csv) throws IOException {
        out.write(csv.toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void row(Csv csv, AuditEntry entry) {
        csv.row(
                entry.seq(),
                entry.at(),
                entry.actorName(),
                entry.actorId(),
                entry.address(),
                entry.action(),
                entry.subject().type(),
                entry.subject().name(),
                entry.subject().id(),
                entry.result(),
                detail(entry.detail()),
                entry.seal());
    }

    private static String detail(Map<String, Object> detail) {
        return detail.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(fact -> fact.getKey() + "=" + fact.getValue())
                .collect(Collectors.joining("; "));
    }
}
