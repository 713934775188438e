package io.everup.ha;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;

/**
 * A time in which high availability keeps its hands off a pool: no host of it is fenced, and nothing is recovered from it
 * unless an operator asks for it.
 *
 * @param pool null when the pool was deleted
 * @param until when it is armed again by itself
 * @param endedAt when it was armed again; null while this lasts
 * @param endedBy who armed it again before its time; null for nobody
 */
public record Disarm(
        UUID id,
        UUID pool,
        String poolName,
        String reason,
        String by,
        Instant since,
        Instant until,
        Instant endedAt,
        String endedBy) {

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** For people: why nothing happens by itself, and until when. */
    @JsonProperty
    public String sentence() {
        return "HA is disarmed until " + MINUTE.format(until) + " by " + by + " because: " + reason;
    }

    /** Whether it holds at that moment. */
    boolean holds(Instant now) {
        return endedAt == null && until.isAfter(now);
    }
}
