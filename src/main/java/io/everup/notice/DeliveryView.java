package io.everup.notice;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A notice and how its delivery goes.
 *
 * @param channel null for what goes to people by address, such as a report
 * @param target who or what it goes to, for people
 * @param dueAt when it is sent next, while it is held or waits
 * @param attempts how many there were
 * @param answer what the last one was answered; null for none yet
 * @param fileName what is attached; null for nothing
 */
public record DeliveryView(
        UUID id,
        UUID channel,
        String channelName,
        NoticeKind kind,
        NoticeSeverity severity,
        String title,
        String target,
        NoticeState state,
        Instant createdAt,
        Instant dueAt,
        Instant endedAt,
        int attempts,
        String answer,
        String fileName) {

    /** One attempt. @param number from 1; @param answer what the other side said, or why it didn't */
    public record Attempt(int number, Instant at, long tookMillis, String target, boolean delivered, String answer) {}

    /** @param lines what it tells */
    public record Detail(DeliveryView delivery, List<NoticeLine> lines, List<Attempt> attempts) {}
}
