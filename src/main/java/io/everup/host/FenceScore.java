package io.everup.host;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Whether a host could be proven off now, from the last words of its fence devices. Pure.
 *
 * @param why one sentence for people
 */
public record FenceScore(Colour colour, String why) {

    /** Fencing would work; would work, with something to see to; would fail. */
    public enum Colour {
        GREEN,
        AMBER,
        RED
    }

    /** A word that is older says nothing of now: devices are asked every two minutes. */
    static final Duration STALE = Duration.ofMinutes(10);

    static FenceScore of(List<FenceView> devices, Instant now) {
        if (devices.isEmpty()) {
            return new FenceScore(Colour.RED, "It has no fence device: nothing can prove that it is off.");
        }
        var levels =
                devices.stream().collect(Collectors.groupingBy(FenceView::level, TreeMap::new, Collectors.toList()));
        var whole = levels.values().stream().anyMatch(level -> level.stream().allMatch(each -> ready(each, now)));
        var failing = devices.stream()
                .filter(each -> Boolean.FALSE.equals(each.ready()))
                .toList();
        if (!failing.isEmpty()) {
            var first = failing.get(0).label() + ": " + failing.get(0).finding();
            return whole
                    ? new FenceScore(Colour.AMBER, "It can be fenced, but not by every device. " + first)
                    : new FenceScore(Colour.RED, "It could not be fenced now. " + first);
        }
        if (devices.stream().anyMatch(each -> each.ready() == null)) {
            return new FenceScore(Colour.AMBER, "A fence device has not been tested yet.");
        }
        var old = devices.stream().filter(each -> !ready(each, now)).findFirst();
        return old.map(each -> new FenceScore(
                        Colour.AMBER,
                        each.label() + " was last asked more than " + STALE.toMinutes()
                                + " minutes ago. Is Everup's own work held up?"))
                .orElseGet(() -> new FenceScore(
                        Colour.GREEN,
                        devices.size() == 1
                                ? "Its fence device answers."
                                : "All " + devices.size() + " fence devices answer."));
    }

    private static boolean ready(FenceView device, Instant now) {
        return Boolean.TRUE.equals(device.ready())
                && device.checkedAt() != null
                && device.checkedAt().plus(STALE).isAfter(now);
    }
}
