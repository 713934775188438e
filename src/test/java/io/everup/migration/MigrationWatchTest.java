package io.everup.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.hypervisor.MigrationProgress;
import io.everup.migration.MigrationForecast.Ending;
import io.everup.migration.MigrationWatch.Verdict;
import io.everup.shared.Bytes;
import org.junit.jupiter.api.Test;

class MigrationWatchTest {

    @Test
    void whatShrinksGoesOn() {
        var watch = watch(false, false, Ending.BY_ITSELF);
        for (var second = 0; second < 1_700; second += 10) {
            assertThat(watch.judge(seen(second, 2, 50, 100, 0)).verdict()).isEqualTo(Verdict.GO_ON);
        }
    }

    @Test
    void theFirstRoundSaysNothing() {
        assertThat(watch(false, false, Ending.BY_ITSELF)
                        .judge(seen(60, 1, 500, 100, 0))
                        .verdict())
                .isEqualTo(Verdict.GO_ON);
    }

    @Test
    void whatNeverShrinksIsGivenUpWithTheReason() {
        var watch = watch(false, false, Ending.BY_ITSELF);
        assertThat(watch.judge(seen(10, 2, 200, 100, 0)).verdict()).isEqualTo(Verdict.GO_ON);
        var decision = watch.judge(seen(14, 3, 200, 100, 0));
        assertThat(decision.verdict()).isEqualTo(Verdict.GIVE_UP);
        assertThat(decision.reason()).contains("200 MiB/s").contains("100 MiB/s");
    }

    @Test
    void oneBadLookIsNotEnough() {
        var watch = watch(false, false, Ending.BY_ITSELF);
        watch.judge(seen(10, 2, 200, 100, 0));
        watch.judge(seen(12, 2, 50, 100, 0));
        assertThat(watch.judge(seen(14, 3, 200, 100, 0)).verdict()).isEqualTo(Verdict.GO_ON);
    }

    @Test
    void whereItMayItGoesOver() {
        var watch = watch(false, true, Ending.BY_ITSELF);
        watch.judge(seen(10, 2, 200, 100, 0));
        assertThat(watch.judge(seen(14, 3, 200, 100, 0)).verdict()).isEqualTo(Verdict.GO_OVER);
    }

    @Test
    void asForeseenItGoesOverAfterTheFirstRound() {
        var watch = watch(false, true, Ending.POST_COPY);
        assertThat(watch.judge(seen(10, 1, 200, 100, 0)).verdict()).isEqualTo(Verdict.GO_ON);
        assertThat(watch.judge(seen(11, 2, 200, 100, 0)).verdict()).isEqualTo(Verdict.GO_OVER);
    }

    @Test
    void slowingDownIsGivenItsTimeAndThenEnds() {
        var watch = watch(true, false, Ending.AUTO_CONVERGE);
        watch.judge(seen(10, 2, 200, 100, 20));
        assertThat(watch.judge(seen(20, 4, 200, 100, 50)).verdict()).isEqualTo(Verdict.GO_ON);
        var decision = watch.judge(seen(60, 20, 200, 100, 99));
        assertThat(decision.verdict()).isEqualTo(Verdict.GIVE_UP);
        assertThat(decision.reason()).contains("99 %");
    }

    @Test
    void itIsNeverEndless() {
        for (var converge : new boolean[] {true, false}) {
            for (var post : new boolean[] {true, false}) {
                var verdict = watch(converge, post, Ending.BY_ITSELF)
                        .judge(seen(31 * 60, 1, 0, 100, 0))
                        .verdict();
                assertThat(verdict).isEqualTo(post ? Verdict.GO_OVER : Verdict.GIVE_UP);
            }
        }
    }

    @Test
    void disksMayTakeLongerThanTheBoundWhenTheyComeNearer() {
        var watch = watch(false, false, Ending.BY_ITSELF);
        for (var minute = 0; minute <= 600; minute += 10) {
            var left = TIB - minute * (TIB / 600);
            assertThat(watch.judge(disks(minute, left)).verdict())
                    .as("after %s min", minute)
                    .isEqualTo(Verdict.GO_ON);
        }
        assertThat(watch.judge(memory(620)).verdict())
                .as("memory has a bound of its own")
                .isEqualTo(Verdict.GO_ON);
        assertThat(watch.judge(memory(651)).verdict()).isEqualTo(Verdict.GIVE_UP);
    }

    @Test
    void aCopyThatNeverComesNearerIsGivenUp() {
        var watch = watch(true, false, Ending.BY_ITSELF);
        watch.judge(disks(1, TIB / 2));
        assertThat(watch.judge(disks(20, TIB / 2)).verdict()).isEqualTo(Verdict.GO_ON);
        var decision = watch.judge(disks(32, TIB / 2 - 1));
        assertThat(decision.verdict()).isEqualTo(Verdict.GIVE_UP);
        assertThat(decision.reason()).contains("writes to them as fast as they are copied");
    }

    private static final long TIB = 1024 * Bytes.GIB;

    private static MigrationProgress disks(int minute, long left) {
        return new MigrationProgress(minute * 60_000L, -1, -1, -1, -1, -1, -1, 0, -1, false, TIB, left);
    }

    private static MigrationProgress memory(int minute) {
        return new MigrationProgress(minute * 60_000L, Bytes.GIB, 0, Bytes.GIB, Bytes.MIB, 0, 1, 0, -1, false, TIB, 0);
    }

    @Test
    void afterItWentOverThereIsNoWayBack() {
        var over = new MigrationProgress(40L * 60 * 1000, 100, 50, 50, Bytes.MIB, 2 * Bytes.MIB, 3, 0, 50, true);
        assertThat(watch(false, false, Ending.POST_COPY).judge(over).verdict()).isEqualTo(Verdict.GO_ON);
    }

    private static MigrationWatch watch(boolean converge, boolean post, Ending expected) {
        return new MigrationWatch(new MigrationPolicy(500, converge, post, 0, 2, 30, Encryption.OFF), expected);
    }

    private static MigrationProgress seen(int second, int round, long dirtyMiB, long speedMiB, int throttle) {
        return new MigrationProgress(
                second * 1000L,
                Bytes.GIB,
                Bytes.GIB / 2,
                Bytes.GIB / 2,
                speedMiB * Bytes.MIB,
                dirtyMiB * Bytes.MIB,
                round,
                throttle,
                -1,
                false);
    }
}
