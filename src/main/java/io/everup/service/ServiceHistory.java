package io.everup.service;

import io.everup.uptime.Interval;
import io.everup.uptime.Intervals;
import io.everup.uptime.Painted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;

/**
 * When a service was expected, when it was down, and when nobody could tell: from what it was at each time, from its
 * members' times and from its probes. Pure.
 *
 * @param wanted from when it was up for the first time until it was deleted
 * @param unobserved the part of it in which nobody could tell
 * @param runs each time it was down, in order, without what nobody observed at either end
 * @param now how it is at the moment that was asked for
 * @param since when it came to be so
 */
record ServiceHistory(Intervals wanted, Intervals unobserved, List<Run> runs, StateRules.Judged now, Instant since) {

    /** A time in which it was down. @param spec what it was at its beginning; @param first why it was down then */
    record Run(Interval when, ServiceSpec spec, StateRules.Judged first) {}

    /** What the service was from a moment on. */
    record Revision(Instant at, ServiceSpec spec) {}

    /** @param down when it was down, with what nobody observed in between */
    record MemberTime(Intervals exists, Intervals unobserved, Intervals down) {}

    /** @param deletedAt null while it is there */
    record Course(
            List<Revision> revisions,
            Instant deletedAt,
            Map<UUID, MemberTime> members,
            Map<UUID, Painted<Verdict>> probes,
            Intervals absences) {}

    private record Piece(Interval when, ServiceSpec spec, StateRules.Judged judged, boolean maybeDown) {}

    static ServiceHistory of(Course course) {
        var pieces = pieces(course);
        var firstUp = pieces.stream()
                .filter(piece -> up(piece.judged().state()))
                .map(piece -> piece.when().from())
                .findFirst();
        if (firstUp.isEmpty()) {
            var fresh = new StateRules.Judged(ServiceState.NEW, List.of(), false);
            return new ServiceHistory(
                    Intervals.NONE,
                    Intervals.NONE,
                    List.of(),
                    fresh,
                    course.revisions().get(0).at());
        }
        var begun = pieces.stream()
                .filter(piece -> !piece.when().from().isBefore(firstUp.get()))
                .toList();
        var end = course.deletedAt() == null ? Instant.MAX : course.deletedAt();
        var unobserved = Intervals.of(begun.stream()
                .filter(piece -> piece.judged().state() == ServiceState.UNOBSERVED)
                .map(Piece::when)
                .toList());
        var last = begun.get(begun.size() - 1);
        return new ServiceHistory(
                Intervals.between(firstUp.get(), end),
                unobserved,
                runs(begun, unobserved),
                last.judged(),
                since(begun, last.judged().state()));
    }

    private static boolean up(ServiceState state) {
        return state == ServiceState.UP || state == ServiceState.DEGRADED;
    }

    private static Instant since(List<Piece> pieces, ServiceState state) {
        var at = pieces.size() - 1;
        while (at > 0 && pieces.get(at - 1).judged().state() == state) {
            at--;
        }
        return pieces.get(at).when().from();
    }

    /** Down pieces with what lies unobserved between two of them, as long as nothing says that it was up there. */
    private static List<Run> runs(List<Piece> pieces, Intervals unobserved) {
        var maybe = Intervals.of(
                pieces.stream().filter(Piece::maybeDown).map(Piece::when).toList());
        var runs = new ArrayList<Run>();
        for (var whole : maybe.parts()) {
            var seen = Intervals.of(List.of(whole)).subtract(unobserved).parts();
            if (!seen.isEmpty()) {
                var from = seen.get(0).from();
                var first = pieces.stream()
                        .filter(piece -> piece.when().contains(from))
                        .findFirst()
                        .orElseThrow();
                runs.add(new Run(new Interval(from, seen.get(seen.size() - 1).to()), first.spec(), first.judged()));
            }
        }
        return runs;
    }

