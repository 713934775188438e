package io.everup.task;

import io.everup.event.Subject;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * A task as readers see it.
 *
 * @param progress percent, 0 to 100
 * @param step the step at work in words; null before the first
 * @param result what it made, by name; null until it succeeded
 * @param failure why it failed; null otherwise
 * @param next what the reader can do about the failure; null when there is nothing special
 */
public record TaskView(
        UUID id,
        String kind,
        String title,
        TaskState state,
        int progress,
        String step,
        Subject subject,
        Map<String, Object> result,
        String failure,
        String next,
        UUID requesterId,
        String requester,
        Instant requestedAt,
        Instant startedAt,
        Instant finishedAt) {}
