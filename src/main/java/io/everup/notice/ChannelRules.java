package io.everup.notice;

import io.everup.shared.Refusal;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What is wrong with a channel that somebody wants. */
final class ChannelRules {

    static final int MOST_RECIPIENTS = 50;
    private static final int LONGEST_DIGEST = 1_440;
    private static final int MOST_CA = 50_000;
    private static final Pattern ADDRESS = Pattern.compile("[^\\s@<>,;\"\\p{Cntrl}]{1,64}@[A-Za-z0-9.-]{1,253}");

    private ChannelRules() {}

    /** @param plain whether a webhook may be http */
    static List<Refusal.Field> problems(ChannelWish wish, boolean plain) {
        var problems = new ArrayList<Refusal.Field>();
        if (wish.kind() == null) {
            problems.add(new Refusal.Field("kind", "Mail or webhook?"));
        } else if (wish.kind() == ChannelKind.MAIL) {
            problems.addAll(recipients(wish.recipients()));
        } else {
            var problem = WebhookRules.problem(wish.url(), plain);
            if (problem != null) {
                problems.add(new Refusal.Field("url", problem));
            }
            if (wish.ca() != null && !certificates(wish.ca())) {
                problems.add(new Refusal.Field(
                        "ca", "This is no certificate in PEM. It begins with -----BEGIN CERTIFICATE-----."));
            }
        }
        if ((wish.quietFrom() == null) != (wish.quietUntil() == null)
                || wish.quietFrom() != null && wish.quietFrom().equals(wish.quietUntil())) {
            problems.add(new Refusal.Field("quietFrom", "Quiet hours need a beginning and another end, or neither."));
        }
        if (wish.digestMinutes() < 0 || wish.digestMinutes() > LONGEST_DIGEST) {
            problems.add(new Refusal.Field("digestMinutes", "From 0 (each at once) to 1440 minutes (a day)."));
        }
        if (wish.zone() != null && !ZoneId.getAvailableZoneIds().contains(wish.zone())) {
            problems.add(new Refusal.Field("zone", "Write a time zone such as Europe/Berlin."));
        }
        return problems;
    }

    /** Of mail addresses. */
    static List<Refusal.Field> recipients(List<String> recipients) {
        if (recipients.isEmpty() || recipients.size() > MOST_RECIPIENTS) {
            return List.of(new Refusal.Field("recipients", "From 1 to " + MOST_RECIPIENTS + " mail addresses."));
        }
        return recipients.stream()
                .filter(address -> !ADDRESS.matcher(address).matches())
                .map(address -> new Refusal.Field("recipients", "This is no mail address: " + address + "."))
                .limit(1)
                .toList();
    }

    private static boolean certificates(String pem) {
        if (pem.length() > MOST_CA) {
            return false;
        }
        try {
            return !CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
                    .isEmpty();
        } catch (CertificateException e) {
            return false;
        }
    }
}
