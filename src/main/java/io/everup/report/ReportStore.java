package io.everup.report;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Keeps reports as they were made. */
@Component
class ReportStore {

    private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;

    ReportStore(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** @return false when it is there already: the task was repeated */
    boolean add(ReportModel model, byte[] pdf, String csv, UUID schedule) {
        return jdbc.sql("""
                                insert into report (id, title, window_name, pool_id, scope, made_at, made_for, schedule_id,
                                    availability, model, pdf, pdf_sha256, csv, csv_sha256, seal)
                                values (:id, :title, :window, :pool, :scope, :at, :for, :schedule,
                                    :availability, :model, :pdf, :pdfHash, :csv, :csvHash, :seal)
                                on conflict (id) do nothing
                                """)
                        .param("id", model.id())
                        .param("title", model.title())
                        .param("window", model.window())
                        .param("pool", model.pool())
                        .param("scope", model.scope())
                        .param("at", model.at().atOffset(ZoneOffset.UTC))
                        .param("for", model.madeFor())
                        .param("schedule", schedule)
                        .param("availability", model.figures().availability())
                        .param("model", json.writeValueAsString(model))
                        .param("pdf", pdf)
                        .param("pdfHash", sha256(pdf))
                        .param("csv", csv)
                        .param("csvHash", sha256(csv.getBytes(StandardCharsets.UTF_8)))
                        .param("seal", model.ledger().seal())
                        .update()
                > 0;
    }

    void mailed(UUID report, UUID notice) {
        jdbc.sql("update report set notice_id = :notice where id = :id")
                .param("id", report)
                .param("notice", notice)
                .update();
    }

    ReportModel model(String text) {
        return json.readValue(text, ReportModel.class);
    }

    String json(List<String> texts) {
        return json.writeValueAsString(texts);
    }

    List<String> texts(String text) {
        return json.readValue(text, TEXTS);
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** When a schedule ran last counts from now on. */
    void ran(UUID schedule, Instant at) {
        jdbc.sql("update report_schedule set run_after = :at where id = :id")
                .param("id", schedule)
                .param("at", at.atOffset(ZoneOffset.UTC))
                .update();
    }
}
