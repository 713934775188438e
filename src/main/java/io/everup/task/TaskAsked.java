package io.everup.task;

import io.everup.event.Subject;
import io.everup.identity.Actor;
import java.util.UUID;

/**
 * Told in the transaction of a command: somebody asked for a task, or for its end.
 *
 * @param actor {@link Actor#SYSTEM} for what nobody asked for
 * @param cancel whether its end was asked for
 */
public record TaskAsked(Actor actor, UUID task, String kind, String title, Subject subject, boolean cancel) {}
