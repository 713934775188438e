package io.everup.host;

import io.everup.event.EventLog;
import io.everup.event.Severity;
import io.everup.event.Subject;
import java.util.Map;
import java.util.UUID;

/** The sentence in which each change of a host's state is told. */
final class HostNews {

    private HostNews() {}

    static void record(EventLog events, UUID id, String name, HostState before, HostState now, String problem) {
        var because = problem == null ? "" : " " + problem;
        switch (now) {
            case CONNECTING ->
                tell(
                        events,
                        "host-connecting",
                        Severity.INFO,
                        id,
                        name,
                        name + " answers; what runs there is being checked.",
                        before);
            case UP -> tell(events, "host-up", Severity.INFO, id, name, name + " is up.", before);
            case SUSPECT ->
                tell(
                        events,
                        "host-suspect",
                        Severity.WARNING,
                        id,
                        name,
                        name + " has stopped answering." + because,
                        before);
            case LOST ->
                tell(
                        events,
                        "host-lost",
                        Severity.ALARM,
                        id,
                        name,
                        name + " is lost and nothing proves that it is off: its VMs are not restarted elsewhere."
                                + because,
                        before);
            case FENCING ->
                tell(
                        events,
                        "host-fencing",
                        Severity.ALARM,
                        id,
                        name,
                        name + " is being switched off." + because,
                        before);
            case FENCED ->
                tell(events, "host-fenced", Severity.ALARM, id, name, name + " is proven to be off." + because, before);
            case MAINTENANCE ->
                tell(events, "host-maintenance", Severity.INFO, id, name, name + " is in maintenance.", before);
        }
    }

    private static void tell(
            EventLog events, String kind, Severity severity, UUID id, String name, String text, HostState before) {
        events.record(kind, severity, new Subject("host", id, name), text, Map.of("before", before.name()));
    }
}
