package io.everup.task;

import java.time.Instant;

/** One line of a task's log. @param level {@code INFO}, {@code WARNING} or {@code ERROR} */
public record TaskLogLine(Instant at, String level, String text) {}
