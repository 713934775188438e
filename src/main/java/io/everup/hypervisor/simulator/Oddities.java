package io.everup.hypervisor.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What is arranged to go wrong with single calls to come. Each happens once. */
final class Oddities {

    enum Kind {
        /** It is done, and nobody hears of it. */
        LOSE_REPLY,
        /** It never arrives. */
        LOSE_REQUEST,
        /** The host says no. */
        REFUSE,
        /** It arrives late. */
        SLOW
    }

    /** The calls that can be named. */
    static final Set<String> VERBS = Set.of(
            "connect",
            "ping",
            "facts",
            "report",
            "vm",
            "describe",
            "define",
            "undefine",
            "start",
            "shutdown",
            "reboot",
            "power-off",
            "reset",
            "suspend",
            "resume",
            "datastores",
            "volumes",
            "volume",
            "create-volume",
            "delete-volume",
            "networks",
            "migrate",
            "progress",
            "cancel-migration",
            "figures");

    /** @param subject a VM's, volume's or host's name, or {@code *} for any */
    record Oddity(Kind kind, String verb, String subject, Duration delay) {
        boolean meets(String call, List<String> subjects, String host) {
            return verb.equals(call) && (subject.equals("*") || subject.equals(host) || subjects.contains(subject));
        }
    }

    private final List<Oddity> arranged = new ArrayList<>();

    void arrange(Oddity oddity) {
        arranged.add(oddity);
    }

    void clear() {
        arranged.clear();
    }

    /** What happens to this call; null for nothing unusual. It won't happen to the next. */
    Oddity take(String verb, List<String> subjects, String host) {
        for (var oddity : arranged) {
            if (oddity.meets(verb, subjects, host)) {
                arranged.remove(oddity);
                return oddity;
            }
        }
        return null;
    }
}
