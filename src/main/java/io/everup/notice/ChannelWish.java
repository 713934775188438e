package io.everup.notice;

import java.time.LocalTime;
import java.util.List;
import java.util.UUID;

/**
 * A channel as somebody wants it; fields as {@link Channel}'s.
 *
 * @param zone null for the business's
 */
public record ChannelWish(
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
        int digestMinutes) {

    public ChannelWish {
        recipients = recipients == null ? List.of() : List.copyOf(recipients);
        rules = rules == null ? List.of() : List.copyOf(rules);
        pools = pools == null ? List.of() : List.copyOf(pools);
        least = least == null ? NoticeSeverity.WARNING : least;
    }
}
