package io.everup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TimeOrderedIdsTest {

    private static final Instant NOW = Instant.parse("2026-11-22T13:00:00Z");

    @Test
    void idsOfOneMillisecondGrowAndAreOfVersion7() {
        var ids = new TimeOrderedIds(Clock.fixed(NOW, ZoneOffset.UTC), new SplittableRandom(1));
        var made = Stream.generate(ids::next).limit(10_000).toList();

        assertThat(made).doesNotHaveDuplicates().allMatch(id -> id.version() == 7 && id.variant() == 2);
        assertThat(made.stream().map(UUID::toString)).isSorted();
        assertThat(made.get(0).getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli());
    }
}
