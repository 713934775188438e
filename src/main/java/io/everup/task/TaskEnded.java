package io.everup.task;

import io.everup.event.Subject;
import java.util.UUID;

/** Told on the replica that worked on a task, once it has ended. */
public record TaskEnded(UUID id, String kind, Subject subject, TaskState state, String failure) {}
