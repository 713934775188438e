package io.everup;

import io.everup.shared.Ids;
import java.time.Clock;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * UUID version 7 (RFC 9562 section 5.7): 48 bits of Unix milliseconds, then a 12-bit count that starts anew each
 * millisecond (method 1 of section 6.2), then chance. Ids of one process grow strictly, also when the clock steps back.
 */
final class TimeOrderedIds implements Ids {

    private static final int MOST_PER_MILLISECOND = 0xFFF;

    private final Clock clock;
    private final RandomGenerator random;
    private long millisecond;
    private int count;

    TimeOrderedIds(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    @Override
    public synchronized UUID next() {
        var now = clock.millis();
        if (now > millisecond) {
            millisecond = now;
            count = 0;
        } else if (++count > MOST_PER_MILLISECOND) {
            millisecond++;
            count = 0;
        }
        var high = (millisecond << 16) | 0x7000L | count;
        var low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
