package io.everup.task;

import io.everup.event.Subject;
import java.util.Map;

/**
 * Work to be done.
 *
 * @param kind which {@link TaskKind} does it
 * @param title for people, such as "Start web-1"
 * @param exclusiveKey no two live tasks may have the same, such as {@code vm:<id>}; null for none
 * @param urgent has workers of its own, so that it never waits behind ordinary work (failover)
 * @param payload what the steps need to know; strings, numbers, booleans, lists and maps of them
 */
public record NewTask(
        String kind, String title, Subject subject, String exclusiveKey, boolean urgent, Map<String, ?> payload) {

    public static NewTask of(String kind, String title, Subject subject, String exclusiveKey, Map<String, ?> payload) {
        return new NewTask(kind, title, subject, exclusiveKey, false, payload);
    }

    public NewTask asUrgent() {
        return new NewTask(kind, title, subject, exclusiveKey, true, payload);
    }
}
