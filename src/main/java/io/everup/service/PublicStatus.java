package io.everup.service;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * What the public is told: states, days and incidents, and nothing of what a service is made of.
 *
 * @param at when it was read
 */
public record PublicStatus(
        String title, String intro, List<Line> services, List<Incident> incidents, List<Planned> planned, Instant at) {

    /** How a service is, in words for the public. */
    public enum State {
        AVAILABLE,
        MAINTENANCE,
        UNAVAILABLE,
        UNKNOWN
    }

    /** @param days the last ninety, oldest first; @param availability over them, 0 to 1; null where nothing was observed */
    public record Line(String name, State state, Double availability, List<Day> days) {}

    /** @param availability null where nothing was observed */
    public record Day(LocalDate date, Double availability, long downMillis) {}

    /** @param endedAt null while it lasts; @param words what an operator wrote, or a plain sentence */
    public record Incident(String service, Instant startedAt, Instant endedAt, boolean planned, String words) {

        public Duration length() {
            return endedAt == null ? null : Duration.between(startedAt, endedAt);
        }
    }

    /** Maintenance that was announced and isn't over. */
    public record Planned(String service, Instant from, Instant until, String words) {}

    /** The worst of all services. */
    public State worst() {
        return services.stream().map(Line::state).reduce(State.AVAILABLE, (one, two) -> {
            if (one == State.UNAVAILABLE || two == State.UNAVAILABLE) {
                return State.UNAVAILABLE;
            }
            if (one == State.MAINTENANCE || two == State.MAINTENANCE) {
                return State.MAINTENANCE;
            }
            return one == State.UNKNOWN ? one : two;
        });
    }
}
