package io.everup.service;

import io.everup.service.ProbeSpec.Kind;
import io.everup.shared.Name;
import io.everup.shared.Refusal;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a probe's definition must be like. Pure. */
final class ProbeSpecRules {

    private static final int MOST_PORT = 65_535;
    private static final int LONGEST_CA = 100_000;
    private static final int LONGEST_TEXT = 500;

    private ProbeSpecRules() {}

    static ProbeSpec trimmed(ProbeSpec probe) {
        return new ProbeSpec(
                probe.id(),
                Name.check("name", "probe", probe.name()),
                probe.kind(),
                strip(probe.target()),
                probe.method() == null || probe.method().isBlank()
                        ? "GET"
                        : probe.method().strip().toUpperCase(Locale.ROOT),
                probe.status() == null || probe.status().isBlank()
                        ? "200-399"
                        : probe.status().replace(" ", ""),
                strip(probe.text()).isEmpty() ? null : probe.text().strip(),
                probe.warnDays(),
                strip(probe.ca()).isEmpty() ? null : probe.ca().strip(),
                probe.kind() == Kind.GUEST ? probe.vm() : null,
                probe.intervalSeconds(),
                probe.timeoutSeconds(),
                probe.failures(),
                probe.goods());
    }

    private static String strip(String text) {
        return text == null ? "" : text.strip();
    }

    /** @param spec the service that it shall belong to; @return every field that can't be accepted */
    static List<Refusal.Field> problems(ProbeSpec probe, ServiceSpec spec) {
        var problems = new ArrayList<Refusal.Field>();
        if (probe.kind() == null) {
            problems.add(new Refusal.Field("kind", "Choose what is probed: TCP, HTTP, ICMP or guest."));
            return problems;
        }
        within(problems, "intervalSeconds", probe.intervalSeconds(), 5, 3_600);
        within(problems, "timeoutSeconds", probe.timeoutSeconds(), 1, 30);
        within(problems, "failures", probe.failures(), 1, 20);
        within(problems, "goods", probe.goods(), 1, 20);
        within(problems, "warnDays", probe.warnDays(), 0, 365);
        if (probe.timeoutSeconds() >= probe.intervalSeconds()) {
            problems.add(new Refusal.Field("timeoutSeconds", "A probe must give up before the next one begins."));
        }
        switch (probe.kind()) {
            case TCP -> tcp(probe, problems);
            case HTTP -> http(probe, problems);
            case ICMP -> host(probe.target(), problems);
            case GUEST -> guest(probe, spec, problems);
        }
        return problems;
    }

    private static void within(List<Refusal.Field> problems, String field, int value, int least, int most) {
        if (value < least || value > most) {
            problems.add(new Refusal.Field(field, "It must be between " + least + " and " + most + "."));
        }
    }

    private static void tcp(ProbeSpec probe, List<Refusal.Field> problems) {
        var colon = probe.target().lastIndexOf(':');
        if (colon < 1 || port(probe.target().substring(colon + 1)) < 1) {
            problems.add(new Refusal.Field("target", "Write host:port, such as db-1.example:5432."));
        } else {
            host(probe.target().substring(0, colon), problems);
        }
    }

    /** @return 0 for no port */
    static int port(String text) {
        return text.matches("\\d{1,5}") && Integer.parseInt(text) <= MOST_PORT ? Integer.parseInt(text) : 0;
    }

    private static void host(String host, List<Refusal.Field> problems) {
        if (!host.matches("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?|\\[?[0-9A-Fa-f:.]+]?") || host.length() > 253) {
            problems.add(new Refusal.Field("target", "Write a host's name or IP address."));
        }
    }

    private static void http(ProbeSpec probe, List<Refusal.Field> problems) {
        if (!Set.of("GET", "HEAD").contains(probe.method())) {
            problems.add(new Refusal.Field("method", "A probe asks with GET or HEAD: it must not change anything."));
        }
        if (ranges(probe.status()).isEmpty()) {
            problems.add(new Refusal.Field("status", "Write what is good, such as 200, 200-399 or 200,301."));
        }
        if (probe.text() != null
                && (probe.text().length() > LONGEST_TEXT || probe.method().equals("HEAD"))) {
            problems.add(new Refusal.Field(
                    "text", "A text has at most " + LONGEST_TEXT + " characters, and HEAD brings none."));
        }
        if (probe.ca() != null
                && (probe.ca().length() > LONGEST_CA || !probe.ca().contains("BEGIN CERTIFICATE"))) {
            problems.add(
                    new Refusal.Field("ca", "Paste certificates as text (PEM), as they begin with BEGIN CERTIFICATE."));
        }
        try {
            var address = new URI(probe.target());
            var scheme = address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
            if (!Set.of("http", "https").contains(scheme)
                    || address.getHost() == null
                    || address.getUserInfo() != null
                    || address.getPort() > MOST_PORT
                    || address.getPort() == 0) {
                throw new URISyntaxException(probe.target(), "not an address of the web");
            }
        } catch (URISyntaxException e) {
            problems.add(new Refusal.Field(
                    "target", "Write an address such as https://www.example.com/health, without a password in it."));
        }
    }

    private static void guest(ProbeSpec probe, ServiceSpec spec, List<Refusal.Field> problems) {
        if (probe.vm() == null || !spec.vms().contains(probe.vm())) {
            problems.add(new Refusal.Field("vm", "Choose one of the service's VMs."));
        }
        if (!probe.target().isEmpty() && !probe.target().equals("ping") && port(probe.target()) < 1) {
            problems.add(new Refusal.Field("target", "Write ping, a TCP port, or nothing for its power alone."));
        }
    }

    /** What {@code 200-299,301} stands for, as pairs of first and last; empty when it can't be read. */
    static List<int[]> ranges(String status) {
        var ranges = new ArrayList<int[]>();
        for (var part : status.split(",")) {
            if (!part.matches("[1-5]\\d\\d(-[1-5]\\d\\d)?")) {
                return List.of();
            }
            var ends =
                    Arrays.stream(part.split("-")).mapToInt(Integer::parseInt).toArray();
            ranges.add(new int[] {ends[0], ends[ends.length - 1]});
        }
        return ranges;
    }
}
