package io.everup.uptime;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** A set of moments, as half-open intervals in order that neither overlap nor touch. Immutable. */
public final class Intervals {

    public static final Intervals NONE = new Intervals(List.of());

    private final List<Interval> parts;

    private Intervals(List<Interval> parts) {
        this.parts = List.copyOf(parts);
    }

    /** The moments that are in any of these, which may overlap and come in any order. */
    public static Intervals of(Collection<Interval> any) {
        var sorted = new ArrayList<>(any);
        sorted.sort(Comparator.comparing(Interval::from));
        var joined = new ArrayList<Interval>();
        for (var next : sorted) {
            var last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (last == null || last.to().isBefore(next.from())) {
                joined.add(next);
            } else if (last.to().isBefore(next.to())) {
                joined.set(joined.size() - 1, new Interval(last.from(), next.to()));
            }
        }
        return new Intervals(joined);
    }

    /** Nothing, when the end isn't after the start. */
    public static Intervals between(Instant from, Instant to) {
        return from.isBefore(to) ? new Intervals(List.of(new Interval(from, to))) : NONE;
    }

    public List<Interval> parts() {
        return parts;
    }

    public boolean isEmpty() {
        return parts.isEmpty();
    }

    public boolean contains(Instant at) {
        return parts.stream().anyMatch(part -> part.contains(at));
    }

    public Intervals union(Intervals other) {
        var all = new ArrayList<>(parts);
        all.addAll(other.parts);
        return of(all);
    }

    public Intervals intersect(Intervals other) {
        var common = new ArrayList<Interval>();
        var mine = 0;
        var theirs = 0;
        while (mine < parts.size() && theirs < other.parts.size()) {
            var one = parts.get(mine);
            var two = other.parts.get(theirs);
            var from = one.from().isAfter(two.from()) ? one.from() : two.from();
            var to = one.to().isBefore(two.to()) ? one.to() : two.to();
            if (from.isBefore(to)) {
                common.add(new Interval(from, to));
            }
            if (one.to().isBefore(two.to())) {
                mine++;
            } else {
                theirs++;
            }
        }
        return new Intervals(common);
    }

    public Intervals subtract(Intervals other) {
        return intersect(other.complement());
    }

    /** The part that lies within a stretch of time. */
    public Intervals clip(Interval window) {
        return intersect(new Intervals(List.of(window)));
    }

    /** All other moments, from the beginning to the end of time. */
    public Intervals complement() {
        var gaps = new ArrayList<Interval>();
        var from = Instant.MIN;
        for (var part : parts) {
            if (from.isBefore(part.from())) {
                gaps.add(new Interval(from, part.from()));
            }
            from = part.to();
        }
        if (from.isBefore(Instant.MAX)) {
            gaps.add(new Interval(from, Instant.MAX));
        }
        return new Intervals(gaps);
    }

    /** How long it is in all. Clip what has no end first. */
    public Duration total() {
        return parts.stream().map(Interval::length).reduce(Duration.ZERO, Duration::plus);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Intervals set && set.parts.equals(parts);
    }

    @Override
    public int hashCode() {
        return parts.hashCode();
    }

    @Override
    public String toString() {
        return parts.toString();
    }
}
