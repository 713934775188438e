package io.everup.notice;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What a notice says of one thing.
 *
 * @param event such as {@code raised}, {@code worse}, {@code cleared} or {@code test}
 * @param alarm null when it is about none
 * @param rule of the alarm, in the API's words, such as {@code host-lost}; null for none
 * @param title such as {@code Host lost}
 * @param text one sentence
 * @param next what to do; null for nothing
 * @param path of the page that shows it, from the portal's address on
 * @param parts names of what is affected along with it
 */
public record NoticeLine(
        String event,
        UUID alarm,
        String rule,
        NoticeSeverity severity,
        String title,
        String subjectType,
        UUID subjectId,
        String subjectName,
        UUID pool,
        String text,
        String next,
        Instant since,
        Instant at,
        String path,
        List<String> parts) {}
