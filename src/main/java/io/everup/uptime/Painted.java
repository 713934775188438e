package io.everup.uptime;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What held when, where each stroke covers what was there before: the one painted last counts. So a fact that comes late,
 * or from a replica whose clock is off, corrects the past and never undoes what was learned after it.
 */
public final class Painted<T> {

    public record Stretch<T>(Interval when, T value) {}

    /** From each moment on, until the next, this held; null for nothing known. */
    private final TreeMap<Instant, T> edges = new TreeMap<>();

    public Painted() {
        edges.put(Instant.MIN, null);
    }

    /** @param to null for from then on; nothing happens when it isn't after {@code from} */
    public Painted<T> paint(Instant from, Instant to, T value) {
        var end = to == null ? Instant.MAX : to;
        if (!from.isBefore(end)) {
            return this;
        }
        var after = edges.floorEntry(end).getValue();
        edges.subMap(from, true, end, end.equals(Instant.MAX)).clear();
        edges.put(from, value);
        if (end.isBefore(Instant.MAX) && !edges.containsKey(end)) {
            edges.put(end, after);
        }
        return this;
    }

    /** What is known, in order of time. */
    public List<Stretch<T>> stretches() {
        var all = new ArrayList<Stretch<T>>();
        var entries = new ArrayList<>(edges.entrySet());
        for (var i = 0; i < entries.size(); i++) {
            var to = i + 1 < entries.size() ? entries.get(i + 1).getKey() : Instant.MAX;
            if (entries.get(i).getValue() != null && entries.get(i).getKey().isBefore(to)) {
                all.add(new Stretch<>(
                        new Interval(entries.get(i).getKey(), to),
                        entries.get(i).getValue()));
            }
        }
        return all;
    }

    /** What is known of a stretch of time, and where nothing is known, null; together they fill it. */
    public List<Stretch<T>> within(Interval when) {
        var all = new ArrayList<Stretch<T>>();
        var from = when.from();
        while (from.isBefore(when.to())) {
            var next = edges.higherKey(from);
            var to = next == null || next.isAfter(when.to()) ? when.to() : next;
            all.add(new Stretch<>(new Interval(from, to), at(from)));
            from = to;
        }
        return all;
    }

    /** Null when nothing is known. */
    public T at(Instant moment) {
        return edges.floorEntry(moment).getValue();
    }
}
