package io.everup.service;

import java.time.Duration;
import java.util.UUID;

/**
 * A check of a service from outside, or of one of its guests.
 *
 * @param id null for a new one
 * @param target TCP: {@code host:port}; HTTP: an address that begins with http:// or https://; ICMP: a host; GUEST: what
 *     must answer where its address is known: {@code ping}, a TCP port, or empty for its power alone
 * @param method HTTP: GET or HEAD
 * @param status HTTP: what is good, such as {@code 200}, {@code 200-399} or {@code 200,301}
 * @param text HTTP: must be in the answer's first 64 KiB; null for anything
 * @param warnDays HTTP: so many days before the certificate ends the probe warns; 0 for never
 * @param ca HTTP: certificates (PEM) one of which must have signed the server's; null for those the system trusts
 * @param vm GUEST: which VM
 * @param intervalSeconds 5 to 3600
 * @param timeoutSeconds 1 to 30, shorter than the interval
 * @param failures so many in a row make it down, 1 to 20
 * @param goods so many in a row make it up again, 1 to 20
 */
public record ProbeSpec(
        UUID id,
        String name,
        Kind kind,
        String target,
        String method,
        String status,
        String text,
        int warnDays,
        String ca,
        UUID vm,
        int intervalSeconds,
        int timeoutSeconds,
        int failures,
        int goods) {

    /** What is asked. */
    public enum Kind {
        TCP("A port accepts connections."),
        HTTP("A web address answers with the expected status and text."),
        ICMP("A host answers pings."),
        GUEST("A VM runs, and its guest answers where its address is known.");

        private final String sentence;

        Kind(String sentence) {
            this.sentence = sentence;
        }

        public String sentence() {
            return sentence;
        }
    }

    public Duration interval() {
        return Duration.ofSeconds(intervalSeconds);
    }

    public Duration timeout() {
        return Duration.ofSeconds(timeoutSeconds);
    }

    /** How long a replica's word on it holds: three rounds, and the time that one takes. */
    Duration holds() {
        return interval().multipliedBy(3).plus(timeout());
    }

    ProbeSpec withId(UUID given) {
        return new ProbeSpec(
                given,
                name,
                kind,
                target,
                method,
                status,
                text,
                warnDays,
                ca,
                vm,
                intervalSeconds,
                timeoutSeconds,
                failures,
                goods);
    }
}