    /** One for each stretch of time in which nothing changes, from the first definition to the end. */
    private static List<Piece> pieces(Course course) {
        var edges = edges(course);
        var view = new Moment(course);
        var pieces = new ArrayList<Piece>();
        for (var i = 0; i + 1 < edges.size(); i++) {
            pieces.add(view.piece(new Interval(edges.get(i), edges.get(i + 1))));
        }
        return pieces;
    }

    private static List<Instant> edges(Course course) {
        var from = course.revisions().get(0).at();
        var to = course.deletedAt() == null ? Instant.MAX : course.deletedAt();
        var edges = new TreeSet<Instant>();
        course.revisions().forEach(revision -> edges.add(revision.at()));
        course.members().values().forEach(member -> {
            add(edges, member.exists());
            add(edges, member.unobserved());
            add(edges, member.down());
        });
        course.probes()
                .values()
                .forEach(probe -> probe.stretches().forEach(stretch -> {
                    edges.add(stretch.when().from());
                    edges.add(stretch.when().to());
                }));
        add(edges, course.absences());
        edges.add(from);
        edges.add(to);
        return edges.stream()
                .filter(at -> !at.isBefore(from) && !at.isAfter(to))
                .toList();
    }

    private static void add(TreeSet<Instant> edges, Intervals intervals) {
        intervals.parts().forEach(part -> {
            edges.add(part.from());
            edges.add(part.to());
        });
    }

    /** Walks through time, so that each set is read once from its beginning to its end. */
    private static final class Moment {

        private final Course course;
        private final Map<UUID, Walk[]> members = new HashMap<>();
        private final Walk absences;
        private int revision;

        Moment(Course course) {
            this.course = course;
            this.absences = new Walk(course.absences());
            course.members()
                    .forEach((vm, time) -> members.put(
                            vm,
                            new Walk[] {new Walk(time.exists()), new Walk(time.unobserved()), new Walk(time.down())}));
        }

        Piece piece(Interval when) {
            var at = when.from();
            while (revision + 1 < course.revisions().size()
                    && !course.revisions().get(revision + 1).at().isAfter(at)) {
                revision++;
            }
            var spec = course.revisions().get(revision).spec();
            var absent = absences.at(at);
            var judged = StateRules.judge(spec, vm -> member(vm, at, false), probe -> verdict(probe, at, absent));
            var maybe = judged.state() == ServiceState.DOWN
                    || judged.state() == ServiceState.UNOBSERVED
                            && StateRules.judge(spec, vm -> member(vm, at, true), probe -> held(probe, at))
                                            .state()
                                    == ServiceState.DOWN;
            return new Piece(when, spec, judged, maybe);
        }

        /** @param bridged whether what is down on both sides of an unobserved time counts as down in it */
        private StateRules.Member member(UUID vm, Instant at, boolean bridged) {
            var walks = members.get(vm);
            if (walks == null || !walks[0].at(at)) {
                return StateRules.Member.ABSENT;
            }
            var unseen = walks[1].at(at);
            var down = walks[2].at(at);
            if (unseen && !(bridged && down)) {
                return StateRules.Member.UNSEEN;
            }
            return down ? StateRules.Member.DOWN : StateRules.Member.UP;
        }

        private Verdict verdict(UUID probe, Instant at, boolean absent) {
            var held = held(probe, at);
            return held != null && absent ? Verdict.UNKNOWN : held;
        }

        private Verdict held(UUID probe, Instant at) {
            var painted = course.probes().get(probe);
            return painted == null ? null : painted.at(at);
        }
    }

    private static final class Walk {

        private final List<Interval> parts;
        private int at;

        Walk(Intervals set) {
            parts = set.parts();
        }

        /** Asked of moments that never go back. */
        boolean at(Instant moment) {
            while (at < parts.size() && !moment.isBefore(parts.get(at).to())) {
                at++;
            }
            return at < parts.size() && parts.get(at).contains(moment);
        }
    }
}
