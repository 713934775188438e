package io.everup.notice;

import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.UUID;

/**
 * A channel as administrators see it; without its secret.
 *
 * @param failingSince null while it works
 * @param failures attempts that failed since it last worked
 * @param lastError what the last attempt that failed was answered; null while it works
 * @param waiting notices that are held or yet to be sent
 */
public record ChannelView(
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
        String zone,
        int digestMinutes,
        Instant failingSince,
        int failures,
        String lastError,
        Instant lastSentAt,
        long waiting,
        long version) {

    static ChannelView of(
            Channel channel,
            Instant failingSince,
            int failures,
            String lastError,
            Instant lastSentAt,
            long waiting,
            long version) {
        return new ChannelView(
                channel.id(),
                channel.name(),
                channel.kind(),
                channel.enabled(),
                channel.recipients(),
                channel.url(),
                channel.ca(),
                channel.least(),
                channel.rules(),
                channel.pools(),
                channel.tellCleared(),
                channel.quietFrom(),
                channel.quietUntil(),
                channel.zone().getId(),
                channel.digestMinutes(),
                failingSince,
                failures,
                lastError,
                lastSentAt,
                waiting,
                version);
    }

    /** What it is sent to, for people. */
    public String target() {
        return kind == ChannelKind.MAIL ? String.join(", ", recipients) : WebhookRules.shown(url);
    }
}
