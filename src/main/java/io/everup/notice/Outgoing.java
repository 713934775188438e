package io.everup.notice;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A claimed notice, with all that is needed to send it.
 *
 * @param channel null for what goes to people by address, such as a report
 * @param secret of a webhook, unlocked; null for none
 * @param thread what mails about the same thing have in common; null for none
 * @param recipients mail addresses
 * @param attempt from 1
 */
record Outgoing(
        UUID id,
        Channel channel,
        String secret,
        NoticeKind kind,
        NoticeSeverity severity,
        String title,
        String thread,
        List<NoticeLine> lines,
        List<String> recipients,
        String fileName,
        String fileType,
        byte[] file,
        Instant createdAt,
        int attempt) {

    boolean webhook() {
        return channel != null && channel.kind() == ChannelKind.WEBHOOK;
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "Outgoing[" + id + " " + title + "]";
    }
}
