package io.everup.service;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/**
 * Asks a web address once (HTTP/1.1, RFC 9112) and looks at status, text and certificate. Redirects are an answer like any
 * other and are never followed, so a server can't send the probe elsewhere; at most 64 KiB are read.
 */
final class HttpCheck {

    private final ProbeSpec probe;
    private final URI address;
    private final Instant now;
    private final long deadline;

    /** @param now for the certificate's age; @param deadline as {@link System#nanoTime} counts */
    HttpCheck(ProbeSpec probe, Instant now, long deadline) {
        this.probe = probe;
        this.address = URI.create(probe.target());
        this.now = now;
        this.deadline = deadline;
    }

    static int port(URI address) {
        return address.getPort() > 0 ? address.getPort() : secure(address) ? 443 : 80;
    }

    private static boolean secure(URI address) {
        return "https".equalsIgnoreCase(address.getScheme());
    }

    ProbeOutcome check(InetAddress ip) {
        var port = port(address);
        try (var plain = new Socket()) {
            plain.connect(new InetSocketAddress(ip, port), left());
            if (!secure(address)) {
                return judge(HttpExchange.ask(plain, request(), this::left));
            }
            return secured(plain, port);
        } catch (SSLException e) {
            return ProbeOutcome.bad(Trouble.CERTIFICATE, tls(e));
        } catch (HttpExchange.NotHttp e) {
            return ProbeOutcome.bad(Trouble.WRONG_ANSWER, e.getMessage());
        } catch (IOException e) {
            return TcpCheck.failed(e, ip, port);
        } catch (GeneralSecurityException e) {
            return ProbeOutcome.bad(Trouble.NOT_POSSIBLE, "The probe's certificates can't be read: " + e.getMessage());
        }
    }

    private ProbeOutcome secured(Socket plain, int port) throws IOException, GeneralSecurityException {
        var host = bare(address.getHost());
        plain.setSoTimeout(left());
        try (var socket =
                (SSLSocket) ProbeTrust.context(probe.ca()).getSocketFactory().createSocket(plain, host, port, true)) {
            var parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            if (!host.matches("[0-9.]+|.*:.*")) {
                parameters.setServerNames(List.of(new SNIHostName(host)));
            }
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            var ends = ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getNotAfter()
                    .toInstant();
            return warned(judge(HttpExchange.ask(socket, request(), this::left)).with(ends));
        }
    }

    private ProbeOutcome warned(ProbeOutcome outcome) {
        var days = Duration.between(now, outcome.certificate()).toDays();
        if (!Boolean.TRUE.equals(outcome.good()) || days >= probe.warnDays()) {
            return outcome;
        }
        return ProbeOutcome.good(outcome.detail() + " Its certificate ends in " + days + " days.")
                .with(outcome.certificate());
    }

    private String request() {
        var path = address.getRawPath() == null || address.getRawPath().isEmpty() ? "/" : address.getRawPath();
        var query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
        var port = address.getPort() > 0 ? ":" + address.getPort() : "";
        return probe.method() + " " + path + query + " HTTP/1.1\r\nHost: " + address.getHost() + port
                + "\r\nUser-Agent: Everup probe\r\nAccept: */*\r\nConnection: close\r\n\r\n";
    }

    private ProbeOutcome judge(HttpExchange.Answer answer) {
        var status = answer.status();
        var expected = ProbeSpecRules.ranges(probe.status()).stream()
                .anyMatch(range -> status >= range[0] && status <= range[1]);
        if (!expected) {
            return ProbeOutcome.bad(
                    Trouble.WRONG_ANSWER,
                    "It answered with status " + status + "; expected is " + probe.status() + ".");
        }
        if (probe.text() != null && !answer.text().contains(probe.text())) {
            return ProbeOutcome.bad(
                    Trouble.WRONG_ANSWER,
                    "It answered with status " + status + ", but without the text that is looked for.");
        }
        return ProbeOutcome.good("It answered with status " + status + ".");
    }

    /** Milliseconds until the deadline. */
    private int left() throws SocketTimeoutException {
        var millis = (deadline - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
            throw new SocketTimeoutException("deadline");
        }
        return (int) Math.min(millis, Integer.MAX_VALUE);
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static String tls(SSLException problem) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException) {
                return "Its certificate has ended.";
            }
        }
        var said = String.valueOf(problem.getMessage());
        if (said.contains("PKIX") || said.contains("trust")) {
            return "Its certificate is signed by nobody that this probe trusts.";
        }
        return said.contains("No subject alternative") || said.contains("No name matching")
                ? "Its certificate is for another name."
                : "No secure connection: "
                        + new String(said.getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII);
    }
}
