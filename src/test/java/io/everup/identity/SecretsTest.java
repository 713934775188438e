package io.everup.identity;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.everup.hypervisor.simulator.Simulator;
import io.everup.support.Api;
import io.everup.support.As;
import io.everup.support.Cloud;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;

/** Whatever is a secret stands in no table, no log and no list of processes. */
class SecretsTest extends LdapRig {

    private static final String LOGIN = "zx9secretive";
    private static final String LOCAL = "Zx9-local-password-Qw";
    private static final String CHANGED = "Zx9-changed-password-Qw";
    private static final String WRONG_GUESS = "Zx9-wrong-password-Qw";
    private static final String HOST = "Zx9-host-password-Qw";
    private static final String FENCE = "Zx9-fence-pw-Qw";

    @Autowired
    Simulator simulator;

    @Autowired
    SecondFactorOperations factors;

    @Autowired
    Clock clock;

    private final Map<String, String> known = new LinkedHashMap<>(Map.of(
            "local password", LOCAL,
            "changed password", CHANGED,
            "wrong guess", WRONG_GUESS,
            "host's password", HOST,
            "fence device's password", FENCE,
            "LDAP bind password", LdapPeople.EVERUP_PASSWORD,
            "LDAP user's password", LdapPeople.PASSWORD));

    @Test
    void noTableNoLogAndNoProcessShowsASecret() throws Exception {
        var lines = new ConcurrentLinkedQueue<String>();
        Set<String> processes = ConcurrentHashMap.newKeySet();
        var done = new AtomicBoolean();
        var watch = new Thread(() -> {
            while (!done.get()) {
                processes.addAll(commandLines());
            }
        });
        try (var ignored = new LogWatch(lines)) {
            watch.start();
            story();
        } finally {
            done.set(true);
            watch.join();
        }
        assertThat(known).hasSizeGreaterThan(20);
        assertThat(lines).as("lines of log").hasSizeGreaterThan(500);
        for (var program : List.of("slapd", "fence_ipmilan", "ipmitool")) {
            assertThat(processes).as("processes that were seen").anyMatch(line -> line.contains(program));
        }
        whatMustBeFoundIsFound(lines);
        var found = new ArrayList<String>();
        look("the log", String.join("\n", lines), found);
        look("the list of processes", String.join("\n", processes), found);
        dump().forEach((table, text) -> look("table " + table, text, found));
        assertThat(found).isEmpty();
    }

    /** The search itself works, and the secrets were really given to where they are locked. */
    private void whatMustBeFoundIsFound(Iterable<String> lines) {
        var found = new ArrayList<String>();
        known.put("what is no secret", LOGIN);
        look("the log", String.join("\n", lines), found);
        dump().forEach((table, text) -> look(table, text, found));
        known.remove("what is no secret");
        assertThat(String.join("\n", found)).contains("secret in the log", "secret in user_account", "audit_entry");
        for (var place : List.of(
                "host where locked_password",
                "task where payload->>'fence'",
                "notice_channel where locked_secret",
                "idempotency where body",
                "ldap_settings where bind_password")) {
            assertThat(jdbc.sql("select count(*) from " + place + " like 'v1:%'")
                            .query(Long.class)
                            .single())
                    .as(place)
                    .isPositive();
        }
    }

    private void story() throws Exception {
        var ada = new Api(mvc, As.ADA);
        signIns();
        hosts(ada);
        var channel = ada.post(
                        "/api/v1/channels",
                        Map.of("name", "hook", "kind", "webhook", "url", "https://127.0.0.1:9/x", "least", "warning"))
                .is(201);
        known.put("secret of a webhook", channel.text("/secret"));
        ldap.test(As.ADA, null, null, "oli", LdapPeople.PASSWORD);
        ldap.test(As.ADA, null, null, "oli", WRONG_GUESS);
        ada.succeed("/api/v1/security/actions/rotate-secrets", Map.of("newKey", true));
        ada.get("/api/v1/hosts").is(200);
        ada.get("/api/v1/audit?limit=1000").is(200);
    }

