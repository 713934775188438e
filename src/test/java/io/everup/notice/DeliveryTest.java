package io.everup.notice;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.everup.support.Api;
import io.everup.support.As;
import io.everup.support.Await;
import io.everup.support.ModuleTier;
import io.everup.support.TestAuthority;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.transaction.support.TransactionTemplate;
import org.thymeleaf.ITemplateEngine;
import tools.jackson.databind.json.JsonMapper;

/** Notices reach real mail servers and real HTTPS servers, or the log says why not. */
@ModuleTier
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeliveryTest {

    private static final NoticeSettings SETTINGS =
            new NoticeSettings("https://everup.example", "everup@example.org", false, List.of("127.0.0.0/8", "::1"));
    private static final Duration SOON = Duration.ofSeconds(40);

    @TempDir
    static Path home;

    @Autowired
    ITemplateEngine templates;

    @Autowired
    JavaMailSenderImpl server;

    @Autowired
    Notices notices;

    @Autowired
    NoticeStore store;

    @Autowired
    Dispatcher dispatcher;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    MockMvc mvc;

    @Autowired
    JsonMapper json;

    private final GreenMail mail = new GreenMail(new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_SMTP));
    private TestAuthority authority;
    private SSLContext serverTls;

    @BeforeAll
    void start() throws Exception {
        authority = new TestAuthority(home.resolve("ca"));
        serverTls = tls("localhost");
        mail.start();
        server.setHost("localhost");
        server.setPort(mail.getSmtp().getPort());
    }

    @AfterAll
    void stop() {
        server.setHost("");
        mail.stop();
    }

    // --- mail
    // -----------------------------------------------------------------------------------------------------------

    private static NoticeLine line(String event, NoticeSeverity severity, UUID alarm, String name) {
        return new NoticeLine(
                event,
                alarm,
                "host-lost",
                severity,
                "Host lost",
                "host",
                new UUID(0, 2),
                name,
                null,
                name + " doesn't answer.",
                "See whether it has power.",
                Instant.parse("2026-11-22T19:05:00Z"),
                Instant.parse("2026-11-22T19:06:00Z"),
                "/alarms/" + alarm,
                List.of("web-1", "<b>web-2</b>"));
    }

    private UUID channel(Map<String, Object> wish) {
        return UUID.fromString(
                new Api(mvc, As.ADA).post("/api/v1/channels", wish).is(201).text("/id"));
    }

    private void tell(NoticeLine... lines) {
        transaction.executeWithoutResult(status -> notices.tell(List.of(lines)));
    }

    private List<MimeMessage> received(String recipient, int count) {
        return Await.until(
                count + " mails to " + recipient,
                SOON,
                () -> {
                    dispatcher.round();
                    return to(recipient);
                },
                found -> found.size() >= count,
                () -> new Api(mvc, As.ADA).get("/api/v1/deliveries").body());
    }

    private List<MimeMessage> to(String recipient) {
        var found = new ArrayList<MimeMessage>();
        for (var message : mail.getReceivedMessages()) {
            try {
                if (message.getAllRecipients()[0].toString().equals(recipient)) {
                    found.add(message);
                }
            } catch (jakarta.mail.MessagingException e) {
                throw new AssertionError(e);
            }
        }
        return found;
    }

    @Test
    void anAlarmAndItsEndAreOneThreadOfMails() throws Exception {
        channel(Map.of("name", "On call", "kind", "mail", "recipients", List.of("oli@example.org")));
        var alarm = UUID.randomUUID();
        tell(line("raised", NoticeSeverity.CRITICAL, alarm, "h2"));
        var first = received("oli@example.org", 1).get(0);
        assertThat(first.getSubject()).isEqualTo("[Everup] Critical: h2 doesn't answer.");
        assertThat(first.getContentType()).startsWith("multipart/");
        var whole = GreenMailUtil.getWholeMessage(first);
        assertThat(whole).contains("text/plain").contains("text/html").contains("Auto-Submitted: auto-generated");
        assertThat(html(first)).contains("&lt;b&gt;web-2&lt;/b&gt;").doesNotContain("<b>web-2</b>");
        assertThat(text(first)).contains("What to do: See whether it has power.");
        tell(line("cleared", NoticeSeverity.CRITICAL, alarm, "h2"));
        var second = received("oli@example.org", 2).get(1);
        assertThat(second.getSubject()).startsWith("[Everup] Over:");
        assertThat(second.getHeader("References")).isEqualTo(first.getHeader("References"));
        assertThat(second.getHeader("In-Reply-To")[0]).contains(alarm.toString());
        assertThat(second.getMessageID()).isNotEqualTo(first.getMessageID());
    }

    private static String text(MimeMessage message) throws Exception {
        return part(message, "text/plain");
    }

    private static String html(MimeMessage message) throws Exception {
        return part(message, "text/html");
    }

    private static String part(jakarta.mail.Part part, String type) throws Exception {
        if (part.isMimeType(type)) {
            return part.getContent().toString();
        }
        if (part.getContent() instanceof jakarta.mail.Multipart many) {
            for (var i = 0; i < many.getCount(); i++) {
                var found = part(many.getBodyPart(i), type);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    @Test
    void aStormIsOneMail() throws Exception {
        channel(Map.of("name", "Storm", "kind", "mail", "recipients", List.of("storm@example.org")));
        var lines = new ArrayList<NoticeLine>();
        for (var i = 0; i < 200; i++) {
            lines.add(line("raised", NoticeSeverity.CRITICAL, new UUID(8, i), "h" + i));
        }
        tell(lines.toArray(NoticeLine[]::new));
        var mails = received("storm@example.org", 1);
        dispatcher.round();
        assertThat(to("storm@example.org")).hasSize(1);
        assertThat(mails.get(0).getSubject()).isEqualTo("[Everup] 200 alarms");
        assertThat(text(mails.get(0))).contains("h0 doesn't answer").contains("h199 doesn't answer");
    }

    @Test
    void whatIsHeldComesInOne() {
        var id = channel(Map.of(
                "name", "Digest", "kind", "mail", "recipients", List.of("digest@example.org"), "digestMinutes", 60));
        tell(line("raised", NoticeSeverity.WARNING, new UUID(9, 1), "s1"));
        tell(line("raised", NoticeSeverity.WARNING, new UUID(9, 2), "s2"));
        dispatcher.round();
        assertThat(to("digest@example.org")).isEmpty();
        jdbc.sql("update notice set due_at = now() where channel_id = :id")
                .param("id", id)
                .update();
        assertThat(received("digest@example.org", 1)).hasSize(1);
        var states = jdbc.sql("select state from notice where channel_id = :id order by state")
                .param("id", id)
                .query(String.class)
                .list();
        assertThat(states).containsExactly("MERGED", "MERGED", "SENT");
    }

    @Test
    void whatIsRolledBackIsNotTold() {
        channel(Map.of("name", "Rolled", "kind", "mail", "recipients", List.of("rolled@example.org")));
        transaction.executeWithoutResult(status -> {
            notices.tell(List.of(line("raised", NoticeSeverity.CRITICAL, new UUID(9, 9), "h9")));
            status.setRollbackOnly();
        });
        dispatcher.round();
        assertThat(to("rolled@example.org")).isEmpty();
    }

    /** What a killed replica had claimed is sent by another one, under the same id. */
    @Test
    void aKillLosesNothing() {
        var id = channel(Map.of("name", "Kill", "kind", "mail", "recipients", List.of("kill@example.org")));
        transaction.executeWithoutResult(status -> store.add(
                new NoticeStore.Draft(
                        new UUID(77, 1),
                        id,
                        NoticeKind.ALARM,
                        NoticeSeverity.CRITICAL,
                        "Killed",
                        null,
                        List.of(line("raised", NoticeSeverity.CRITICAL, new UUID(9, 8), "h8")),
                        List.of(),
                        null,
                        NoticeState.WAITING,
                        Instant.now().plusSeconds(3600)),
                Instant.now()));
        jdbc.sql(
                        "update notice set state = 'SENDING', attempt = 1, lease_until = now() + interval '1 hour' where id = :id")
                .param("id", new UUID(77, 1))
                .update();
        dispatcher.round();
        assertThat(to("kill@example.org")).as("its lease holds").isEmpty();
        jdbc.sql("update notice set lease_until = now() - interval '1 second' where id = :id")
                .param("id", new UUID(77, 1))
                .update();
        assertThat(received("kill@example.org", 1)).hasSize(1);
    }

    private Outgoing outgoing(String... recipients) {
        return new Outgoing(
                new UUID(5, 5),
                null,
                null,
                NoticeKind.ALARM,
                NoticeSeverity.CRITICAL,
                "h2 is lost",
                "alarm-1",
                List.of(line("raised", NoticeSeverity.CRITICAL, new UUID(0, 5), "h2")),
                List.of(recipients),
                null,
                null,
                null,
                Instant.now(),
                1);
    }

    private Delivery send(Consumer<JavaMailSenderImpl> settings, String... recipients) {
        var other = new JavaMailSenderImpl();
        other.setHost("localhost");
        other.getJavaMailProperties().put("mail.smtp.connectiontimeout", "2000");
        other.getJavaMailProperties().put("mail.smtp.timeout", "2000");
        other.getJavaMailProperties().put("mail.smtp.sendpartial", "true");
        settings.accept(other);
        return new MailDelivery(provider(other), SETTINGS, templates, Clock.systemUTC()).send(outgoing(recipients));
    }

    private static <T> ObjectProvider<T> provider(T bean) {
        return new ObjectProvider<>() {
            @Override
            public T getObject() {
                return bean;
            }
        };
    }

    @Test
    void aWrongPasswordIsSaid() {
        mail.setUser("oli", "right");
        var auth = new GreenMail(new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_SMTP));
        auth.getUserManager().setAuthRequired(true);
        auth.start();
        try {
            var delivery = send(
                    other -> {
                        other.setPort(auth.getSmtp().getPort());
                        other.setUsername("oli");
                        other.setPassword("wrong-password");
                        other.getJavaMailProperties().put("mail.smtp.auth", "true");
                    },
                    "oli@example.org");
            assertThat(delivery.delivered()).isFalse();
            assertThat(delivery.hopeless()).as("it may be mended").isFalse();
            assertThat(delivery.answer()).contains("refuses user or password").doesNotContain("wrong-password");
        } finally {
            auth.stop();
        }
    }

    @Test
    void aServerThatIsDownOrSilentIsSaid() throws Exception {
        var port = new java.net.ServerSocket(0);
        var free = port.getLocalPort();
        port.close();
        var down = send(other -> other.setPort(free), "oli@example.org");
        assertThat(down.delivered()).isFalse();
        assertThat(down.answer()).containsIgnoringCase("connection refused");
        try (var silent = new ScriptedSmtp(null, "", true)) {
            var before = System.nanoTime();
            var slow = send(other -> other.setPort(silent.port()), "oli@example.org");
            assertThat(slow.delivered()).isFalse();
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
        }
    }

    @Test
    void aRefusedRecipientDoesNotKeepTheMailFromOthers() throws Exception {
        try (var smtp = new ScriptedSmtp(null, "nobody@example.org", false)) {
            var some = send(other -> other.setPort(smtp.port()), "oli@example.org", "nobody@example.org");
            assertThat(some.delivered()).as(some.answer()).isTrue();
            assertThat(some.answer()).contains("not for nobody@example.org");
            var none = send(other -> other.setPort(smtp.port()), "nobody@example.org");
            assertThat(none.delivered()).isFalse();
            assertThat(none.hopeless()).as("trying again doesn't help").isTrue();
        }
    }

    @Test
    void startTlsIsUsedWithTheRightAuthorityAndNameAlone() throws Exception {
        try (var smtp = new ScriptedSmtp(serverTls, "", false)) {
            var secured = send(other -> secure(other, smtp.port()), "oli@example.org");
            assertThat(secured.delivered()).as(secured.answer()).isTrue();
            assertThat(smtp.heard).anyMatch(said -> said.startsWith("TLS RCPT"));
            assertThat(smtp.heard).noneMatch(said -> said.startsWith("RCPT"));
            var untrusted = send(
                    other -> {
                        secure(other, smtp.port());
                        other.getJavaMailProperties().remove("mail.smtp.ssl.socketFactory");
                    },
                    "oli@example.org");
            assertThat(untrusted.delivered()).isFalse();
        }
        try (var other = new ScriptedSmtp(tls("elsewhere.example"), "", false)) {
            assertThat(send(sender -> secure(sender, other.port()), "oli@example.org")
                            .delivered())
                    .as("a certificate of another name")
                    .isFalse();
        }
        try (var plain = new ScriptedSmtp(null, "", false)) {
            assertThat(send(sender -> secure(sender, plain.port()), "oli@example.org")
                            .delivered())
                    .as("none is offered")
                    .isFalse();
            assertThat(plain.heard).noneMatch(said -> said.startsWith("RCPT"));
        }
    }

    private void secure(JavaMailSenderImpl sender, int port) {
        sender.setPort(port);
        var properties = sender.getJavaMailProperties();
        properties.put("mail.smtp.starttls.enable", "true");
        properties.put("mail.smtp.starttls.required", "true");
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.ssl.socketFactory", clientTls().getSocketFactory());
    }

    // --- webhooks
    // -------------------------------------------------------------------------------------------------------

    private record Call(Map<String, List<String>> headers, String body) {
        String header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .findFirst()
                    .orElseThrow()
                    .getValue()
                    .get(0);
        }
    }

    private HttpsServer receiver(List<Call> calls, int status, String location) throws IOException {
        var receiver = HttpsServer.create(new InetSocketAddress("localhost", 0), 10);
        receiver.setHttpsConfigurator(new HttpsConfigurator(serverTls));
        handle(receiver, calls, status, location);
        return receiver;
    }

    private static void handle(HttpServer receiver, List<Call> calls, int status, String location) {
        receiver.createContext("/", exchange -> {
            calls.add(new Call(
                    Map.copyOf(exchange.getRequestHeaders()),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            if (location != null) {
                exchange.getResponseHeaders().add("Location", location);
            }
            var answer = "x".repeat(100_000).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, answer.length);
            try (var out = exchange.getResponseBody()) {
                out.write(answer);
            } catch (IOException e) {
                // Nobody reads more of it.
            }
        });
        receiver.start();
    }

    private Outgoing call(int port, String secret, String ca) {
        var channel = new Channel(
                new UUID(3, 3),
                "Chat",
                ChannelKind.WEBHOOK,
                true,
                List.of(),
                "https://localhost:" + port + "/hook?key=K",
                ca,
                NoticeSeverity.INFO,
                List.of(),
                List.of(),
                true,
                null,
                null,
                ZoneOffset.UTC,
                0);
        return new Outgoing(
                new UUID(5, 6),
                channel,
                secret,
                NoticeKind.ALARM,
                NoticeSeverity.CRITICAL,
                "h2 is lost",
                null,
                List.of(line("raised", NoticeSeverity.CRITICAL, new UUID(0, 5), "h2")),
                List.of(),
                null,
                null,
                null,
                Instant.now(),
                2);
    }

    private WebhookSender sender(NoticeSettings settings) {
        return new WebhookSender(settings, json, Clock.systemUTC());
    }

    @Test
    void aWebhookIsSignedJsonThatTheReceiverCanCheck() throws Exception {
        var calls = new CopyOnWriteArrayList<Call>();
        var receiver = receiver(calls, 200, null);
        try {
            var delivery = sender(SETTINGS).send(call(receiver.getAddress().getPort(), "ehs_abc", authority.pem()));
            assertThat(delivery.delivered()).as(delivery.answer()).isTrue();
            assertThat(delivery.answer().length()).as("the answer is bounded").isLessThanOrEqualTo(500);
            assertThat(delivery.target()).doesNotContain("key");
            var call = calls.get(0);
            var signature = call.header("Everup-Signature");
            var at = Long.parseLong(signature.substring(2, signature.indexOf(',')));
            assertThat(signature).isEqualTo(WebhookRules.signature("ehs_abc", Instant.ofEpochSecond(at), call.body()));
            assertThat(call.header("Everup-Delivery")).isEqualTo(new UUID(5, 6).toString());
            var body = json.readTree(call.body());
            assertThat(body.at("/version").asInt()).isEqualTo(1);
            assertThat(body.at("/type").asString()).isEqualTo("alarm.raised");
            assertThat(body.at("/severity").asString()).isEqualTo("critical");
            assertThat(body.at("/alarms/0/subject/name").asString()).isEqualTo("h2");
            assertThat(body.at("/alarms/0/url").asString()).startsWith("https://everup.example/alarms/");
        } finally {
            receiver.stop(0);
        }
    }

    @Test
    void aWebhookIsNotFollowedNorTrustedBlindly() throws Exception {
        var elsewhere = new CopyOnWriteArrayList<Call>();
        var target = receiver(elsewhere, 200, null);
        var calls = new CopyOnWriteArrayList<Call>();
        var moved =
                receiver(calls, 307, "https://localhost:" + target.getAddress().getPort() + "/");
        try {
            var port = moved.getAddress().getPort();
            var redirected = sender(SETTINGS).send(call(port, "ehs_abc", authority.pem()));
            assertThat(redirected.delivered()).isFalse();
            assertThat(redirected.answer()).contains("307");
            assertThat(elsewhere).as("a redirect is not followed").isEmpty();
            assertThat(sender(SETTINGS).send(call(port, "ehs_abc", null)).delivered())
                    .as("an authority that the system doesn't trust")
                    .isFalse();
            var strict = new NoticeSettings("", "everup@example.org", false, List.of());
            var denied = sender(strict).send(call(port, "ehs_abc", authority.pem()));
            assertThat(denied.delivered()).isFalse();
            assertThat(denied.answer()).contains("EVERUP_WEBHOOK_ALLOW");
            assertThat(calls).as("of all these one came through").hasSize(1);
        } finally {
            moved.stop(0);
            target.stop(0);
        }
    }

    @Test
    void whatFailsIsInTheLogIsTriedAgainAndCanBeSentAgain() {
        var ada = new Api(mvc, As.ADA);
        new Api(mvc, As.OLI).get("/api/v1/deliveries").is(403);
        var made = ada.post(
                        "/api/v1/channels",
                        Map.of("name", "Metadata", "kind", "webhook", "url", "https://169.254.169.254/latest"))
                .is(201);
        assertThat(made.text("/secret")).startsWith("ehs_");
        var id = made.text("/id");
        assertThat(ada.get("/api/v1/channels/" + id).body().toString()).doesNotContain(made.text("/secret"));
        assertThat(jdbc.sql("select locked_secret from notice_channel where id = :id")
                        .param("id", UUID.fromString(id))
                        .query(String.class)
                        .single())
                .doesNotContain(made.text("/secret"));
        tell(line("raised", NoticeSeverity.CRITICAL, new UUID(4, 4), "h4"));
        dispatcher.round();
        var failed = ada.until(
                "/api/v1/deliveries?q=channel%3AMetadata",
                list -> list.at("/items/0/attempts").asInt() == 1);
        assertThat(failed.at("/items/0/state").asString()).isEqualTo("waiting");
        assertThat(failed.at("/items/0/answer").asString()).contains("link-local or metadata");
        var notice = failed.at("/items/0/id").asString();
        ada.post("/api/v1/deliveries/" + notice + "/actions/send-again", null).is(202);
        dispatcher.round();
        var detail = ada.until(
                "/api/v1/deliveries/" + notice, one -> one.at("/attempts").size() == 2);
        assertThat(detail.at("/attempts/0/delivered").asBoolean()).isFalse();
        assertThat(ada.get("/api/v1/channels/" + id).body().at("/failures").asInt())
                .isEqualTo(2);
        ada.send("DELETE", "/api/v1/channels/" + id, null, Map.of()).is(204);
    }

    @Test
    void aChannelMustMakeSense() {
        var ada = new Api(mvc, As.ADA);
        ada.post("/api/v1/channels", Map.of("name", "x", "kind", "mail")).is(422);
        ada.post("/api/v1/channels", Map.of("name", "x", "kind", "mail", "recipients", List.of("a b")))
                .is(422);
        ada.post("/api/v1/channels", Map.of("name", "x", "kind", "mail", "recipients", List.of("a@b.c\r\nBcc: x@y.z")))
                .is(422);
        ada.post("/api/v1/channels", Map.of("name", "x", "kind", "webhook", "url", "http://x.example/"))
                .is(422);
        ada.post("/api/v1/channels", Map.of("name", "x", "kind", "webhook", "url", "https://x.example/", "ca", "no"))
                .is(422);
        var base = Map.<String, Object>of("name", "Dup", "kind", "mail", "recipients", List.of("a@b.c"));
        ada.post("/api/v1/channels", base).is(201);
        ada.post("/api/v1/channels", base).is(422);
        var sent = ada.post("/api/v1/mail/actions/test", Map.of("recipient", "test@example.org"))
                .is(202);
        received("test@example.org", 1);
        assertThat(ada.until(
                                sent.header("Location"),
                                one -> one.at("/delivery/state").asString().equals("sent"))
                        .at("/attempts/0/answer")
                        .asString())
                .contains("Accepted by localhost");
    }

    // --- certificates
    // ---------------------------------------------------------------------------------------------------

    private SSLContext tls(String name) throws Exception {
        var folder = Files.createDirectories(home.resolve(name));
        authority.issue(name, folder);
        var key = Files.readString(folder.resolve("server.key")).replaceAll("-----.*?-----|\\s", "");
        var secret = KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(key)));
        Certificate own;
        try (var in = Files.newInputStream(folder.resolve("server.pem"))) {
            own = CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setKeyEntry("own", secret, new char[0], new Certificate[] {own});
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private SSLContext clientTls() {
        try (var in = Files.newInputStream(home.resolve("ca/ca.pem"))) {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
