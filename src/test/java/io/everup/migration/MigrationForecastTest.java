package io.everup.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.everup.migration.Estimate.Origin;
import io.everup.migration.MigrationForecast.Ending;
import io.everup.shared.Bytes;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MigrationForecastTest {

    private static final Duration BOUND = Duration.ofMinutes(30);

    @Test
    void aQuietGuestMovesInOneRound() {
        var forecast = of(4_096, 2, 1_000, 500, false, false);
        assertThat(forecast.ending()).isEqualTo(Ending.BY_ITSELF);
        assertThat(forecast.rounds()).isEqualTo(1);
        assertThat(forecast.total().value()).isBetween(4_096L, 5_000L);
        assertThat(forecast.pause().value()).isBetween(100L, 150L);
        assertThat(forecast.sure()).isTrue();
    }

    @Test
    void theRoundsAreAGeometricSeries() {
        // 1,000 MiB at 100 MiB/s, 50 MiB/s written: 1000 + 500 + 250 + … until what is left takes under 0.1 s.
        var copy = PreCopy.play(1_000, 1_000, 50, 100, 0.1, false);
        assertThat(copy.rounds()).isEqualTo(7);
        assertThat(copy.leftBytes()).isCloseTo(1_000 * Math.pow(0.5, 7), within(1e-9));
        assertThat(copy.sentBytes()).isCloseTo(1_000 * (1 - Math.pow(0.5, 8)) / 0.5, within(1e-9));
    }

    @Test
    void aGuestThatWritesFasterThanTheLinkNeverEndsByItself() {
        var forecast = of(1_024, 120, 100, 300, false, false);
        assertThat(forecast.ending()).isEqualTo(Ending.NEVER);
        assertThat(forecast.converges()).isFalse();
        assertThat(forecast.total().value()).as("it is bounded").isEqualTo(BOUND.toMillis());
        assertThat(forecast.pause().value()).as("the pause it would take").isGreaterThan(300);
    }

    @Test
    void slowedDownItEnds() {
        var forecast = of(1_024, 120, 100, 300, true, false);
        assertThat(forecast.ending()).isEqualTo(Ending.AUTO_CONVERGE);
        assertThat(forecast.throttle()).isBetween(0.2, 0.99);
        assertThat(forecast.pause().value()).isLessThanOrEqualTo(300);
    }

    @Test
    void orItGoesOverFirst() {
        var forecast = of(1_024, 120, 100, 300, false, true);
        assertThat(forecast.ending()).isEqualTo(Ending.POST_COPY);
        assertThat(forecast.pause().value()).isEqualTo(100);
        assertThat(forecast.total().value()).isGreaterThan(20_000);
    }

    @Test
    void slowingDownComesBeforeTheRiskOfPostCopy() {
        assertThat(of(1_024, 120, 100, 300, true, true).ending()).isEqualTo(Ending.AUTO_CONVERGE);
    }

    @Test
    void aBudgetShorterThanTheSwitchIsNeverKept() {
        assertThat(of(1_024, 0, 1_000, 50, true, true).ending()).isEqualTo(Ending.NEVER);
    }

    @Test
    void aCapSlowsItDown() {
        var capped = MigrationForecast.of(premises(1_000, 1, 1_000, 500, false, false, 10 * Bytes.MIB, 0));
        assertThat(capped.total().value()).isBetween(100_000L, 125_000L);
    }

    @Test
    void disksThatGoAlongTakeTheirTime() {
        var with = MigrationForecast.of(premises(1_000, 1, 1_000, 500, false, false, 0, 10 * Bytes.GIB));
        var without = MigrationForecast.of(premises(1_000, 1, 1_000, 500, false, false, 0, 0));
        assertThat(with.total().value() - without.total().value()).isBetween(10_000L, 10_500L);
    }

    @Test
    void theWorstFiguresDecideWhetherItIsSure() {
        var dirty = new Estimate(50 * Bytes.MIB, 10 * Bytes.MIB, 400 * Bytes.MIB, Origin.ASSUMED);
        var known = premises(1_000, 1, 200, 500, false, false, 0, 0);
        var forecast = MigrationForecast.of(new MigrationPremises(
                known.memoryBytes(), 0, dirty, known.link(), known.switchMillis(), 0, 500, false, false, BOUND));
        assertThat(forecast.ending()).isEqualTo(Ending.BY_ITSELF);
        assertThat(forecast.sure()).isFalse();
        assertThat(forecast.total().most()).isGreaterThan(forecast.total().value());
    }

    @Test
    void laws() {
        var chance = new Random(7);
        for (var n = 0; n < 2_000; n++) {
            var budget = 1 + chance.nextInt(2_000);
            var forecast = of(
                    1 + chance.nextInt(100_000),
                    chance.nextInt(3_000),
                    1 + chance.nextInt(3_000),
                    budget,
                    chance.nextBoolean(),
                    chance.nextBoolean());
            var what = "run %d: %s".formatted(n, forecast);
            if (forecast.converges()) {
                assertThat(forecast.pause().value())
                        .as("the budget is kept, " + what)
                        .isLessThanOrEqualTo(budget);
            }
            assertThat(forecast.total().value())
                    .as("it is never endless, " + what)
                    .isLessThanOrEqualTo(
                            forecast.ending() == Ending.POST_COPY ? Long.MAX_VALUE - 1 : BOUND.toMillis() + budget);
            assertThat(forecast.total().least())
                    .isLessThanOrEqualTo(forecast.total().value());
            assertThat(forecast.total().most())
                    .isGreaterThanOrEqualTo(forecast.total().value());
        }
    }

    @Test
    void disksComeBeforeMemoryAndDoNotCountAgainstTheBound() {
        var without = MigrationForecast.of(premises(1024, 10, 100, 500, false, false, 0, 0));
        var with = MigrationForecast.of(premises(1024, 10, 100, 500, false, false, 0, 600 * Bytes.GIB));
        assertThat(with.disks().value()).isEqualTo(6144 * 1000L);
        assertThat(with.total().value() - without.total().value())
                .isEqualTo(with.disks().value());
        assertThat(with.disks().least()).isLessThan(with.disks().value());
        assertThat(with.disks().most()).isGreaterThan(with.disks().value());
        assertThat(with.disks().value()).as("longer than the bound").isGreaterThan(BOUND.toMillis());
        assertThat(with.ending()).isEqualTo(Ending.BY_ITSELF);
        assertThat(with.pause().value()).isEqualTo(without.pause().value());
        assertThat(with.sentBytes() - without.sentBytes()).isEqualTo(600 * Bytes.GIB);
        assertThat(without.disks().value()).isZero();
    }

    @Test
    void aCapHoldsBackDisksToo() {
        var capped = MigrationForecast.of(premises(1024, 1, 100, 500, false, false, 50 * Bytes.MIB, 10 * Bytes.GIB));
        assertThat(capped.disks().value()).isBetween(204_000L, 206_000L);
    }

    @Test
    void anEstimateIsInOrder() {
        assertThatThrownBy(() -> new Estimate(1, 2, 3, Origin.ASSUMED)).isInstanceOf(IllegalArgumentException.class);
    }

    private static MigrationForecast of(
            long memoryMiB, long dirtyMiB, long linkMiB, long budget, boolean autoConverge, boolean postCopy) {
        return MigrationForecast.of(premises(memoryMiB, dirtyMiB, linkMiB, budget, autoConverge, postCopy, 0, 0));
    }

    private static MigrationPremises premises(
            long memoryMiB,
            long dirtyMiB,
            long linkMiB,
            long budget,
            boolean autoConverge,
            boolean postCopy,
            long cap,
            long disks) {
        return new MigrationPremises(
                memoryMiB * Bytes.MIB,
                disks,
                Estimate.of(dirtyMiB * Bytes.MIB, 1.2, Origin.MEASURED),
                Estimate.of(linkMiB * Bytes.MIB, 1.1, Origin.FORMER_OF_HOSTS),
                Estimate.of(100, 1.5, Origin.FORMER_OF_POOL),
                cap,
                budget,
                autoConverge,
                postCopy,
                BOUND);
    }
}
