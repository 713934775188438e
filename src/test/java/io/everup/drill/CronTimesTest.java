package io.everup.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.shared.Refusal;
import java.time.Instant;
import java.util.Map;
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

    @Test
    void schedulesAreSaidInWords() {
        var words = Map.ofEntries(
                Map.entry("0 3 * * SUN", "every Sunday at 03:00"),
                Map.entry("0 3 * * 0", "every Sunday at 03:00"),
                Map.entry("30 6 * * *", "every day at 06:30"),
                Map.entry("30 6,18 * * *", "every day at 06:30 and 18:30"),
                Map.entry("0 6 * * MON-FRI", "Monday to Friday at 06:00"),
                Map.entry("0 6 * * MON,WED,FRI", "every Monday, Wednesday and Friday at 06:00"),
                Map.entry("0 2 * * TUE#2", "on the second Tuesday of each month at 02:00"),
                Map.entry("0 2 * * FRIL", "on the last Friday of each month at 02:00"),
                Map.entry("15 4 1 * ?", "on the 1st of each month at 04:15"),
                Map.entry("15 4 L * *", "on the last day of each month at 04:15"),
                Map.entry("15 4 2,13,23 JAN,JUL *", "on the 2nd, 13th and 23rd of January and July at 04:15"),
                Map.entry("*/20 * * * *", "every 20 minutes"),
                Map.entry("5 */6 * * SAT", "every 6 hours, 05 minutes past, every Saturday"),
                // no sentence says these better than they do themselves
                Map.entry("0 6 13 * FRI", "0 6 13 * FRI"),
                Map.entry("1/7 3-5/2 * * *", "1/7 3-5/2 * * *"));
        words.forEach((cron, sentence) -> {
            CronTimes.check(cron, "UTC");
            assertThat(CronWords.of(cron)).as(cron).isEqualTo(sentence);
        });
    }
}
