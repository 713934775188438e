package io.everup.notice;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Sends notices to programs: JSON by HTTPS, signed. */
@Component
class WebhookSender {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    /** Of an answer nobody reads more. */
    private static final int MOST_ANSWER = 2_000;

    private static final int GONE = 410;

    private final NoticeSettings settings;
    private final JsonMapper json;
    private final Clock clock;
    private final Map<String, HttpClient> clients = new ConcurrentHashMap<>();

    WebhookSender(NoticeSettings settings, JsonMapper json, Clock clock) {
        this.settings = settings;
        this.json = json;
        this.clock = clock;
    }

    /** What is sent. @param version of this form; fields may be added to it */
    record Body(
            int version,
            UUID id,
            String type,
            java.time.Instant at,
            NoticeSeverity severity,
            String title,
            String url,
            List<Map<String, Object>> alarms) {}

    Delivery send(Outgoing notice) {
        var channel = Objects.requireNonNull(notice.channel());
        var target = channel.target();
        if (notice.secret() == null) {
            return Delivery.failed(target, "Its secret can't be read: make a new one on the channel's page.");
        }
        var problem = WebhookRules.problem(channel.url(), settings.allowPlain());
        if (problem != null) {
            return Delivery.refused(target, problem);
        }
        try {
            var uri = URI.create(channel.url());
            var denied = denied(uri.getHost());
            return denied != null ? Delivery.failed(target, denied) : post(uri, notice, target);
        } catch (UnknownHostException e) {
            return Delivery.failed(target, "The name of " + target + " isn't known to this machine.");
        } catch (IOException | GeneralSecurityException e) {
            return Delivery.failed(target, words(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Delivery.failed(target, "It took too long.");
        }
    }

    /** All addresses of a name are looked at; the JVM keeps them for half a minute, so that these are the ones called. */
    private String denied(String host) throws UnknownHostException {
        var name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        for (var address : InetAddress.getAllByName(name)) {
            var denied = WebhookRules.denied(address, settings.allow());
            if (denied != null) {
                return denied;
            }
        }
        return null;
    }

    private Delivery post(URI uri, Outgoing notice, String target)
            throws IOException, InterruptedException, GeneralSecurityException {
        var body = body(notice);
        var request = HttpRequest.newBuilder(uri)
                .timeout(ANSWER)
                .header("Content-Type", "application/json")
                .header("User-Agent", "Everup")
                .header("Everup-Delivery", notice.id().toString())
                .header("Everup-Attempt", Integer.toString(notice.attempt()))
                .header("Everup-Signature", WebhookRules.signature(notice.secret(), clock.instant(), body))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        var response = client(notice.channel().ca()).send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (var answer = response.body()) {
            var text = new String(answer.readNBytes(MOST_ANSWER), StandardCharsets.UTF_8)
                    .replaceAll("\\p{Cntrl}+", " ")
                    .strip();
            return outcome(target, response.statusCode(), text);
        }
    }

    private static Delivery outcome(String target, int status, String text) {
        var answer = "HTTP " + status + (text.isEmpty() ? "" : ": " + text);
        if (status / 100 == 2) {
            return Delivery.done(target, answer);
        }
        if (status / 100 == 3) {
            return Delivery.failed(target, "HTTP " + status + ": it points elsewhere, and that isn't followed.");
        }
        return status == GONE ? Delivery.refused(target, answer) : Delivery.failed(target, answer);
    }

    String body(Outgoing notice) {
        var type = notice.kind() == NoticeKind.ALARM
                ? "alarm." + notice.lines().get(0).event()
                : notice.kind().name().toLowerCase(java.util.Locale.ROOT);
        var path = notice.lines().size() == 1 ? notice.lines().get(0).path() : "/alarms";
        return json.writeValueAsString(new Body(
                1,
                notice.id(),
                type,
                clock.instant(),
                notice.severity(),
                notice.title(),
                settings.link(path),
                notice.kind() == NoticeKind.TEST
                        ? List.of()
                        : notice.lines().stream().map(this::alarm).toList()));
    }

    private Map<String, Object> alarm(NoticeLine line) {
        var alarm = new LinkedHashMap<String, Object>();
        alarm.put("id", line.alarm());
        alarm.put("event", line.event());
        alarm.put("rule", line.rule());
        alarm.put("severity", line.severity());
        var subject = new LinkedHashMap<String, Object>();
        subject.put("type", line.subjectType());
        subject.put("id", line.subjectId());
        subject.put("name", line.subjectName());
        alarm.put("subject", subject);
        alarm.put("pool", line.pool());
        alarm.put("text", line.text());
        alarm.put("next", line.next());
        alarm.put("since", line.since());
        alarm.put("at", line.at());
        alarm.put("parts", line.parts());
        alarm.put("url", settings.link(line.path()));
        return alarm;
    }

    private HttpClient client(String ca) throws GeneralSecurityException, IOException {
        var key = ca == null ? "" : ca;
        var known = clients.get(key);
        if (known != null) {
            return known;
        }
        var client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT)
                .sslContext(trusting(ca))
                .build();
        clients.put(key, client);
        return client;
    }

    private static SSLContext trusting(String ca) throws GeneralSecurityException, IOException {
        if (ca == null) {
            return SSLContext.getDefault();
        }
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        var number = 0;
        var bytes = new ByteArrayInputStream(ca.getBytes(StandardCharsets.US_ASCII));
        for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(bytes)) {
            store.setCertificateEntry("ca" + number++, certificate);
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static String words(Exception e) {
        var cause = (Throwable) e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        var text = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return text.replaceAll("\\s+", " ");
    }
}
