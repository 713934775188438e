package io.everup.hypervisor.simulator;

import io.everup.hypervisor.DiskCopy;
import io.everup.hypervisor.MigrationFigures;
import io.everup.hypervisor.MigrationProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A VM's way from one host to another: rounds of copying, each of what its guest wrote during the one before. */
final class Migration {

    private static final double HEAVY = 0.5;
    private static final double FIRST_THROTTLE = 0.2;
    private static final double MORE_THROTTLE = 0.1;
    private static final double MOST_THROTTLE = 0.99;
    private static final double MILLIS = 1000;

    /**
     * What was agreed on.
     *
     * @param deadline when it is given up
     * @param rate bytes per second
     * @param pauseMillis that the last memory may take
     * @param switchMillis that the switch takes besides
     * @param memoryBytes to send in the first round
     * @param diskBytes that are copied before it
     * @param disks that are copied along
     */
    record Terms(
            Instant deadline,
            long rate,
            long pauseMillis,
            boolean autoConverge,
            boolean postCopy,
            long switchMillis,
            long memoryBytes,
            long diskBytes,
            List<DiskCopy> disks) {
        Terms {
            disks = disks == null ? List.of() : List.copyOf(disks);
        }
    }

    /**
     * @param number 1 for the first of memory, 0 while disks are copied
     * @param throttle share of processor time taken from the guest
     * @param heavy how many rounds left more than half of what they sent, since it was last throttled
     * @param wentOver the guest runs at the destination, and this is the rest that it fetches
     */
    record Round(
            int number,
            Instant began,
            Instant ends,
            long bytes,
            double throttle,
            int heavy,
            long sentBefore,
            boolean wentOver) {}

    final SimVm source;
    final SimVm destination;
    final Instant started;
    final Terms terms;
    Round round;
    /** How long the guest stood still; -1 before it did. */
    long pauseMillis = -1;
    /** A stopped copy that the destination had, which comes back if the migration fails; null for none. */
    SimVm displaced;
    /** Who waits for it; null after the portal was restarted. */
    Reply<Void> reply;

    Migration(SimVm source, SimVm destination, Instant started, Terms terms, Round round) {
        this.source = source;
        this.destination = destination;
        this.started = started;
        this.terms = terms;
        this.round = round;
    }

    /** Disks come first. @param setup that passes before the first byte */
    static Round first(Instant now, Duration setup, Terms terms) {
        var disks = !terms.disks().isEmpty();
        var bytes = disks ? terms.diskBytes() : terms.memoryBytes();
        var ends = now.plus(setup).plusMillis(bytes * 1000 / terms.rate());
        return new Round(disks ? 0 : 1, now, ends, bytes, 0, 0, 0, false);
    }

    boolean copiesDisks() {
        return round.number() == 0;
    }

    void beginsMemory(Instant now) {
        var bytes = terms.memoryBytes();
        round = new Round(1, now, now.plusMillis(bytes * 1000 / terms.rate()), bytes, 0, 0, 0, false);
    }

    boolean wentOver() {
        return round.wentOver();
    }

    /** When it has to be looked at next. */
    Instant next() {
        return round.ends().isBefore(terms.deadline()) || wentOver() ? round.ends() : terms.deadline();
    }

    /** What its guest wrote in this round so far. */
    long written(Instant now) {
        var until = now.isBefore(round.ends()) ? now : round.ends();
        var seconds = Duration.between(round.began(), until).toMillis() / MILLIS;
        return (long) Math.min(memory(), source.dirtyRate() * (1 - round.throttle()) * Math.max(0, seconds));
    }

    /** Whether what is left can be sent within the pause. */
    boolean fits(long left) {
        return left * MILLIS / terms.rate() <= terms.pauseMillis();
    }

    void nextRound(Instant now, long left) {
        var heavy = round.heavy() + (left > round.bytes() * HEAVY ? 1 : 0);
        var throttle = round.throttle();
        if (terms.autoConverge() && heavy == 2) {
            heavy = 0;
            throttle = throttle == 0 ? FIRST_THROTTLE : Math.min(MOST_THROTTLE, throttle + MORE_THROTTLE);
        }
        round = new Round(
                round.number() + 1,
                now,
                now.plusMillis(left * 1000 / terms.rate()),
                left,
                throttle,
                heavy,
                round.sentBefore() + round.bytes(),
                false);
    }

    /** The guest goes over now; what it hasn't got yet follows. */
    void goesOver(Instant now) {
        var left = Math.min(memory(), remaining(now) + written(now));
        pauseMillis = terms.switchMillis();
        round = new Round(
                round.number() + 1,
                now,
                now.plusMillis(left * 1000 / terms.rate()),
                left,
                round.throttle(),
                0,
                round.sentBefore() + round.bytes() - remaining(now),
                true);
    }

    /** The link between its halves breaks: what hasn't come by now waits. */
    void breaks(Instant now) {
        var left = remaining(now);
        round = new Round(
                round.number(), now, now, left, round.throttle(), 0, round.sentBefore() + round.bytes() - left, true);
    }

    void goesOn(Instant now) {
        round = new Round(
                round.number() + 1,
                now,
                now.plusMillis(round.bytes() * 1000 / terms.rate()),
                round.bytes(),
                round.throttle(),
                0,
                round.sentBefore(),
                true);
    }

    /** The guest stands still while the last of its memory is sent. */
    void switches(long left) {
        pauseMillis = terms.switchMillis() + left * 1000 / terms.rate();
        round = new Round(
                round.number(),
                round.began(),
                round.ends(),
                round.bytes() + left,
                round.throttle(),
                0,
                round.sentBefore(),
                false);
    }

    private long memory() {
        return (long) (source.spec.memoryBytes() * source.workload().resident());
    }

    private long remaining(Instant now) {
        var whole = Math.max(1, Duration.between(round.began(), round.ends()).toMillis());
        var part = Math.min(1.0, Duration.between(round.began(), now).toMillis() / (double) whole);
        return (long) (round.bytes() * (1 - part));
    }

    MigrationProgress progress(Instant now) {
        var remaining = remaining(now);
        if (copiesDisks()) {
            return new MigrationProgress(
                    Duration.between(started, now).toMillis(),
                    -1,
                    -1,
                    -1,
                    -1,
                    -1,
                    -1,
                    0,
                    -1,
                    false,
                    terms.diskBytes(),
                    remaining);
        }
        return new MigrationProgress(
                Duration.between(started, now).toMillis(),
                memory(),
                Math.max(0, memory() - remaining),
                remaining,
                terms.rate(),
                (long) (source.dirtyRate() * (1 - round.throttle())),
                round.number(),
                (int) Math.round(round.throttle() * 100),
                pauseMillis,
                wentOver(),
                terms.diskBytes(),
                0);
    }

    MigrationFigures figures(Instant now) {
        return new MigrationFigures(
                Duration.between(started, now).toMillis(),
                pauseMillis,
                round.sentBefore() + round.bytes(),
                terms.rate(),
                source.dirtyRate(),
                (int) Math.round(round.throttle() * 100),
                terms.diskBytes());
    }
}
