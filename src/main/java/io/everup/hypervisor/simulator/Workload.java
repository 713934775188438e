package io.everup.hypervisor.simulator;

import io.everup.shared.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * What a guest does all day. Its activity is a level of its own times a wave of a day, one of half an hour and one of
 * five minutes; since that is a function of time alone, counters need no bookkeeping: they are its integral.
 */
final class Workload {

    private static final double TURN = 2 * Math.PI;
    private static final double DAY = 86_400;
    private static final double BUSIEST_HOUR = 14.5;
    private static final double[] PERIODS = {DAY, 1_740, 290};
    private static final double[] WAVES = {0.55, 0.25, 0.12};
    private static final double NANOS = 1e9;

    private final UUID vm;
    private final int cpus;

    Workload(UUID vm, int cpus) {
        this.vm = vm;
        this.cpus = cpus;
    }

    /**
     * What it uses from one instant to another.
     *
     * @param load a fixed load of its processors in percent, or null for its own ways
     */
    Counters between(Instant from, Instant to, Integer load) {
        var busy = load == null
                ? level() * Math.max(0, integral(seconds(to)) - integral(seconds(from)))
                : load / 100.0 * Duration.between(from, to).toNanos() / NANOS;
        var bytes = busy * cpus * Bytes.MIB;
        return new Counters(
                (long) (busy * cpus * NANOS),
                (long) (bytes * 4 * part(5)),
                (long) (bytes * 6 * part(6)),
                (long) (bytes * 8 * part(7)),
                (long) (bytes * 12 * part(8)));
    }

    /** Part of its memory that the guest has touched, 0.45 to 0.95. */
    double resident() {
        return 0.45 + 0.5 * part(9);
    }

    /** Bytes of memory that the guest writes each second, 1 to 25 MiB per processor; few write much. */
    long dirtyRate() {
        return (long) ((1 + 24 * Math.pow(part(10), 3)) * Math.min(cpus, 8) * Bytes.MIB);
    }

    /** Busy part of its processors in the mean, 0.04 to 0.48; few are busy. */
    private double level() {
        return 0.04 + 0.44 * Math.pow(part(1), 2);
    }

    private double integral(double time) {
        var sum = time;
        for (int i = 0; i < PERIODS.length; i++) {
            sum -= WAVES[i] * PERIODS[i] / TURN * Math.cos(TURN * time / PERIODS[i] + phase(i));
        }
        return sum;
    }

    /** The day's wave has its crest in the afternoon, or for one guest in eight in the night; the others anywhere. */
    private double phase(int wave) {
        if (wave > 0) {
            return TURN * part(2 + wave);
        }
        var crest = (part(2) < 0.125 ? BUSIEST_HOUR + 12 : BUSIEST_HOUR) + 3 * part(3) - 1.5;
        return TURN * (0.25 - crest / 24);
    }

    /** A number from 0 to 1 that belongs to this guest. */
    private double part(int which) {
        var mixed = (vm.getLeastSignificantBits() ^ vm.getMostSignificantBits()) + which * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return ((mixed ^ (mixed >>> 31)) >>> 11) / (double) (1L << 53);
    }

    private static double seconds(Instant time) {
        return time.getEpochSecond() + time.getNano() / NANOS;
    }
}
