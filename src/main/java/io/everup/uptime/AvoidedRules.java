package io.everup.uptime;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Downtime that VMs didn't have because of live migrations and failovers. Pure.
 *
 * <p>The formula: a VM that left a host alive, or was restarted elsewhere, would have been down for as long as that host
 * was. So a migration is worth the host's downtime, if that began within the stated time after the VM had left; a failover
 * is worth the time from when the VM ran elsewhere until the host was back. Either is worth at most the stated time, since
 * somebody would have mended the host or moved the VM by hand.
 */
final class AvoidedRules {

    /** A VM that left a host alive, or runs elsewhere after the host had died. @param at when it ran on the other host */
    record Rescue(
            Avoided.Kind kind, UUID vm, String vmName, UUID host, String hostName, Instant at, Evidence evidence) {}

    private AvoidedRules() {}

    /**
     * @param downs when each host was down: proven off, or silent while it was being serviced
     * @param now until when a host that is still down counts
     */
    static List<Avoided> credits(
            List<Rescue> rescues, Map<UUID, Intervals> downs, UptimeSettings settings, Instant now) {
        var credits = new HashMap<Object, Avoided>();
        rescues.stream().sorted(Comparator.comparing(Rescue::at)).forEach(rescue -> {
            for (var down : downs.getOrDefault(rescue.host(), Intervals.NONE).parts()) {
                var earned = rescue.kind() == Avoided.Kind.FAILOVER
                        ? down.contains(rescue.at())
                        : leftAlive(rescue.at(), down, settings);
                var begin = rescue.at().isAfter(down.from()) ? rescue.at() : down.from();
                var end = least(down.to(), begin.plus(settings.avoidedMost()), now);
                if (earned && begin.isBefore(end)) {
                    // Of several moves off the same host, the last one before it went down saved the VM.
                    credits.put(List.of(rescue.vm(), down.from()), credit(rescue, begin, end, down, settings));
                }
            }
        });
        var all = new ArrayList<>(credits.values());
        all.sort(Comparator.comparing(Avoided::from).reversed().thenComparing(Avoided::vmName));
        return all;
    }

    /** That the move ended well proves that the host lived then, even where its last answer is a little older. */
    private static boolean leftAlive(Instant moved, Interval down, UptimeSettings settings) {
        return moved.isBefore(down.to())
                && !moved.isAfter(down.from().plus(Presence.GAP))
                && !down.from().isAfter(moved.plus(settings.avoidedWithin()));
    }

    private static Avoided credit(Rescue rescue, Instant begin, Instant end, Interval down, UptimeSettings settings) {
        var capped = down.to().isAfter(begin.plus(settings.avoidedMost()));
        var until = capped
                ? "capped at " + hours(settings.avoidedMost())
                : down.open() ? "it is still down" : "it was back";
        var formula = rescue.kind() == Avoided.Kind.FAILOVER
                ? "From when it ran elsewhere until " + rescue.hostName() + " was back (" + until + ")."
                : "For as long as " + rescue.hostName() + " was down, which it had left alive (" + until + ").";
        return new Avoided(
                rescue.kind(),
                rescue.vm(),
                rescue.vmName(),
                rescue.host(),
                rescue.hostName(),
                begin,
                end,
                Duration.between(begin, end).toMillis(),
                formula,
                rescue.evidence());
    }

    private static String hours(Duration most) {
        return most.toHours() + " h";
    }

    private static Instant least(Instant one, Instant two, Instant three) {
        var least = one.isBefore(two) ? one : two;
        return least.isBefore(three) ? least : three;
    }
}
