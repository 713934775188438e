package io.everup.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.shared.Refusal;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CronTimesTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void nextRunsAreInTheirZone() {
        assertThat(CronTimes.next("0 6 * * MON", "Europe/Paris", NOW, 2))
                .containsExactly(Instant.parse("2026-11-23T05:00:00Z"), Instant.parse("2026-11-30T05:00:00Z"));
    }

    @Test
    void whatCannotBeReadIsRefused() {
        for (var cron : new String[] {"", "x", "0 0 6 * * MON", "61 6 * * *", "0 6 30 2 *"}) {
            assertThatThrownBy(() -> CronTimes.check(cron, "UTC")).as(cron).isInstanceOf(Refusal.class);
        }
        assertThatThrownBy(() -> CronTimes.check("0 6 * * *", "Nowhere")).isInstanceOf(Refusal.class);
        CronTimes.check("0 6 * * *", "UTC");
    }

    @Test
    void manyMissedRunsAreOne() {
        var after = NOW.minusSeconds(10 * 86_400);
        assertThat(CronTimes.due("0 6 * * *", "UTC", after, NOW)).isTrue();
        assertThat(CronTimes.due("0 6 * * *", "UTC", NOW, NOW)).isFalse();
    }
}
