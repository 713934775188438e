package io.everup.report;

import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.Context;

/** A report on paper: tagged PDF (PDF/UA) with its own font. */
@Component
class ReportPdf {

    private static final int REGULAR = 400;
    private static final int STRONG = 600;

    private final ITemplateEngine templates;

    ReportPdf(ITemplateEngine templates) {
        this.templates = templates;
    }

    byte[] of(ReportModel model) {
        var html = html(model);
        try (var out = new ByteArrayOutputStream()) {
            var builder = new PdfRendererBuilder();
            builder.useFastMode();
            builder.usePdfUaAccessibility(true);
            builder.useFont(() -> font(REGULAR), "Inter", REGULAR, FontStyle.NORMAL, true);
            builder.useFont(() -> font(STRONG), "Inter", STRONG, FontStyle.NORMAL, true);
            // Nothing is loaded from anywhere: a name in a report is no address.
            builder.useUriResolver((base, uri) -> null);
            builder.withProducer("Everup");
            builder.withHtmlContent(html, null);
            builder.toStream(out);
            builder.run();
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String html(ReportModel model) {
        var context = new Context(Locale.ENGLISH);
        context.setVariable("report", model);
        context.setVariable("words", new ReportWords(model.zone()));
        return templates.process("report/paper", context);
    }

    private static InputStream font(int weight) {
        try {
            return new ClassPathResource("static/vendor/inter/inter-" + weight + ".ttf").getInputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
