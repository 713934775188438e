package io.everup.uptime;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a time was like, summed over VMs. All that pages, CSV and API show of availability comes from here.
 *
 * @param wantedMillis in which VMs were wanted on, in milliseconds; what is down and counts belongs to it, too
 * @param unobservedMillis the part of it that nobody observed: neither up nor down
 * @param downMillis counted downtime by cause; causes without any are left out
 * @param excludedMillis downtime that doesn't count: planned, not wanted on, or excluded by a person
 */
public record Figures(long wantedMillis, long unobservedMillis, Map<Cause, Long> downMillis, long excludedMillis) {

    public static final Figures NONE = new Figures(0, 0, Map.of(), 0);

    public Figures {
        var sorted = new EnumMap<Cause, Long>(Cause.class);
        downMillis.forEach((cause, millis) -> {
            if (millis > 0) {
                sorted.put(cause, millis);
            }
        });
        downMillis = Collections.unmodifiableMap(sorted);
    }

    public Figures plus(Figures other) {
        var down = new EnumMap<Cause, Long>(Cause.class);
        down.putAll(downMillis);
        other.downMillis.forEach((cause, millis) -> down.merge(cause, millis, Long::sum));
        return new Figures(
                wantedMillis + other.wantedMillis,
                unobservedMillis + other.unobservedMillis,
                down,
                excludedMillis + other.excludedMillis);
    }

    public long observedMillis() {
        return wantedMillis - unobservedMillis;
    }

    public long countedDownMillis() {
        return downMillis.values().stream().mapToLong(Long::longValue).sum();
    }

    /** (observed − counted down) / observed, 0 to 1; null where nothing was observed. */
    public Double availability() {
        return observedMillis() <= 0 ? null : (observedMillis() - countedDownMillis()) / (double) observedMillis();
    }

    public Duration down() {
        return Duration.ofMillis(countedDownMillis());
    }

    public Duration down(Cause cause) {
        return Duration.ofMillis(downMillis.getOrDefault(cause, 0L));
    }

    public Duration unobserved() {
        return Duration.ofMillis(unobservedMillis);
    }

    public Duration observed() {
        return Duration.ofMillis(observedMillis());
    }

    public Duration excluded() {
        return Duration.ofMillis(excludedMillis);
    }
}
