package io.everup.placement;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.UUID;

/**
 * How fast VMs start, for the prediction of a recovery.
 *
 * @param parallelPerHost how many VMs a host starts at once, from 1
 * @param startSeconds by VM: how long its start took, as measured
 * @param otherSeconds for VMs that were never measured
 */
public record Pace(int parallelPerHost, Map<UUID, Double> startSeconds, double otherSeconds) {

    /** A host starts so many VMs at once. */
    public static final int PARALLEL = 4;
    /** What a start is held to take where none was measured. */
    public static final double ASSUMED_SECONDS = 10;

    public Pace {
        if (parallelPerHost < 1 || !(otherSeconds >= 0)) {
            throw new IllegalArgumentException(
                    "a host starts at least one VM at a time, and no start takes less than nothing");
        }
        startSeconds = Map.copyOf(startSeconds);
    }

    /** Nothing was measured. */
    public static Pace assumed() {
        return new Pace(PARALLEL, Map.of(), ASSUMED_SECONDS);
    }

    /**
     * By VM: seconds from the proof that its host is off until it runs. Each host works through its VMs in the order of
     * recovery, so many at once; the next begins when one of them runs.
     */
    public Map<UUID, Double> seconds(List<Move> moves) {
        var busy = new HashMap<UUID, PriorityQueue<Double>>();
        var seconds = new HashMap<UUID, Double>();
        for (var move : new ArrayList<>(moves)) {
            var slots = busy.computeIfAbsent(move.target(), host -> new PriorityQueue<>());
            var begin = slots.size() < parallelPerHost ? 0 : slots.poll();
            var end = begin + startSeconds.getOrDefault(move.vm(), otherSeconds);
            slots.add(end);
            seconds.put(move.vm(), end);
        }
        return seconds;
    }
}
