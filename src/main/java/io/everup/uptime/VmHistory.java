package io.everup.uptime;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * When a VM was wanted on, when it was down, and when nobody could tell: from its own facts, from how its hosts were seen,
 * and from when the portal itself ran. Pure.
 *
 * @param exists from when it ran for the first time, as long as it was there
 * @param wanted its owner wanted it on, after it had run for the first time
 * @param unobserved nobody looked: no replica ran, or its host was silent and not proven off; unless late evidence tells
 * @param runs each time it was down, in order
 */
record VmHistory(Intervals exists, Intervals wanted, Intervals unobserved, List<Run> runs) {

    static final VmHistory NOTHING = new VmHistory(Intervals.NONE, Intervals.NONE, Intervals.NONE, List.of());

    /**
     * A time in which it was down, without what nobody observed at either end.
     *
     * @param first what was recorded of its beginning
     * @param host how its host was seen then; null when nothing is recorded of it
     */
    record Run(Interval when, VmFact first, HostFact host) {

        /** Whether its host's proven death began it. */
        boolean hostOff() {
            return host != null && host.sight() == Sight.OFF;
        }
    }

    /**
     * @param left whether it went over to another host alive: its host had power until then, whenever that last answered
     */
    private record Piece(Interval when, VmFact fact, HostFact host, boolean left) {

        boolean down() {
            return fact.power() == Power.DOWN
                    || fact.power() == Power.UP && !left && !fact.late() && host != null && host.sight() == Sight.OFF;
        }

        boolean unseen() {
            return !fact.late() && host != null && host.sight() == Sight.UNSEEN;
        }
    }

    /**
     * @param facts in the order in which they were recorded
     * @param firstUp when it ran for the first time; null for never
     * @param hosts how each host was seen
     * @param absences when no replica of the portal ran
     */
    static VmHistory of(List<VmFact> facts, Instant firstUp, Map<UUID, Painted<HostFact>> hosts, Intervals absences) {
        if (firstUp == null) {
            return NOTHING;
        }
        var painted = new Painted<VmFact>();
        facts.forEach(fact -> painted.paint(fact.at(), fact.until(), fact));
        var pieces = new ArrayList<Piece>();
        var stretches = painted.stretches();
        for (var at = 0; at < stretches.size(); at++) {
            var stretch = stretches.get(at);
            if (stretch.value().power() != Power.ABSENT && stretch.when().to().isAfter(firstUp)) {
                var from = stretch.when().from().isBefore(firstUp)
                        ? firstUp
                        : stretch.when().from();
                var when = new Interval(from, stretch.when().to());
                var left = at + 1 < stretches.size()
                        && leftAlive(stretch.value(), stretches.get(at + 1).value());
                cut(pieces, when, stretch.value(), hosts.get(stretch.value().host()), left);
            }
        }
        return of(pieces, absences);
    }

    /** Being up elsewhere next is not enough: a restart whose beginning could not be recorded looks like that, too. */
    private static boolean leftAlive(VmFact fact, VmFact next) {
        return fact.power() == Power.UP
                && next.power() == Power.UP
                && next.reason() == Reason.MOVED
                && fact.host() != null
                && next.host() != null
                && !fact.host().equals(next.host());
    }

    private static void cut(List<Piece> pieces, Interval when, VmFact fact, Painted<HostFact> host, boolean left) {
        if (host == null) {
            pieces.add(new Piece(when, fact, null, left));
        } else {
            host.within(when).forEach(part -> pieces.add(new Piece(part.when(), fact, part.value(), left)));
        }
    }

    private static VmHistory of(List<Piece> pieces, Intervals absences) {
        var exists = intervals(pieces.stream());
        var late = intervals(pieces.stream().filter(piece -> piece.fact().late()));
        var unseen = intervals(pieces.stream().filter(Piece::unseen));
        var unobserved = unseen.union(absences.intersect(exists)).subtract(late);
        var wanted = intervals(pieces.stream().filter(piece -> piece.fact().wanted()));
        var down = intervals(pieces.stream().filter(Piece::down));
        var runs = new ArrayList<Run>();
        for (var whole : down.parts()) {
            var seen = Intervals.of(List.of(whole)).subtract(unobserved).parts();
            if (!seen.isEmpty()) {
                var when = new Interval(
                        seen.get(0).from(), seen.get(seen.size() - 1).to());
                var first = pieces.stream()
                        .filter(piece -> piece.when().contains(when.from()))
                        .findFirst()
                        .orElseThrow();
                runs.add(new Run(when, told(pieces, when, first), first.host()));
            }
        }
        return new VmHistory(exists, wanted, unobserved, runs);
    }

    /** What was first recorded of it while it was down: before a host's proven death a VM is only known to be up. */
    private static VmFact told(List<Piece> pieces, Interval run, Piece first) {
        return first.fact().power() == Power.DOWN
                ? first.fact()
                : pieces.stream()
                        .filter(piece -> piece.when().overlaps(run)
                                && piece.fact().power() == Power.DOWN
                                && !piece.when().from().isBefore(run.from()))
                        .min(java.util.Comparator.comparing(
                                piece -> piece.when().from()))
                        .map(Piece::fact)
                        .orElse(first.fact());
    }

    private static Intervals intervals(java.util.stream.Stream<Piece> pieces) {
        return Intervals.of(pieces.map(Piece::when).toList());
    }
}
