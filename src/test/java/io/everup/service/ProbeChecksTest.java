package io.everup.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.support.ProbedServer;
import io.everup.support.TestAuthority;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Probes against real sockets: each kind of failure is told from the others. */
class ProbeChecksTest {

    private static final ServiceSettings OPEN = new ServiceSettings(
            List.of("169.254.0.0/16"), 2, Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(1));

    @TempDir
    static Path home;

    private static TestAuthority authority;

    @BeforeAll
    static void authority() {
        authority = new TestAuthority(home.resolve("ca"));
    }

    private static ProbeOutcome check(ProbeSpec probe) {
        return new ProbeChecks(new ProbeTargets(OPEN), null, Clock.systemUTC()).check(probe);
    }

    private static ProbeSpec tcp(String target, int timeout) {
        return new ProbeSpec(
                null, "p", ProbeSpec.Kind.TCP, target, "GET", "200", null, 0, null, null, 20, timeout, 1, 1);
    }

    private static ProbeSpec http(String target, String status, String text, String ca, int timeout) {
        return new ProbeSpec(
                null, "p", ProbeSpec.Kind.HTTP, target, "GET", status, text, 30, ca, null, 20, timeout, 1, 1);
    }

    @Test
    void aPortThatListensAndOneThatRefuses() {
        try (var server = ProbedServer.plain("HTTP/1.1 200 OK\r\n\r\n")) {
            assertThat(check(tcp("localhost:" + server.port(), 10)).good()).isTrue();
        }
        var refused = check(tcp("127.0.0.1:" + ProbedServer.closedPort(), 10));
        assertThat(refused.good()).isFalse();
        assertThat(refused.trouble()).as(refused.detail()).isEqualTo(Trouble.REFUSED);
    }

    @Test
    void statusAndText() {
        try (var server = ProbedServer.plain("HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nAll is well.")) {
            var at = "http://127.0.0.1:" + server.port() + "/health?deep=1";
            assertThat(check(http(at, "200", "is well", null, 10)).good()).isTrue();
            assertThat(server.lastRequest())
                    .startsWith("GET /health?deep=1 HTTP/1.1\r\nHost: 127.0.0.1:" + server.port());
            assertThat(check(http(at, "200", "is ill", null, 10)).trouble()).isEqualTo(Trouble.WRONG_ANSWER);
            assertThat(check(http(at, "204,301-302", null, null, 10)).trouble()).isEqualTo(Trouble.WRONG_ANSWER);
        }
    }

    @Test
    void chunksAreJoinedAndRedirectsAreNotFollowed() {
        try (var server = ProbedServer.plain(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nAll \r\n8\r\nis well.\r\n0\r\n\r\n")) {
            assertThat(check(http("http://127.0.0.1:" + server.port(), "200", "All is well.", null, 10))
                            .good())
                    .isTrue();
        }
        try (var server = ProbedServer.plain("HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\n\r\n")) {
            var there = http("http://127.0.0.1:" + server.port(), "200-299", null, null, 10);
            assertThat(check(there).detail()).contains("status 302");
        }
        try (var server = ProbedServer.plain("SSH-2.0-OpenSSH_9.2\r\n")) {
            assertThat(check(http("http://127.0.0.1:" + server.port(), "200", null, null, 10))
                            .trouble())
                    .isEqualTo(Trouble.WRONG_ANSWER);
        }
    }

    @Test
    void aPortThatHangsEndsAtTheDeadline() {
        try (var server = ProbedServer.silent()) {
            var outcome = check(http("http://127.0.0.1:" + server.port() + "/", "200", null, null, 1));
            assertThat(outcome.good()).isFalse();
            assertThat(outcome.trouble()).isEqualTo(Trouble.NO_ANSWER);
            assertThat(outcome.millis()).isGreaterThanOrEqualTo(900);
        }
    }

    @Test
    void anEndlessAnswerIsCutOff() {
        try (var server = ProbedServer.endless()) {
            var outcome = check(http("http://127.0.0.1:" + server.port() + "/", "200", "needle", null, 20));
            assertThat(outcome.trouble()).as(outcome.detail()).isEqualTo(Trouble.WRONG_ANSWER);
        }
    }

    @Test
    void certificates() {
        var ok = "HTTP/1.1 200 OK\r\n\r\n";
        try (var server = ProbedServer.tls(authority, home.resolve("good"), "localhost", 2, ok)) {
            var at = "https://localhost:" + server.port() + "/";
            var good = check(http(at, "200", null, authority.pem(), 10));
            assertThat(good.good()).as(good.detail()).isTrue();
            assertThat(good.detail()).contains("certificate ends in");
            assertThat(good.certificate()).isNotNull();
            var stranger = check(http(at, "200", null, null, 10));
            assertThat(stranger.trouble()).as(stranger.detail()).isEqualTo(Trouble.CERTIFICATE);
            assertThat(stranger.detail()).contains("signed by nobody");
        }
        try (var server = ProbedServer.tls(authority, home.resolve("other"), "other.example", 2, ok)) {
            var outcome = check(http("https://localhost:" + server.port() + "/", "200", null, authority.pem(), 10));
            assertThat(outcome.detail()).contains("for another name");
        }
        try (var server = ProbedServer.tls(authority, home.resolve("old"), "localhost", -1, ok)) {
            var outcome = check(http("https://localhost:" + server.port() + "/", "200", null, authority.pem(), 10));
            assertThat(outcome.trouble()).isEqualTo(Trouble.CERTIFICATE);
            assertThat(outcome.detail()).contains("has ended");
        }
    }

    @Test
    void aDeniedTargetIsNeitherGoodNorBad() {
        var metadata = check(http("http://169.254.169.254/latest/meta-data", "200", null, null, 5));
        assertThat(metadata.good()).isNull();
        assertThat(metadata.trouble()).isEqualTo(Trouble.NOT_POSSIBLE);
        assertThat(check(http("http://[::ffff:169.254.169.254]/", "200", null, null, 5))
                        .good())
                .isNull();
        var guard = new ProbeTargets(new org.springframework.boot.context.properties.bind.Binder()
                .bindOrCreate("everup.service", ServiceSettings.class));
        for (var denied :
                List.of("127.0.0.1", "169.254.169.254", "0.0.0.0", "::1", "::", "fe80::1", "255.255.255.255")) {
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> guard.address(denied, 5_000))
                    .as(denied)
                    .isInstanceOf(ProbeTargets.Unusable.class);
        }
    }

    @Test
    void pingAnswersOrSaysWhatItNeeds() {
        var ping = new ProbeSpec(
                null, "p", ProbeSpec.Kind.ICMP, "127.0.0.1", "GET", "200", null, 0, null, null, 20, 5, 1, 1);
        var outcome = check(ping);
        assertThat(Boolean.TRUE.equals(outcome.good()) || outcome.trouble() == Trouble.NOT_POSSIBLE)
                .as(outcome.detail())
                .isTrue();
    }

    @Test
    void aNameThatNobodyKnows() {
        var outcome = check(tcp("no-such-host.invalid:80", 5));
        assertThat(outcome.good()).isFalse();
        assertThat(outcome.trouble()).isEqualTo(Trouble.NO_ANSWER);
    }
}
