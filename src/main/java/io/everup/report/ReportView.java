package io.everup.report;

import java.time.Instant;
import java.util.UUID;

/**
 * A report in a list.
 *
 * @param pool null for everything
 * @param schedule null for one that somebody asked for
 * @param pdfSha256 and {@code csvSha256}: of the files, in hexadecimal
 * @param seal of the ledger's last entry when it was made
 * @param notice the mail it went out with; null for none
 */
public record ReportView(
        UUID id,
        String title,
        String window,
        UUID pool,
        String scope,
        Instant madeAt,
        String madeFor,
        UUID schedule,
        Double availability,
        String pdfSha256,
        String csvSha256,
        String seal,
        UUID notice) {

    /** A report with all that it says. */
    public record Detail(ReportView report, ReportModel model) {}
}
