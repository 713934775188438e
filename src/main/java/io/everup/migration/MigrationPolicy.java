package io.everup.migration;

import io.everup.shared.Refusal;
import java.time.Duration;

/**
 * How live migrations are done, in a pool or one by one.
 *
 * @param pauseMillis how long a guest may stand still, 50 to 60,000
 * @param autoConverge whether a guest that writes faster than it is sent may be slowed down
 * @param postCopy whether a guest may go over before all of its memory is there; a host or link lost meanwhile costs it
 *     its memory
 * @param bandwidthMiBps most that one migration may send, in MiB/s; 0 for no cap
 * @param atOnce most migrations that leave a host at a time, and most that come to one, 1 to 32
 * @param boundMinutes after which one that doesn't come to its end is given up, 1 to 1,440
 * @param encryption of the memory on its way; null stands for off
 * @param connections over how many connections memory is sent at once, 1 to 16; null stands for 1. One can't fill a fast
 *     link; both hosts' QEMU must be 4.0 or newer for more
 */
public record MigrationPolicy(
        int pauseMillis,
        boolean autoConverge,
        boolean postCopy,
        int bandwidthMiBps,
        int atOnce,
        int boundMinutes,
        Encryption encryption,
        Integer connections) {

    public static final MigrationPolicy DEFAULT = new MigrationPolicy(500, true, false, 0, 2, 30, Encryption.OFF);

    private static final int LEAST_PAUSE = 50;
    private static final int MOST_PAUSE = 60_000;
    private static final int MOST_BANDWIDTH = 1_000_000;
    private static final int MOST_AT_ONCE = 32;
    private static final int MOST_MINUTES = 1_440;
    private static final int MOST_CONNECTIONS = 16;

    public MigrationPolicy {
        encryption = encryption == null ? Encryption.OFF : encryption;
        connections = connections == null || connections == 0 ? 1 : connections;
    }

    /** Over one connection. */
    public MigrationPolicy(
            int pauseMillis,
            boolean autoConverge,
            boolean postCopy,
            int bandwidthMiBps,
            int atOnce,
            int boundMinutes,
            Encryption encryption) {
        this(pauseMillis, autoConverge, postCopy, bandwidthMiBps, atOnce, boundMinutes, encryption, 1);
    }

    /** The same for one migration, as it is wished. */
    MigrationPolicy with(MigrationWish wish) {
        return new MigrationPolicy(
                wish.pauseMillis() == null ? pauseMillis : wish.pauseMillis(),
                wish.autoConverge() == null ? autoConverge : wish.autoConverge(),
                wish.postCopy() == null ? postCopy : wish.postCopy(),
                wish.bandwidthMiBps() == null ? bandwidthMiBps : wish.bandwidthMiBps(),
                atOnce,
                boundMinutes,
                encryption,
                wish.connections() == null ? connections : wish.connections());
    }

    /** The same for a move that copies disks: those are whole only when it has gone over, so it can't go over first. */
    MigrationPolicy copyingDisks() {
        return new MigrationPolicy(
                pauseMillis, autoConverge, false, bandwidthMiBps, atOnce, boundMinutes, encryption, connections);
    }

    /** @throws Refusal naming the field that is out of its range */
    MigrationPolicy checked() {
        within("pauseMillis", pauseMillis, LEAST_PAUSE, MOST_PAUSE, "A pause budget is %s to %s ms.");
        within("bandwidthMiBps", bandwidthMiBps, 0, MOST_BANDWIDTH, "A cap is %s to %s MiB/s; 0 stands for none.");
        within("atOnce", atOnce, 1, MOST_AT_ONCE, "Between %s and %s may move at once.");
        within("connections", connections, 1, MOST_CONNECTIONS, "Memory is sent over %s to %s connections.");
        within("boundMinutes", boundMinutes, 1, MOST_MINUTES, "A migration may take %s to %s minutes.");
        return this;
    }

    private static void within(String field, int value, int least, int most, String sentence) {
        if (value < least || value > most) {
            throw Refusal.invalidField(field, sentence.formatted(least, most));
        }
    }

    public Duration bound() {
        return Duration.ofMinutes(boundMinutes);
    }
}
