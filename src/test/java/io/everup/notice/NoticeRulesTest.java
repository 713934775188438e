package io.everup.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is told of what and when, how often it is tried, and how a webhook is signed. */
class NoticeRulesTest {

    private static final UUID OFFICE = new UUID(0, 1);
    private static final Instant NOON = Instant.parse("2026-11-22T11:00:00Z");

    private static Channel channel(
            NoticeSeverity least, List<String> rules, List<UUID> pools, String from, String until, int digest) {
        return new Channel(
                new UUID(0, 9),
                "On call",
                ChannelKind.MAIL,
                true,
                List.of("oli@example.org"),
                null,
                null,
                least,
                rules,
                pools,
                false,
                from == null ? null : LocalTime.parse(from),
                until == null ? null : LocalTime.parse(until),
                ZoneId.of("Europe/Berlin"),
                digest);
    }

    private static NoticeLine line(String event, String rule, NoticeSeverity severity, UUID pool) {
        return new NoticeLine(
                event,
                new UUID(0, 5),
                rule,
                severity,
                "Host lost",
                "host",
                new UUID(0, 2),
                "h2",
                pool,
                "h2 is lost.",
                "Look.",
                NOON,
                NOON,
                "/alarms/5",
                List.of());
    }

    @Test
    void aChannelIsToldOfWhatItWants() {
        var all = channel(NoticeSeverity.WARNING, List.of(), List.of(), null, null, 0);
        assertThat(RoutingRules.wants(all, line("raised", "host-lost", NoticeSeverity.CRITICAL, OFFICE)))
                .isTrue();
        assertThat(RoutingRules.wants(all, line("raised", "host-lost", NoticeSeverity.INFO, OFFICE)))
                .isFalse();
        assertThat(RoutingRules.wants(all, line("cleared", "host-lost", NoticeSeverity.CRITICAL, OFFICE)))
                .as("it doesn't want ends")
                .isFalse();
        var some = channel(NoticeSeverity.INFO, List.of("host-lost"), List.of(OFFICE), null, null, 0);
        assertThat(RoutingRules.wants(some, line("raised", "host-lost", NoticeSeverity.INFO, OFFICE)))
                .isTrue();
        assertThat(RoutingRules.wants(some, line("raised", "vm-faulted", NoticeSeverity.INFO, OFFICE)))
                .isFalse();
        assertThat(RoutingRules.wants(some, line("raised", "host-lost", NoticeSeverity.INFO, null)))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-22T11:00:00Z, WARNING, 2026-11-22T11:00:00Z", // noon
        "2026-11-22T22:30:00Z, WARNING, 2026-11-23T06:00:00Z", // before midnight in Berlin
        "2026-11-22T05:59:59Z, WARNING, 2026-11-22T06:00:00Z",
        "2026-11-22T06:00:00Z, WARNING, 2026-11-22T06:00:00Z",
        "2026-11-22T22:30:00Z, CRITICAL, 2026-11-22T22:30:00Z",
        "2026-03-28T22:30:00Z, WARNING, 2026-03-29T05:00:00Z" // the night that is an hour short
    })
    void quietHoursHoldBackWhatIsNotCritical(Instant now, NoticeSeverity severity, Instant due) {
        var quiet = channel(NoticeSeverity.INFO, List.of(), List.of(), "22:00", "07:00", 0);
        assertThat(RoutingRules.due(quiet, severity, now)).isEqualTo(due);
    }

    @Test
    void aDigestGoesOutAtFullMultiplesAndNeverLaterThanItsLength() {
        var digest = channel(NoticeSeverity.INFO, List.of(), List.of(), null, null, 30);
        for (var minute = 0; minute < 24 * 60; minute++) {
            var now = NOON.plusSeconds(60L * minute);
            var due = RoutingRules.due(digest, NoticeSeverity.WARNING, now);
            assertThat(due).isAfter(now).isBeforeOrEqualTo(now.plus(Duration.ofMinutes(30)));
            assertThat(due.atZone(ZoneId.of("Europe/Berlin")).getMinute() % 30).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.25, 0.5, 0.999999})
    void triesGrowApartAndEnd(double chance) {
        var now = NOON;
        var before = Duration.ZERO;
        var attempt = 1;
        for (var next = RetryRules.next(NOON, attempt, chance, now);
                next.isPresent();
                next = RetryRules.next(NOON, ++attempt, chance, now)) {
            var pause = Duration.between(now, next.get());
            assertThat(pause).isBetween(RetryRules.FIRST.dividedBy(2), RetryRules.MOST);
            assertThat(pause).isGreaterThanOrEqualTo(before);
            before = pause;
            now = next.get();
            assertThat(attempt).as("it ends").isLessThan(100);
        }
        assertThat(Duration.between(NOON, now)).isBetween(RetryRules.GIVE_UP, RetryRules.GIVE_UP.plus(RetryRules.MOST));
    }

    /** The value that the guide's example in Python gives. */
    @Test
    void theSignatureIsAnHmacOverTimeAndBody() {
        assertThat(WebhookRules.signature("ehs_secret", Instant.ofEpochSecond(1_700_000_000), "{\"version\":1}"))
                .isEqualTo("t=1700000000,v1=8790113dad556fec3bbbf376c31c83ab30fcf3f5f453309bfcdfbf38af5abe2c");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, false", "::1, false", "169.254.169.254, false", "fe80::1, false", "0.0.0.0, false",
        "224.0.0.1, false", "fd00:ec2::254, false", "10.1.2.3, true", "192.168.1.5, true", "203.0.113.7, true",
        "2001:db8::5, true", "::ffff:127.0.0.1, false"
    })
    void localAddressesAreNotCalled(String address, boolean called) throws Exception {
        assertThat(WebhookRules.denied(InetAddress.getByName(address), List.of()) == null)
                .isEqualTo(called);
    }

    @Test
    void anAddressMayBeAllowed() throws Exception {
        var local = InetAddress.getByName("127.0.0.1");
        assertThat(WebhookRules.denied(local, List.of("127.0.0.0/8"))).isNull();
        assertThat(WebhookRules.denied(local, List.of("127.0.0.2", "10.0.0.0/8")))
                .isNotNull();
        assertThat(WebhookRules.denied(InetAddress.getByName("169.254.1.1"), List.of("169.254.0.0/17")))
                .isNull();
        assertThat(WebhookRules.denied(InetAddress.getByName("169.254.200.1"), List.of("169.254.0.0/17")))
                .isNotNull();
    }

    @Test
    void aUrlMustBeHttpsAndKeepsItsSecrets() {
        assertThat(WebhookRules.problem("http://chat.example/x", false)).contains("https://");
        assertThat(WebhookRules.problem("http://chat.example/x", true)).isNull();
        assertThat(WebhookRules.problem("file:///etc/passwd", true)).isNotNull();
        assertThat(WebhookRules.problem("https://user:pw@chat.example/", false)).isNotNull();
        assertThat(WebhookRules.problem("not an address", false)).isNotNull();
        assertThat(WebhookRules.shown("https://chat.example:8443/hooks/T0K3N?key=1"))
                .isEqualTo("https://chat.example:8443/…");
    }
}
