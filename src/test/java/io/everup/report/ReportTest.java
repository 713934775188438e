package io.everup.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.everup.support.Api;
import io.everup.support.As;
import io.everup.support.Await;
import io.everup.support.DataCentre;
import io.everup.support.ModuleTier;
import io.everup.uptime.CalendarWindow;
import io.everup.uptime.UptimeDirectory;
import io.everup.uptime.UptimeOperations;
import io.everup.vm.Protection;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.test.web.servlet.MockMvc;

/** PDF, read back, says what page, CSV and API say; and it arrives by mail. */
@ModuleTier
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReportTest {

    private static final Duration LONG = Duration.ofSeconds(90);

    @Autowired
    ApplicationContext program;

    @Autowired
    MockMvc mvc;

    @Autowired
    UptimeDirectory uptime;

    @Autowired
    UptimeOperations corrections;

    @Autowired
    ReportOperations operations;

    @Autowired
    JavaMailSenderImpl server;

    @Autowired
    JdbcClient jdbc;

    private final GreenMail mail = new GreenMail(new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_SMTP));

    @BeforeAll
    void start() {
        mail.start();
        server.setHost("localhost");
        server.setPort(mail.getSmtp().getPort());
    }

    @AfterAll
    void stop() {
        server.setHost("");
        mail.stop();
    }

    /** A power cut, and an outage that a person excluded. */
    private DataCentre lossyMonth() {
        var centre = DataCentre.of(program, "3x0-report");
        var web = centre.run("web-1", "h2", Protection.PROTECTED);
        var crashed = centre.run("crash-1", "h1", Protection.OFF);
        centre.say("power h2 off");
        centre.say("crash crash-1");
        centre.awaitElsewhere(web, "h2");
        centre.awaitFailover("h2", "DONE");
        ended(web);
        var row = ended(crashed, false);
        corrections.correct(
                As.OLI,
                row,
                new UptimeOperations.Correction(
                        uptime.outage(As.OLI, row).outage().version(),
                        io.everup.uptime.Cause.OPERATOR,
                        false,
                        false,
                        "=A test that Mia approved"));
        return centre;
    }

    private void ended(UUID vm) {
        ended(vm, true);
    }

    private UUID ended(UUID vm, boolean over) {
        var everything = io.everup.shared.ListQuery.everything();
        return Await.until(
                        "the outage is in the ledger",
                        LONG,
                        () -> uptime.outages(As.MIA, everything, null, vm, null).items(),
                        rows -> rows.stream().anyMatch(one -> !over || one.endedAt() != null),
                        () -> uptime.outages(As.MIA, everything, null, null, null))
                .get(0)
                .id();
    }

    @Test
    void paperPageCsvAndApiSayTheSame() throws Exception {
        var centre = lossyMonth();
        var mia = new Api(mvc, As.MIA);
        var window = CalendarWindow.of(CalendarWindow.Span.MONTH, uptime.today(), uptime.zone());
        var task = new Api(mvc, As.OLI)
                .succeed(
                        "/api/v1/reports",
                        Map.of("window", window.name(), "pool", centre.pool().toString()));
        var id = task.at("/result/report").asString();
        var api = mia.get("/api/v1/reports/" + id).is(200).body();
        var figures = api.at("/figures/figures");
        assertThat(figures.at("/downMillis").asLong()).isPositive();
        var words = new ReportWords(uptime.zone());
        var down = words.length(figures.at("/downMillis").asLong());
        var observed = words.length(figures.at("/observedMillis").asLong());
        var availability = uptime(figures.at("/availability").asDouble());

        var paper = text(download(id, "pdf"));
        var page = page("/reports/" + id);
        var csv = csv(new String(download(id, "csv"), StandardCharsets.UTF_8));
        assertThat(paper)
                .contains(down)
                .contains(observed)
                .contains(availability)
                .contains("web-1")
                .contains("h2");
        assertThat(page)
                .contains(down)
                .contains(observed)
                .contains(availability)
                .contains("web-1");
        assertThat(value(csv, "window.down", 4))
                .isEqualByComparingTo(seconds(figures.at("/downMillis").asLong()));
        assertThat(value(csv, "window.observed", 4))
                .isEqualByComparingTo(seconds(figures.at("/observedMillis").asLong()));
        assertThat(value(csv, "window.availability", 5).doubleValue())
                .isEqualTo(figures.at("/availability").asDouble());
        for (var cause : figures.at("/causes")) {
            var length = words.length(cause.at("/millis").asLong());
            assertThat(paper).contains(length);
            assertThat(page).contains(length);
        }
        var listed = sum(api.at("/figures/counted"));
        assertThat(listed)
                .as("the rows are the figure")
                .isEqualTo(figures.at("/downMillis").asLong());
        assertThat(rows(csv, "outage").stream()
                        .map(row -> new BigDecimal(row.get(4)))
                        .reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo(seconds(listed));
        assertThat(paper)
                .contains("Oli corrected it")
                .contains("Page 1 of")
                .contains(api.at("/report/seal").asString());
        assertThat(rows(csv, "excluded").get(0).get(7)).startsWith("'=A test that Mia approved");
        assertThat(rows(csv, "failover")).extracting(row -> row.get(7)).contains("first VM runs elsewhere");
        assertThat(api.at("/figures/ledger/intact").asBoolean()).isTrue();
        sameWhenMadeAgain(mia, centre, window, figures.at("/downMillis").asLong());
    }

    private void sameWhenMadeAgain(Api mia, DataCentre centre, CalendarWindow window, long down) {
        var figures = mia.get("/api/v1/uptime/figures?window=" + window.name() + "&pool=" + centre.pool())
                .body();
        assertThat(Math.round(figures.at("/figures/downSeconds").asDouble() * 1000))
                .as("the uptime page's figures")
                .isEqualTo(down);
    }

    /** As pages write it: rounded down, with an unbreakable space. */
    private static String uptime(double share) {
        return String.format(java.util.Locale.ROOT, "%.3f", Math.floor(share * 100_000) / 1000);
    }

    private static long sum(Iterable<tools.jackson.databind.JsonNode> rows) {
        var sum = 0L;
        for (var row : rows) {
            sum += row.at("/millis").asLong();
        }
        return sum;
    }

    private static BigDecimal seconds(long millis) {
        return BigDecimal.valueOf(millis, 3);
    }

    private byte[] download(String id, String type) throws Exception {
        var answer = mvc.perform(get("/api/v1/reports/" + id + "/" + type).with(As.mia()))
                .andReturn()
                .getResponse();
        assertThat(answer.getStatus()).isEqualTo(200);
        var content = answer.getContentAsByteArray();
        assertThat(answer.getHeader("ETag")).as("its hash").isEqualTo("\"" + ReportStore.sha256(content) + "\"");
        assertThat(answer.getHeader("Content-Disposition"))
                .contains("everup-uptime-")
                .contains("." + type);
        return content;
    }

    private String page(String path) throws Exception {
        return mvc.perform(get(path).accept(MediaType.TEXT_HTML).with(As.mia()))
                .andReturn()
                .getResponse()
                .getContentAsString(StandardCharsets.UTF_8);
    }

    private static String text(byte[] pdf) throws Exception {
        try (var document = Loader.loadPDF(pdf)) {
            assertThat(document.getDocumentCatalog().getMarkInfo().isMarked())
                    .as("tagged")
                    .isTrue();
            assertThat(document.getDocumentCatalog().getLanguage()).isEqualTo("en");
            for (var page : document.getPages()) {
                for (var name : page.getResources().getFontNames()) {
                    assertThat(page.getResources().getFont(name).isEmbedded())
                            .as("font " + page.getResources().getFont(name).getName())
                            .isTrue();
                }
            }
            var stripper = new PDFTextStripper();
            stripper.setSortByPosition(true);
            return stripper.getText(document).replaceAll("\\s+", " ");
        }
    }

    private static List<List<String>> csv(String text) {
        return Arrays.stream(text.split("\r\n")).map(ReportTest::cells).toList();
    }

    private static List<String> cells(String line) {
        var cells = new ArrayList<String>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var letter : line.toCharArray()) {
            if (letter == '"') {
                quoted = !quoted;
            } else if (letter == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(letter);
            }
        }
        cells.add(cell.toString());
        return cells;
    }

    private static List<List<String>> rows(List<List<String>> csv, String kind) {
        return csv.stream().filter(row -> row.get(0).equals(kind)).toList();
    }

    private static BigDecimal value(List<List<String>> csv, String kind, int column) {
        return new BigDecimal(rows(csv, kind).get(0).get(column));
    }

    @Test
    void aScheduleMakesUpForAMissedRunOnceAndMailsIt() throws Exception {
        var oli = new Api(mvc, As.OLI);
        new Api(mvc, As.MIA)
                .post("/api/v1/report-schedules", Map.of("name", "x", "span", "month"))
                .is(403);
        oli.post("/api/v1/report-schedules", Map.of("name", "x", "span", "month", "day", 31))
                .is(422);
        oli.post("/api/v1/report-schedules", Map.of("name", "x", "span", "month", "recipients", List.of("no")))
                .is(422);
        var schedule = oli.post(
                        "/api/v1/report-schedules",
                        Map.of(
                                "name",
                                "Board",
                                "span",
                                "month",
                                "day",
                                1,
                                "at",
                                "07:00",
                                "recipients",
                                List.of("boss@example.org")))
                .is(201);
        assertThat(schedule.body().at("/next").size()).isEqualTo(3);
        operations.runDue();
        assertThat(ofSchedule(schedule.text("/id"))).as("not due").isEmpty();
        jdbc.sql("update report_schedule set run_after = now() - interval '200 days' where id = :id")
                .param("id", UUID.fromString(schedule.text("/id")))
                .update();
        operations.runDue();
        operations.runDue();
        var made = Await.until(
                "the missed run is made up for",
                LONG,
                () -> ofSchedule(schedule.text("/id")),
                found -> !found.isEmpty(),
                () -> oli.get("/api/v1/tasks?q=kind%3Areport-make").body());
        assertThat(made).hasSize(1);
        var last = LocalDate.now(java.time.Clock.system(uptime.zone()))
                .minusMonths(1)
                .toString()
                .substring(0, 7);
        assertThat(made.get(0).window()).isEqualTo(last);
        var received = Await.until(
                "it is mailed",
                LONG,
                () -> List.of(mail.getReceivedMessages()),
                found -> !found.isEmpty(),
                () -> new Api(mvc, As.ADA).get("/api/v1/deliveries").body());
        assertThat(received.get(0).getAllRecipients()[0]).hasToString("boss@example.org");
        var attached = attachment(received.get(0));
        assertThat(ReportStore.sha256(attached))
                .as("the PDF as it is kept")
                .isEqualTo(made.get(0).pdfSha256());
        assertThat(text(attached)).contains("Uptime");
        oli.send("DELETE", "/api/v1/report-schedules/" + schedule.text("/id"), null, Map.of())
                .is(204);
    }

    private List<ReportView> ofSchedule(String id) {
        return program
                .getBean(ReportDirectory.class)
                .reports(As.OLI, io.everup.shared.ListQuery.everything())
                .items()
                .stream()
                .filter(one ->
                        one.schedule() != null && one.schedule().toString().equals(id))
                .toList();
    }

    private static byte[] attachment(Part part) throws Exception {
        if (part.isMimeType("application/pdf")) {
            assertThat(part.getFileName()).startsWith("everup-uptime-").endsWith(".pdf");
            return part.getInputStream().readAllBytes();
        }
        if (part.getContent() instanceof Multipart many) {
            for (var i = 0; i < many.getCount(); i++) {
                var found = attachment(many.getBodyPart(i));
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    @Test
    void aReportMustBeAboutATimeThatHasBegun() {
        var oli = new Api(mvc, As.OLI);
        oli.post("/api/v1/reports", Map.of("window", "2999-01")).is(422);
        oli.post("/api/v1/reports", Map.of("window", "soon")).is(422);
        oli.post("/api/v1/reports", Map.of("window", "2026-10", "pool", new UUID(0, 1)))
                .is(422);
        new Api(mvc, As.UMA)
                .post("/api/v1/reports", Map.of("window", "2026-10"))
                .is(403);
        new Api(mvc, As.MIA)
                .post("/api/v1/reports", Map.of("window", "2026-10", "recipients", List.of("x@example.org")))
                .is(403);
        oli.get("/api/v1/reports/" + new UUID(0, 1)).is(404);
    }
}
