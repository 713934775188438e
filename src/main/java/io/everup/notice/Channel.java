package io.everup.notice;

import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;

/**
 * A way by which people or programs are told, as it is set.
 *
 * @param recipients mail addresses, for mail
 * @param url for a webhook
 * @param ca certificates in PEM that a webhook's must be signed by; null for those that the system trusts
 * @param least what is less severe isn't told
 * @param rules in the API's words; empty for all
 * @param pools empty for all
 * @param tellCleared whether it is also told when an alarm is over
 * @param quietFrom and {@code quietUntil}: hours of the zone's day in which only critical notices go out; null for none
 * @param digestMinutes what isn't critical is gathered for so long; 0 to tell each at once
 */
public record Channel(
        UUID id,
        String name,
        ChannelKind kind,
        boolean enabled,
        List<String> recipients,
        String url,
        String ca,
        NoticeSeverity least,
        List<String> rules,
        List<UUID> pools,
        boolean tellCleared,
        LocalTime quietFrom,
        LocalTime quietUntil,
        ZoneId zone,
        int digestMinutes) {

    /** What it is sent to, for people; without user, password or query of a URL. */
    public String target() {
        return kind == ChannelKind.MAIL ? String.join(", ", recipients) : WebhookRules.shown(url);
    }
}
