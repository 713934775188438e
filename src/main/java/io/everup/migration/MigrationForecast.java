package io.everup.migration;

import java.util.stream.LongStream;

/**
 * What a live migration will take, and how it will come to its end. Pure arithmetic over {@link MigrationPremises}; the
 * formula is {@link PreCopy}'s. The ranges come from playing it with the premises' best and worst figures.
 *
 * @param ending how it ends
 * @param total milliseconds from the command to the switch (with post-copy: to the last page)
 * @param pause milliseconds for which the guest stands still
 * @param disks milliseconds of the total for which disks are copied before memory is sent; 0 without
 * @param sentBytes memory and disks sent, at the likeliest
 * @param rounds of copying before the switch
 * @param throttle share of processor time that auto-converge takes from the guest in the end, 0 to 0.99
 * @param sure whether it would end within the budget even at the worst figures
 */
public record MigrationForecast(
        MigrationPremises premises,
        Ending ending,
        Range total,
        Range pause,
        Range disks,
        long sentBytes,
        int rounds,
        double throttle,
        boolean sure) {

    /** How a migration comes to its end. */
    public enum Ending {
        /** Memory is sent faster than the guest writes it; what is left fits into the pause budget. */
        BY_ITSELF,
        /** Only when the guest is slowed down. */
        AUTO_CONVERGE,
        /** Only by switching over before all memory is there. */
        POST_COPY,
        /** Not within the budget and the bound by anything that is allowed. */
        NEVER;

        /** Whether it may be begun. */
        public boolean possible() {
            return this != NEVER;
        }
    }

    /** Milliseconds: the likeliest, and between what it will be. */
    public record Range(long value, long least, long most) {}

    /** Bytes per second that a disk copy and a link of unknown speed never fall below; guards divisions. */
    private static final double SLOWEST = 1;

    /**
     * How much of its memory a guest writes over and over, in seconds of writing: an assumption, since a rate doesn't tell
     * whether it writes here and there or always the same. At worst it is all of its memory.
     */
    private static final double HOT_SECONDS = 4;

    private static final double HOT_SECONDS_LEAST = 2;

    private static final double SETUP_SECONDS = 0.3;
    private static final double MILLIS = 1000;

    /** Whether it ends at all, by any means that is allowed. */
    public boolean converges() {
        return ending.possible();
    }

    public static MigrationForecast of(MigrationPremises given) {
        var dirty = given.dirty();
        var speed = given.speed();
        var disks = disks(given);
        var likely = Course.of(
                given,
                dirty.value(),
                HOT_SECONDS,
                speed.value(),
                disks.value(),
                given.switchMillis().value());
        var best = Course.of(
                given,
                dirty.least(),
                HOT_SECONDS_LEAST,
                speed.most(),
                disks.least(),
                given.switchMillis().least());
        var worst = Course.of(
                given,
                dirty.most(),
                Double.POSITIVE_INFINITY,
                speed.least(),
                disks.most(),
                given.switchMillis().most());
        return new MigrationForecast(
                given,
                likely.ending,
                range(likely.totalMillis, best.totalMillis, worst.totalMillis),
                likely.ending.possible()
                        ? range(likely.pauseMillis, best.pauseMillis, longest(given, likely, worst))
                        : range(likely.pauseMillis, best.pauseMillis, worst.pauseMillis),
                disks,
                Math.round(likely.copy.sentBytes()) + given.diskBytes(),
                likely.copy.rounds(),
                likely.copy.throttle(),
                worst.ending.possible());
    }

    /**
     * Beyond its budget it would be stopped, not paused. A guest that is slowed down goes over as soon as what is left fits,
     * which may be all that is allowed.
     */
    private static long longest(MigrationPremises given, Course likely, Course worst) {
        var most = likely.ending == Ending.AUTO_CONVERGE
                ? given.budgetMillis()
                : Math.min(worst.pauseMillis, given.budgetMillis());
        return Math.max(likely.pauseMillis, most);
    }

    private static Range disks(MigrationPremises given) {
        var speed = given.diskSpeed();
        return new Range(copying(given, speed.value()), copying(given, speed.most()), copying(given, speed.least()));
    }

    private static long copying(MigrationPremises given, double speed) {
        return Math.round(given.diskBytes() / Math.max(SLOWEST, speed) * MILLIS);
    }

    private static Range range(long value, long one, long other) {
        return new Range(
                value,
                LongStream.of(value, one, other).min().getAsLong(),
                LongStream.of(value, one, other).max().getAsLong());
    }

    /** How it goes with one set of figures. */
    private record Course(Ending ending, PreCopy copy, long totalMillis, long pauseMillis) {

        /** @param disks milliseconds for which they are copied before; the bound is on what comes after */
        static Course of(
                MigrationPremises given,
                double dirty,
                double hotSeconds,
                double link,
                double disks,
                double switchMillis) {
            var speed = Math.max(SLOWEST, link);
            // Nothing written means nothing hot, not a product of nothing and infinity.
            var hot = dirty == 0 ? 0 : dirty * hotSeconds;
            var allowed = given.lastMemoryMillis() / MILLIS;
            var before = SETUP_SECONDS + disks / MILLIS;
            var plain = PreCopy.play(given.memoryBytes(), hot, dirty, speed, allowed, false);
            if (fits(plain, given)) {
                return ended(Ending.BY_ITSELF, plain, before, switchMillis, speed);
            }
            if (given.autoConverge()) {
                var slowed = PreCopy.play(given.memoryBytes(), hot, dirty, speed, allowed, true);
                if (fits(slowed, given)) {
                    return ended(Ending.AUTO_CONVERGE, slowed, before, switchMillis, speed);
                }
            }
            return given.postCopy() && switchMillis <= given.budgetMillis()
                    ? pulled(given, dirty, speed, before, switchMillis)
                    : never(given, plain, disks, switchMillis, speed);
        }

        private static boolean fits(PreCopy copy, MigrationPremises given) {
            return copy.ends()
                    && SETUP_SECONDS + copy.seconds() <= given.bound().toMillis() / MILLIS;
        }

        private static Course ended(Ending how, PreCopy copy, double before, double switchMillis, double speed) {
            var pause = switchMillis + copy.leftBytes() / speed * MILLIS;
            return new Course(how, copy, Math.round((before + copy.seconds()) * MILLIS + pause), Math.round(pause));
        }

        /** One round of all memory; the guest goes over, and what it wrote meanwhile is fetched behind it. */
        private static Course pulled(
                MigrationPremises given, double dirty, double speed, double before, double switchMillis) {
            var first = given.memoryBytes() / speed;
            var left = Math.min(given.memoryBytes(), dirty * first);
            var copy = new PreCopy(true, first, first, given.memoryBytes() + left, left, 1, 0);
            var total = (before + first + left / speed) * MILLIS + switchMillis;
            return new Course(Ending.POST_COPY, copy, Math.round(total), Math.round(switchMillis));
        }

        /** What it would take is the bound, and a pause as long as all that stays unsent. */
        private static Course never(
                MigrationPremises given, PreCopy copy, double disks, double switchMillis, double speed) {
            return new Course(
                    Ending.NEVER,
                    copy,
                    Math.round(disks) + given.bound().toMillis(),
                    Math.round(switchMillis + copy.leftBytes() / speed * MILLIS));
        }
    }
}
