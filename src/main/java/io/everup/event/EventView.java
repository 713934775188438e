package io.everup.event;

import java.time.Instant;

/**
 * One thing that happened.
 *
 * @param id grows with time; a reader resumes from it
 * @param kind stable and machine-readable, such as {@code vm-started}
 * @param text one sentence for people
 */
public record EventView(long id, Instant at, String kind, Severity severity, Subject subject, String text) {}