    private void signIns() throws Exception {
        var login = LOGIN;
        var user = users.create(As.ADA, new NewUser(login, "S", Role.OPERATOR, LOCAL));
        var actor = Actor.of(user, login, "S", Role.OPERATOR);
        page(login, LOCAL);
        page(login, WRONG_GUESS);
        var api = new Api(mvc, actor);
        api.post("/api/v1/me/actions/change-password", Map.of("currentPassword", LOCAL, "newPassword", CHANGED))
                .is(204);
        var offer = api.post("/api/v1/me/second-factor", Map.of("password", CHANGED))
                .is(200);
        var secret = offer.text("/secret");
        known.put("second factor, typed", secret);
        var bytes = Base64.getDecoder()
                .decode(secrets.open(jdbc.sql("select secret from second_factor where user_id = :id")
                        .param("id", user)
                        .query(String.class)
                        .single()));
        known.put("second factor", Base64.getEncoder().encodeToString(bytes));
        known.put("second factor, in hexadecimal", HexFormat.of().formatHex(bytes));
        var code = TotpRules.code(bytes, TotpRules.step(clock.instant()));
        var codes = api.post("/api/v1/me/second-factor/actions/confirm", Map.of("code", code))
                .is(200);
        codes.body().at("/recoveryCodes").forEach(each -> {
            known.put("recovery code " + known.size(), each.asString());
            known.put("recovery code " + known.size(), each.asString().replace("-", ""));
        });
        page(login, CHANGED);
        known.put(
                "token",
                api.post("/api/v1/tokens", Map.of("name", "robot")).is(201).text("/token"));
        // The answer of a repeated request is kept for a day, and holds the token.
        known.put(
                "token of a repeatable request",
                api.send("POST", "/api/v1/tokens", Map.of("name", "again"), Map.of("Idempotency-Key", "once"))
                        .is(201)
                        .text("/token"));
        page("oli", LdapPeople.PASSWORD);
        page("oli", WRONG_GUESS);
        token("ada", LdapPeople.PASSWORD, address());
    }

    private void hosts(Api ada) {
        var cloud = Cloud.build(ada, simulator, "3x6-secrets", 1);
        var second = new LinkedHashMap<String, Object>(Cloud.host("3x6-secrets", "h2", cloud.pool()));
        second.put("username", "root");
        second.put("password", HOST);
        ada.carryOut("/api/v1/hosts", second);
        var third = new LinkedHashMap<String, Object>(second);
        third.putAll(Cloud.host("3x6-secrets", "h3", cloud.pool()));
        third.put(
                "fence",
                List.of(Map.of(
                        "agent",
                        "fence_ipmilan",
                        "params",
                        Map.of("ip", "127.0.0.1", "ipport", "9", "username", "admin", "password", FENCE))));
        // Nothing answers there: the task fails with the agent's words, and keeps what it was given.
        var task = ada.carryOut("/api/v1/hosts", third).body();
        assertThat(task.at("/state").asString()).as(task.toString()).isEqualTo("failed");
        assertThat(task.at("/failure").asString()).contains("fence_ipmilan");
    }

    private void look(String where, String text, List<String> found) {
        known.forEach((what, secret) -> {
            var bytes = secret.getBytes(StandardCharsets.UTF_8);
            for (var form : List.of(
                    secret, HexFormat.of().formatHex(bytes), Base64.getEncoder().encodeToString(bytes))) {
                var at = text.indexOf(form);
                if (at >= 0) {
                    var near = text.substring(Math.max(0, at - 120), Math.min(text.length(), at + form.length() + 20));
                    found.add(what + " in " + where + ": " + near);
                }
            }
        });
    }

    /** Every row of every table as text, as a dump has it. */
    private Map<String, String> dump() {
        var text = new LinkedHashMap<String, String>();
        jdbc.sql("select tablename from pg_tables where schemaname = 'public'")
                .query(String.class)
                .list()
                .forEach(table -> text.put(
                        table,
                        String.join(
                                "\n",
                                jdbc.sql("select t::text from public.\"" + table + "\" t")
                                        .query(String.class)
                                        .list())));
        assertThat(text).containsKeys("user_account", "second_factor", "fence_device", "task", "audit_entry");
        return text;
    }

    private static Set<String> commandLines() {
        Set<String> lines = ConcurrentHashMap.newKeySet();
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : processes) {
                try {
                    lines.add(Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                            .replace('\0', ' '));
                } catch (IOException e) {
                    // It has ended.
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    /** All that is logged, at levels that nobody runs with: TRACE of ours, DEBUG of all others. */
    private static final class LogWatch extends AppenderBase<ILoggingEvent> implements AutoCloseable {

        private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        private final Logger ours = (Logger) LoggerFactory.getLogger("io.everup");
        private final Level rootBefore = root.getLevel();
        private final Level oursBefore = ours.getLevel();
        private final ConcurrentLinkedQueue<String> lines;
        private final ch.qos.logback.core.Appender<ILoggingEvent> console = root.getAppender("CONSOLE");

        LogWatch(ConcurrentLinkedQueue<String> lines) {
            this.lines = lines;
            start();
            root.addAppender(this);
            if (console != null) {
                root.detachAppender(console);
            }
            root.setLevel(Level.DEBUG);
            ours.setLevel(Level.TRACE);
        }

        @Override
        protected void append(ILoggingEvent event) {
            var failure = event.getThrowableProxy();
            lines.add(event.getLoggerName() + " " + event.getFormattedMessage()
                    + (failure == null ? "" : "\n" + ThrowableProxyUtil.asString(failure)));
        }

        @Override
        public void close() {
            root.setLevel(rootBefore);
            ours.setLevel(oursBefore);
            if (console != null) {
                root.addAppender(console);
            }
            root.detachAppender(this);
            stop();
        }
    }
}
